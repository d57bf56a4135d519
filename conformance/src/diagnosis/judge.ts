// Asks a backend and the plain one the same, and says what the backend does wrong.

import type { Backend, Precision } from '@gatefold/contract';
import { plainBackend } from '../plain/plain-backend.ts';
import { lawTolerance } from '../tolerance.ts';
import type { Values } from '../values.ts';
import { type Answer, ask } from './ask.ts';
import type { Deadline } from './budget.ts';
import type { Subject } from './diagnose.ts';
import { configOf, nameOf, type Question } from './question.ts';

/** What can be wrong about an answer: it threw, gave other numbers, left something behind, or wrote to an input. */
export type Fault = 'thrown' | 'numbers' | 'left' | 'written';

export interface Judged {
  readonly question: Question;
  /** Of the numbers that were drawn. */
  readonly seed: number;
  readonly answer: Answer;
  /** What an honest backend answers. */
  readonly honest: Answer;
  /** undefined where nothing is wrong. */
  readonly fault: Fault | undefined;
  /** Whether it is too near to tell. */
  readonly isUnclear: boolean;
}

/** How many times the tolerance of the laws a number must be off; a law's own failure is judged by the law. */
const factor = 8;

/** Weights and inputs beyond 1 make every rounding larger, and steps carry it on. */
const largeFactor = 250;

export class Judge {
  readonly backend: Backend;
  readonly #anew: (() => Promise<Backend>) | undefined;
  readonly #plain = plainBackend();
  /** Whether each question is asked of a new backend. */
  #isolates = false;
  #asked = 0;
  readonly #seed: number;
  readonly #deadline: Deadline;
  readonly #judged = new Map<string, Judged>();

  constructor({ backend, anew }: Subject, seed: number, deadline: Deadline) {
    this.backend = backend;
    this.#anew = anew;
    this.#seed = seed;
    this.#deadline = deadline;
  }

  get seed(): number {
    return this.#seed;
  }

  /** @returns undefined when there is no time left, or no backend */
  async judge(question: Question): Promise<Judged | undefined> {
    const name = nameOf(question);
    const before = this.#judged.get(name);
    if (before !== undefined) return before;
    if (this.#deadline.passed || this.backend.disposed) return undefined;
    // Other numbers each time: a backend that keeps some from the call before is found out.
    const seed = this.#seed + ++this.#asked;
    const honest = await ask(this.#plain, question, seed);
    const answer = await this.#answerTo(question, seed);
    const fault = this.#faultOf(question, answer, honest);
    const isUnclear = fault === undefined && !this.alike(question, answer, honest, 1);
    const judged = { question, seed, answer, honest, fault, isUnclear };
    this.#judged.set(name, judged);
    return judged;
  }

  /**
   * Asks again, of a new backend; where that is right, every later question is asked of a new one.
   *
   * @returns whether it was wrong only because of what was asked before
   */
  async isSpoilt({ question }: Judged): Promise<boolean> {
    if (this.#anew === undefined || this.#isolates) return false;
    this.#isolates = true;
    this.#judged.delete(nameOf(question));
    const again = await this.judge(question);
    if (again?.fault === undefined) this.#judged.clear();
    else this.#isolates = false;
    return this.#isolates;
  }

  async #answerTo(question: Question, seed: number): Promise<Answer> {
    const backend = this.#isolates ? await this.#anew?.() : undefined;
    try {
      return await ask(backend ?? this.backend, question, seed);
    } finally {
      if (backend !== undefined && backend !== this.backend) backend.dispose();
    }
  }

  /** Whether two answers to a question are one, as far as numbers go. */
  alike(question: Question, some: Answer, others: Answer, times: number = factor): boolean {
    const near = nearness(this.backend.supports.precision, question, times);
    return areAlike(some.readings, others.readings, near);
  }

  #faultOf(question: Question, answer: Answer, honest: Answer): Fault | undefined {
    // What no backend can answer says nothing about this one.
    if (honest.thrown !== undefined) return undefined;
    if (answer.thrown !== undefined) return 'thrown';
    if (!this.alike(question, answer, honest)) return 'numbers';
    if (Object.keys(answer.left).length > 0) return 'left';
    return answer.written === undefined ? undefined : 'written';
  }
}

/** How far a number may be off and still be the same. */
type Nearness = (wanted: number) => number;

function nearness(precision: Precision, question: Question, times: number): Nearness {
  const { inputDim, timeSteps, xNumbers, weightNumbers, stateNumbers } = question;
  const tolerance = lawTolerance(precision, configOf(question), inputDim, timeSteps);
  const isLarge = [xNumbers, weightNumbers, stateNumbers].some(
    (numbers) => numbers === 'large' || numbers === 'huge',
  );
  const large = isLarge ? largeFactor : 1;
  return (wanted) => times * large * tolerance(wanted, 0);
}

export function areAlike(
  some: readonly Values[],
  others: readonly Values[],
  near: Nearness,
): boolean {
  return (
    some.length === others.length &&
    some.every(({ shape, data }, index) => {
      const other = others[index] as Values;
      return (
        shape.join() === other.shape.join() &&
        data.length === other.data.length &&
        data.every((value, k) => {
          const wanted = other.data[k] as number;
          return (
            Object.is(value, wanted) || value === wanted || Math.abs(value - wanted) <= near(wanted)
          );
        })
      );
    })
  );
}
