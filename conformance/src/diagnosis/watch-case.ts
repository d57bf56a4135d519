// Runs a case once more, to see what it asks and what it reads.

import type { Backend } from '@gatefold/contract';
import type { Case } from '../case.ts';
import type { Counterexample } from '../counterexample.ts';
import { Lab } from '../lab.ts';
import type { Values } from '../values.ts';
import type { Question } from './question.ts';
import { recorder } from './record.ts';

/** A case that was run, and for a law that failed the example that it failed on. */
export interface Ran {
  readonly item: Case;
  readonly found?: Counterexample;
  readonly milliseconds?: number;
}

export interface Watched {
  /** What it asks, the last first. */
  readonly questions: readonly Question[];
  /** All that it reads back, up to where it fails. */
  readonly readings: readonly Values[];
}

export async function watchCase(
  backend: Backend,
  { item, found }: Ran,
  seed: number,
): Promise<Watched> {
  const watching = recorder(backend);
  const only = found === undefined ? {} : { saved: [found], savedOnly: true };
  const lab = new Lab(watching.backend, { seed, runs: 1, ...only });
  try {
    await item.run(lab);
  } catch {
    // What was asked and read before the failure is what counts.
  }
  try {
    lab.end();
  } catch {
    // A backend may fail at that, too.
  }
  return { questions: watching.questions(), readings: lab.readings };
}
