// Orders to a process or a page, and the replies to them. Whoever is there may say other things too, and others may speak
// up: a reply counts when it bears the secret of the run and the number of the order that waits for it, and says no more
// than a reply may.

import { randomUUID, timingSafeEqual } from 'node:crypto';
import { beginning, mostAnswer } from '../bounded-text.ts';
import { caseOf, hasCase } from '../cases.ts';
import { fromJSON } from '../json.ts';
import { messageOf } from '../message-of.ts';
import { Outage } from '../outage.ts';
import { withNumbers } from '../report/parse-report.ts';
import { identityOf } from '../run-case.ts';
import { schemaCheck } from '../schema-check.ts';
import { type Order, type Reply, timeFor } from './messages.ts';

/** An order on its way. */
export interface NumberedOrder {
  readonly number: number;
  readonly order: Order;
}

/** A reply on its way. */
export interface Letter {
  readonly secret: unknown;
  /** Of the order that it answers; 0 for none. */
  readonly number: unknown;
  /** A Reply, as JSON. */
  readonly text: unknown;
}

/** What became of a letter: it was awaited; it comes too late, or twice; it is not of this run. */
export type Verdict = 'taken' | 'late' | 'foreign';

type Kind = Reply['kind'];

/** The kind of reply that answers an order. */
const kindOf: Readonly<Record<Order['kind'], Kind>> = { run: 'result', diagnose: 'told' };

const checks: Readonly<Record<Kind, ReturnType<typeof schemaCheck>>> = {
  ready: schemaCheck('reply', 'ready'),
  refused: schemaCheck('reply', 'refused'),
  result: schemaCheck('reply', 'result'),
  told: schemaCheck('reply', 'told'),
};

interface Waiting {
  readonly number: number;
  readonly kinds: readonly Kind[];
  readonly resolve: (reply: Reply) => void;
  readonly reject: (outage: Outage) => void;
}

export class Correspondence {
  readonly secret: string = randomUUID();
  #number = 0;
  #waiting: Waiting | undefined;
  /** Of a page that was opened while another one was asked. */
  #early: Letter | undefined;

  /**
   * Waits for the first word of a process or a page: whether there is a backend.
   *
   * @param lost  rejects when nothing more can come
   * @throws {Outage} when nothing comes in time
   */
  greeting(
    milliseconds: number,
    lost: Promise<never>,
  ): Promise<Extract<Reply, { kind: 'ready' | 'refused' }>> {
    const greeting = this.#reply(0, ['ready', 'refused'], milliseconds, lost);
    const early = this.#early;
    this.#early = undefined;
    if (early !== undefined) this.take(early);
    return greeting as ReturnType<this['greeting']>;
  }

  /**
   * Gives an order and waits for the reply.
   *
   * @param timeout  milliseconds that a case may take
   * @throws {Outage} when nothing comes in time, or no reply
   */
  async ask(
    order: Order,
    send: (order: NumberedOrder) => void,
    timeout: number,
    lost: Promise<never>,
  ): Promise<Reply> {
    const number = ++this.#number;
    const reply = this.#reply(number, [kindOf[order.kind]], timeFor(order, timeout), lost);
    send({ number, order });
    return sound(order, await reply);
  }

  /** Reads what may be a reply. */
  take(letter: Letter): Verdict {
    const { secret, number, text } = letter;
    if (!isSame(secret, this.secret) || typeof text !== 'string') return 'foreign';
    const waiting = this.#waiting;
    if (waiting === undefined || number !== waiting.number) {
      if (number !== 0) return 'late';
      this.#early = letter;
      return 'taken';
    }
    this.#waiting = undefined;
    try {
      waiting.resolve(replyOf(text, waiting.kinds));
    } catch (error) {
      waiting.reject(new Outage('errored', messageOf(error)));
    }
    return 'taken';
  }

  async #reply(
    number: number,
    kinds: Waiting['kinds'],
    milliseconds: number,
    lost: Promise<never>,
  ): Promise<Reply> {
    let timer: NodeJS.Timeout | undefined;
    const reply = new Promise<Reply>((resolve, reject) => {
      this.#waiting = { number, kinds, resolve, reject };
      timer = setTimeout(() => {
        const message = `no answer in ${milliseconds / 1000} s; --timeout gives it longer`;
        reject(new Outage('timeout', message));
      }, milliseconds);
    });
    try {
      return await Promise.race([reply, lost]);
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }
}

/** @throws {Error} that says what is wrong with it */
function replyOf(text: string, kinds: Waiting['kinds']): Reply {
  if (text.length > mostAnswer) {
    throw new Error(`answered with ${text.length} characters, more than ${mostAnswer}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error(`answered with what is no JSON: ${beginning(text, 120)}`);
  }
  const kind = kinds.find((one) => one === (content as { kind?: unknown } | null)?.kind);
  const complaint = kind === undefined ? `is no ${kinds.join(' or ')}` : checks[kind](content);
  if (complaint !== undefined) throw new Error(`answered with what is no reply: ${complaint}`);
  return fromJSON(text) as Reply;
}

/** A reply about what was asked; what the suite knows of a case it has from itself. */
function sound(order: Order, reply: Reply): Reply {
  if (reply.kind === 'told') {
    expectNone(reply.told.map(([id]) => id).find((id) => !hasCase(id)));
  }
  if (order.kind !== 'run' || reply.kind !== 'result') return reply;
  const { id } = order;
  const { result } = reply;
  const laws = result.failure === undefined ? [] : [result.failure.found, result.failure.shrunk];
  expectNone([result.id, ...laws.map(({ law }) => law)].find((one) => one !== id));
  return { ...reply, result: { ...withNumbers(result), ...identityOf(caseOf(id)) } };
}

function expectNone(strange: string | undefined): void {
  if (strange === undefined) return;
  throw new Outage('errored', `answered about ${beginning(strange, 120)}, which was not asked`);
}

function isSame(given: unknown, secret: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}
