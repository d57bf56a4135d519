// A process that speaks gatefold-stdio/1: one request at a time, one line each, every answer checked by the schema.

import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { parseArgsStringToArgv } from 'string-argv';
import { beginning, Lines, mostAnswer, Printed } from '../bounded-text.ts';
import { HarnessError } from '../harness-error.ts';
import { Outage } from '../outage.ts';
import { leading, ProcessGroup } from '../process-group.ts';
import { schemaCheck } from '../schema-check.ts';

export const protocol = 'gatefold-stdio/1';

/** What a backend answered that it could not do. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

export type Method = 'hello' | 'layer' | 'run' | 'resetState' | 'dispose' | 'bye';

const checkAnswer = schemaCheck('stdio', 'answer');
const checkNothing = schemaCheck('stdio', 'nothing');

const checkResult: Readonly<Record<Method, ReturnType<typeof schemaCheck>>> = {
  hello: schemaCheck('stdio', 'helloResult'),
  layer: checkNothing,
  run: schemaCheck('stdio', 'runResult'),
  resetState: checkNothing,
  dispose: checkNothing,
  bye: checkNothing,
};

interface Question {
  readonly id: number;
  readonly method: Method;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** As much of an answer is told. */
const tellable = 120;

export class StdioClient {
  readonly #group: ProcessGroup;
  readonly #input: Writable;
  readonly #lines = new Lines(
    (line) => this.#answer(line),
    () => this.#lose('errored', `answered with a line of more than ${mostAnswer} characters`),
  );
  readonly #errors = new Printed();
  #question: Question | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #nextId = 1;
  /** Why nothing is asked any more. */
  #outage: Outage | undefined;

  /** @throws {HarnessError} when the command names no program */
  constructor(command: string) {
    const [program, ...programArguments] = parseArgsStringToArgv(command);
    if (program === undefined) throw new HarnessError('--exec: must be a command, got nothing');
    const stdio = ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'];
    const child = spawn(program, programArguments, { ...leading, stdio });
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#lines.add(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#errors.add(text));
    this.#input = child.stdin;
    // A write to a process that has just ended; its end is told below.
    this.#input.on('error', () => undefined);
    this.#group = new ProcessGroup(child);
    const who = child.pid === undefined ? program : 'the process';
    void this.#group.ended.then((how) => this.#loseFor(`${who} ${how}`));
  }

  /** Whether it can still be asked. */
  get outage(): Outage | undefined {
    return this.#outage;
  }

  /**
   * Asks, and waits for the answer; questions wait for one another.
   *
   * @throws {Refusal} when the backend answers with an error
   * @throws {Outage} when it does not answer as the protocol says; it is ended then
   */
  ask(method: Method, parameters: object, timeout: number): Promise<unknown> {
    const answer = this.#queue.then(() => this.#askNow(method, parameters, timeout));
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  #askNow(method: Method, parameters: object, timeout: number): Promise<unknown> {
    if (this.#outage !== undefined) return Promise.reject(this.#outage);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () =>
          this.#lose(
            'timeout',
            `no answer to ${method} in ${timeout / 1000} s, and ${this.#silence()} --timeout gives it longer`,
          ),
        timeout,
      );
      this.#question = { id, method, resolve, reject, timer };
      this.#input.write(`${JSON.stringify({ id, method, ...parameters })}\n`);
    });
  }

  /** What came on standard error since the last call. */
  takePrinted(): string {
    return this.#errors.take();
  }

  /** Says good-bye, and ends a process that does not end by itself. */
  async close(patience = 2000): Promise<void> {
    if (this.#outage === undefined) {
      await this.ask('bye', {}, patience).catch(() => undefined);
      this.#input.end();
    }
    await this.#group.end(this.#outage === undefined ? patience : 0);
  }

  /** What came instead of an answer, and the most frequent cause. */
  #silence(): string {
    const { begun } = this.#lines;
    return begun === ''
      ? 'nothing came on its standard output; does it flush stdout?'
      : `what came on its standard output is no whole line: ${short(begun)}; does it end with \\n, and flush stdout?`;
  }

  #answer(line: string): void {
    if (this.#outage !== undefined) return;
    let answer: unknown;
    try {
      answer = JSON.parse(line);
    } catch {
      this.#lose('errored', `answered with what is no JSON: ${short(line)}`);
      return;
    }
    const complaint = checkAnswer(answer);
    if (complaint !== undefined) {
      this.#lose('errored', `answered against ${protocol}: ${complaint}: ${short(line)}`);
      return;
    }
    this.#settle(answer as Answer, line);
  }

  #settle({ id, result, error }: Answer, line: string): void {
    const question = this.#question;
    if (question?.id !== id) {
      const asked =
        question === undefined ? 'nothing was asked' : `request ${question.id} was asked`;
      this.#lose('errored', `answered request ${id} when ${asked}: ${short(line)}`);
      return;
    }
    const complaint = error === undefined ? checkResult[question.method](result) : undefined;
    if (complaint !== undefined) {
      this.#lose(
        'errored',
        `answered ${question.method} against ${protocol}: ${complaint}: ${short(line)}`,
      );
      return;
    }
    this.#question = undefined;
    clearTimeout(question.timer);
    if (error === undefined) question.resolve(result);
    else {
      const told =
        error.traceback === undefined ? error.message : `${error.message}\n${error.traceback}`;
      question.reject(new Refusal(told.trimEnd(), error.code));
    }
  }

  #loseFor(end: string): void {
    const { begun } = this.#lines;
    const where = begun === '' ? '' : `, in the middle of a line: ${short(begun)}`;
    this.#lose('crashed', `${end}${where}`);
  }

  /** Ends the process and fails the question that is open; the first reason is the one that is told. */
  #lose(status: Outage['status'], message: string): void {
    if (this.#outage !== undefined) return;
    this.#group.kill();
    this.#outage = new Outage(status, message, this.#errors.take());
    const question = this.#question;
    this.#question = undefined;
    if (question === undefined) return;
    clearTimeout(question.timer);
    question.reject(this.#outage);
  }
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: {
    readonly message: string;
    readonly code?: string;
    readonly traceback?: string;
  };
}

function short(line: string): string {
  return beginning(line, tellable);
}
