// Whether a case fails by itself, or only after others: then after which.

import type { Backend } from '@gatefold/contract';
import { caseOf } from '../cases.ts';
import type { Anew } from '../lab.ts';
import { passing } from '../report/report.ts';
import { runCase } from '../run-case.ts';
import type { Deadline } from './budget.ts';
import type { RunToExplain, Told } from './told.ts';

type Result = RunToExplain['results'][number];

export class CaseHistory {
  readonly #used: Backend;
  readonly #anew: Anew;
  readonly #run: RunToExplain;
  readonly #deadline: Deadline;

  constructor(used: Backend, anew: Anew, run: RunToExplain, deadline: Deadline) {
    this.#used = used;
    this.#anew = anew;
    this.#run = run;
    this.#deadline = deadline;
  }

  /** @returns undefined when it fails by itself, as its repeat line has it, or time ran out before that was known */
  async of(result: Result): Promise<Told | undefined> {
    if ((await this.#failsAfter([], result, true)) !== false) return undefined;
    const { id, failure } = result;
    if (failure !== undefined && (await this.#failsAfter([], result))) {
      return {
        after: [],
        diagnosis: [
          'Passes on its example alone; fails after the examples that the law draws before it.',
        ],
      };
    }
    const { results } = this.#run;
    const before = results
      .slice(
        0,
        results.findIndex((one) => one.id === id),
      )
      .map((one) => one.id);
    const after = await this.#shortest(before, result);
    if (after === undefined) {
      return {
        diagnosis: [
          'Passes alone; it failed after the cases that ran before it, and which of them it needs was not found in time.',
        ],
      };
    }
    if (after === 'none') {
      return {
        diagnosis: [
          'Passes when it is run again, alone and after the same cases: it does not fail each time.',
        ],
      };
    }
    const [first, last] = [after[0], after.at(-1)];
    return {
      after,
      diagnosis: [
        after.length === 1
          ? `Passes alone; fails after ${first}.`
          : `Passes alone; fails after ${after.length} cases together, from ${first} to ${last}.`,
      ],
    };
  }

  /** The fewest of the last cases before it that make it fail, and of these the first alone if that is enough. */
  async #shortest(
    before: readonly string[],
    result: Result,
  ): Promise<readonly string[] | 'none' | undefined> {
    let right = 0;
    let wrong = 0;
    for (let count = 1; wrong === 0; count *= 2) {
      const taken = Math.min(count, before.length);
      const fails = await this.#failsAfter(before.slice(before.length - taken), result);
      if (fails === undefined) return undefined;
      if (fails) wrong = taken;
      else if (taken === before.length) return 'none';
      else right = taken;
    }
    while (wrong - right > 1) {
      const middle = Math.floor((right + wrong) / 2);
      const fails = await this.#failsAfter(before.slice(before.length - middle), result);
      if (fails === undefined) break;
      if (fails) wrong = middle;
      else right = middle;
    }
    const last = before.slice(before.length - wrong);
    const first = last.slice(0, 1);
    return last.length > 1 && (await this.#failsAfter(first, result)) ? first : last;
  }

  /**
   * Whether a case fails on a new backend, after others.
   *
   * @param asRepeated  only the example that a law failed on, as its repeat line has it
   * @returns undefined when there was no time
   */
  async #failsAfter(
    ids: readonly string[],
    { id, failure }: Result,
    asRepeated = false,
  ): Promise<boolean | undefined> {
    if (this.#deadline.passed) return undefined;
    const { seed, runs } = this.#run;
    const backend = await this.#anew();
    if (backend === this.#used) return undefined;
    try {
      for (const before of ids) {
        if (this.#deadline.passed) return undefined;
        await runCase(backend, caseOf(before), { seed, runs });
      }
      const path = asRepeated && failure?.path !== undefined ? { path: failure.path } : {};
      const { status } = await runCase(backend, caseOf(id), { seed, runs, ...path });
      return !passing.includes(status);
    } finally {
      if (!backend.disposed) backend.dispose();
    }
  }
}
