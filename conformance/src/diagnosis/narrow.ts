// From one call that goes wrong to what such calls have in common: makes everything about it simple that can be simple
// while it still goes wrong, and varies one fact after another to see where it does.

import type { Supports } from '@gatefold/contract';
import { sizeAxes, type SizeAxis, type WordAxis, wordAxes } from './axes.ts';
import { fit, type Predicate } from './fit.ts';
import { costOf, isAskable, nameOf, type Question, simplest } from './question.ts';

/** Whether a question is answered wrongly, as far as can be told; undefined when there is no time left to ask. */
export type Wrong = (question: Question) => Promise<boolean | 'unclear' | undefined>;

/** One thing that wrong calls have in common. */
export interface Condition {
  /** Absent where it is no news. */
  readonly says?: string;
  readonly holds: (question: Question) => boolean;
}

export interface Narrowed {
  /** As simple as it can be and still go wrong. */
  readonly question: Question;
  readonly conditions: readonly Condition[];
  /** All that was asked, and whether the answer was wrong. */
  readonly asked: readonly (readonly [Question, boolean])[];
  /** Whether all was asked that should be; otherwise the conditions are not all there are. */
  readonly isComplete: boolean;
}

/** Where the simplest size is too small, these are added to it, one after another. */
const stepsDown = [8, 16, 32, 64, 128];

/** Below it, what is too large is a size of its own, and no product of sizes. */
const leastProduct = 256;

/** From here on other sizes are made smaller than the simplest, in products. */
const dear = 10_000;

/** What a question that is only one of many may cost, in products: some tens of milliseconds of the plain backend. */
const dearest = 2e6;

export async function narrow(start: Question, supports: Supports, wrong: Wrong): Promise<Narrowed> {
  const narrowing = new Narrowing(start, supports, wrong);
  await narrowing.simplify();
  const conditions = await narrowing.conditions();
  const { question, asked, isComplete } = narrowing;
  return { question, conditions, asked: [...asked.values()], isComplete };
}

class Narrowing {
  question: Question;
  isComplete = true;
  readonly asked = new Map<string, readonly [Question, boolean]>();
  readonly #supports: Supports;
  readonly #wrong: Wrong;
  readonly #words: readonly WordAxis[];
  readonly #dearest: number;

  constructor(question: Question, supports: Supports, wrong: Wrong) {
    this.question = question;
    this.#supports = supports;
    this.#wrong = wrong;
    this.#words = wordAxes(supports);
    this.#dearest = Math.max(dearest, 2 * costOf(question));
  }

  /** One pass suffices for what stands alone; a second finds what the first had to leave. */
  async simplify(): Promise<void> {
    for (let pass = 0; pass < 2; pass++) {
      const before = nameOf(this.question);
      // Sizes first: what follows is cheaper then.
      for (const { name } of sizeAxes) {
        for (const size of [simplest[name], ...stepsDown.map((more) => simplest[name] + more)]) {
          if (size >= this.question[name] || (await this.#become({ [name]: size }))) break;
        }
        if (this.question[name] < simplest[name]) await this.#become({ [name]: simplest[name] });
      }
      for (const { name, values } of this.#words) {
        await this.#become({
          [name]: values.includes(simplest[name]) ? simplest[name] : values[0],
        });
      }
      if (nameOf(this.question) === before) break;
    }
    if (costOf(this.question) < dear) return;
    for (const { name } of sizeAxes) await this.#become({ [name]: 1 });
  }

