// Says what a failing backend looks like: the mutants whose numbers on the same cases are the backend's own.

import type { Backend, Precision } from '@gatefold/contract';
import type { Case } from './case.ts';
import type { Counterexample } from './counterexample.ts';
import { Lab } from './lab.ts';
import { mutants } from './mutants/catalogue.ts';
import { disguise, type Mutant } from './mutants/mutant.ts';
import { plainBackend } from './plain/plain-backend.ts';
import type { Values } from './values.ts';

/** A case that failed, and for a law the example that it failed on. */
export interface Failed {
  readonly item: Case;
  readonly found?: Counterexample;
}

/** Cases on which every mutant is tried, at most: the first few tell. The rest are compared with what those look like. */
const most = 16;

/** How many likenesses are worth telling; more say nothing. */
const tellable = 3;

/** Numbers of one mutant lie this near to those of a backend that does the same. */
const nearness: Readonly<Record<Precision, number>> = { f64: 1e-5, f32: 1e-5, f16: 2 ** -7 };

/**
 * Compares the readings of failed cases with those of each mutant that changes values.
 *
 * A mutant that explains one case is tried on the next ones before the others, and of several the ones that explain
 * most cases are told. Readings that the honest plain backend gives too, as where only an error is missing, are none.
 *
 * @returns by the id of a case, what it looks like: phrases as in {@link Mutant.says}
 */
export async function diagnose(
  backend: Backend,
  failed: readonly Failed[],
  seed: number,
): Promise<Map<string, readonly string[]>> {
  const changing = mutants.filter(({ changesValues }) => changesValues);
  const explained = new Map<Mutant, string[]>();
  let likely: readonly Mutant[] = [];
  for (const [index, one] of failed.entries()) {
    if (backend.disposed || (index >= most && likely.length === 0)) break;
    const readings = await readingsOf(backend, one, seed);
    const honest = await readingsOf(posing(plainBackend(), backend), one, seed);
    const near = nearness[backend.supports.precision];
    if (readings.length === 0 || areAlike(readings, honest, near)) continue;
    const matching = async (candidates: readonly Mutant[]): Promise<Mutant[]> => {
      const found: Mutant[] = [];
      for (const mutant of candidates) {
        const theirs = await readingsOf(posing(mutant.make(), backend), one, seed);
        if (areAlike(readings, theirs, near)) found.push(mutant);
      }
      return found;
    };
    const among = await matching(likely);
    const found = among.length > 0 || index >= most ? among : await matching(changing);
    if (found.length > 0) likely = found;
    for (const mutant of found) {
      explained.set(mutant, [...(explained.get(mutant) ?? []), one.item.id]);
    }
  }
  return told(failed, explained);
}

/** For each case the mutants that explain it and the most others beside it. */
function told(
  failed: readonly Failed[],
  explained: ReadonlyMap<Mutant, readonly string[]>,
): Map<string, readonly string[]> {
  const phrases = new Map<string, readonly string[]>();
  for (const { item } of failed) {
    const likenesses = [...explained].filter(([, ids]) => ids.includes(item.id));
    const best = Math.max(0, ...likenesses.map(([, ids]) => ids.length));
    const found = likenesses.filter(([, ids]) => ids.length === best);
    if (found.length > 0 && found.length <= tellable) {
      phrases.set(
        item.id,
        found.map(([{ says }]) => says),
      );
    }
  }
  return phrases;
}

/** A backend that claims what another claims, so that a case asks the same of it. */
function posing(plain: Backend, { supports }: Backend): Backend {
  return disguise(plain, () => ({ supports }));
}

/** All that a case reads back, up to where it fails. */
async function readingsOf(
  backend: Backend,
  { item, found }: Failed,
  seed: number,
): Promise<readonly Values[]> {
  const only = found === undefined ? {} : { saved: [found], savedOnly: true };
  const lab = new Lab(backend, { seed, runs: 1, ...only });
  try {
    await item.run(lab);
  } catch {
    // What was read before the failure is what counts.
  }
  try {
    lab.end();
  } catch {
    // A backend may fail at that, too.
  }
  return lab.readings;
}

function areAlike(some: readonly Values[], others: readonly Values[], near: number): boolean {
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
            Object.is(value, wanted) || Math.abs(value - wanted) <= near * (1 + Math.abs(wanted))
          );
        })
      );
    })
  );
}