  async conditions(): Promise<Condition[]> {
    const words: Condition[] = [];
    for (const axis of this.#words) {
      const found = await this.#conditionOf(axis);
      if (found !== undefined) words.push(found);
    }
    return [...words, ...(await this.#sizes())];
  }

  async #become(change: Partial<Question>): Promise<boolean> {
    const changed = { ...this.question, ...change };
    if (!(await this.#isWrong(changed))) return false;
    this.question = changed;
    return true;
  }

  /** @returns undefined for what cannot be asked */
  async #isWrong(question: Question): Promise<boolean | undefined> {
    const name = nameOf(question);
    const before = this.asked.get(name);
    if (before !== undefined) return before[1];
    if (!isAskable(this.#supports, question) || costOf(question) > this.#dearest) return undefined;
    const is = await this.#wrong(question);
    if (is === 'unclear') return undefined;
    if (is === undefined) this.isComplete = false;
    else this.asked.set(name, [question, is]);
    return is;
  }

  async #conditionOf({ name, values, says }: WordAxis): Promise<Condition | undefined> {
    const wrong: unknown[] = [];
    const right: unknown[] = [];
    for (const value of values) {
      const is = await this.#isWrong({ ...this.question, [name]: value });
      if (is) wrong.push(value);
      else if (is === false) right.push(value);
    }
    if (right.length === 0) return undefined;
    await this.#confirm({ [name]: wrong[0] }, { [name]: right[0] });
    const said = says(wrong, right);
    return {
      ...(said === undefined ? {} : { says: said }),
      holds: (question) => !right.includes(question[name]),
    };
  }

  /** More calls with and without a word, so that none is believed for one call. */
  async #confirm(...words: readonly Partial<Question>[]): Promise<void> {
    const { units, batch, timeSteps } = this.question;
    for (const sizes of [
      { batch: batch + 2 },
      { timeSteps: timeSteps + 4 },
      { units: units + 4 },
    ]) {
      for (const word of words) await this.#isWrong({ ...this.question, ...sizes, ...word });
    }
  }

  async #sizes(): Promise<Condition[]> {
    const found: { axis: SizeAxis; predicate: Predicate }[] = [];
    for (const axis of sizeAxes) {
      const tried = await this.#tried(axis, axis.few);
      if (![...tried.values()].includes(false)) {
        // What is right only far off is looked for once, far off.
        for (const [size, is] of await this.#tried(axis, axis.far.slice(0, 1))) tried.set(size, is);
        if (![...tried.values()].includes(false)) continue;
      }
      for (const [size, is] of await this.#tried(axis, axis.many)) tried.set(size, is);
      await this.#bisect(axis, tried);
      const sofar = fit(tried);
      if (sofar === undefined || !sofar.says.startsWith('=')) {
        for (const [size, is] of await this.#tried(axis, axis.far)) tried.set(size, is);
      }
      const predicate = fit(tried);
      if (predicate !== undefined) found.push({ axis, predicate });
    }
    const equal = await this.#equalSizes(found);
    if (equal !== undefined) return [equal];
    const product = this.#product(found);
    if (product !== undefined) return [product];
    return found.map(({ axis: { name }, predicate: { says, holds } }) => ({
      says: `where ${name} ${says}`,
      holds: (question) => holds(question[name]),
    }));
  }

  async #tried({ name }: SizeAxis, sizes: readonly number[]): Promise<Map<number, boolean>> {
    const tried = new Map<number, boolean>();
    for (const size of new Set([this.question[name], ...sizes])) {
      const is = await this.#isWrong({ ...this.question, [name]: size });
      if (is !== undefined) tried.set(size, is);
    }
    return tried;
  }

  /** Where it changes once, from right to wrong, finds the very number. */
  async #bisect({ name }: SizeAxis, tried: Map<number, boolean>): Promise<void> {
    const wrong = Math.min(...[...tried].flatMap(([size, is]) => (is ? [size] : [])));
    let [low, high] = [
      Math.max(...[...tried].flatMap(([size, is]) => (!is && size < wrong ? [size] : [0]))),
      wrong,
    ];
    const more = [...tried].filter(([size]) => size > wrong);
    if (low === 0 || more.some(([, is]) => !is)) return;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      const is = await this.#isWrong({ ...this.question, [name]: middle });
      if (is === undefined) return;
      tried.set(middle, is);
      if (is) high = middle;
      else low = middle;
    }
  }

  /** Two sizes that are wrong at one number only, which is the same: wrong where they are equal, perhaps. */
  async #equalSizes(
    found: readonly { axis: SizeAxis; predicate: Predicate }[],
  ): Promise<Condition | undefined> {
    const [first, second] = found.map(({ axis: { name } }) => name);
    if (found.length !== 2 || first === undefined || second === undefined) return undefined;
    if (this.question[first] !== this.question[second]) return undefined;
    if (!found.every(({ predicate }) => predicate.says.startsWith('= '))) return undefined;
    for (const size of [2, 6, 7]) {
      if (!(await this.#isWrong({ ...this.question, [first]: size, [second]: size }))) {
        return undefined;
      }
    }
    return {
      says: `where ${first} = ${second}`,
      holds: (question) => question[first] === question[second],
    };
  }

  /** Several sizes that are each wrong from somewhere on: wrong where their product is large, perhaps. */
  #product(found: readonly { axis: SizeAxis; predicate: Predicate }[]): Condition | undefined {
    if (found.length < 2 || !found.every(({ predicate }) => /^[≥>]/.test(predicate.says))) {
      return undefined;
    }
    const names = found.map(({ axis: { name } }) => name);
    const size = (question: Question): number =>
      names.reduce((product, name) => product * question[name], 1);
    const alike = [...this.asked.values()].filter(
      ([question]) => nameOf({ ...question, ...sizesOf(this.question) }) === nameOf(this.question),
    );
    const right = Math.max(...alike.flatMap(([question, is]) => (is ? [] : [size(question)])));
    const wrong = Math.min(...alike.flatMap(([question, is]) => (is ? [size(question)] : [])));
    if (right >= wrong || right < leastProduct) return undefined;
    return {
      says: `where ${names.join(' · ')} > ${right}`,
      holds: (question) => size(question) > right,
    };
  }
}

function sizesOf({ units, inputDim, batch, timeSteps }: Question): Partial<Question> {
  return { units, inputDim, batch, timeSteps };
}
