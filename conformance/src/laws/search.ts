// Tries examples until one fails, and makes that one smaller: fast-check, with the time and the path that a run was given.

// By name, so that bundlers leave out what is not used.
import * as fc from 'fast-check';
import type { Lab } from '../lab.ts';
import { now } from '../now.ts';
import { outageOf } from '../outage.ts';

/** An example that failed. */
export interface Found<S> {
  readonly error: unknown;
  /** As it was met first. */
  readonly found: S;
  /** As small as it could be made. */
  readonly shrunk: S;
  /** fast-check's way to it. */
  readonly path: string;
  /** `example 3 of 100, made smaller 7 times; seed 5, path 2:1` */
  readonly told: string;
  /** What ended the backend, where it is gone. */
  readonly outage: unknown;
}

interface Search<S> {
  /** Examples that are gone through in place of drawn ones. */
  readonly list?: readonly S[];
  /** As many as a run was given, unless it says so. */
  readonly runs?: number;
  /** What messages call an example, and one that was shrunk. */
  readonly words?: { readonly example: string; readonly shrunk: string };
  /** Whether a smaller example than the failing one is not tried any more. */
  readonly isEnough?: (smaller: S) => boolean;
}

/**
 * Draws examples, or goes through those of a list.
 *
 * @returns what failed, or nothing
 */
export async function search<S>(
  lab: Lab,
  drawn: fc.Arbitrary<S>,
  check: (example: S) => Promise<void>,
  {
    list,
    runs = list?.length ?? lab.settings.runs,
    words = { example: 'example', shrunk: 'smaller' },
    isEnough = () => false,
  }: Search<S> = {},
): Promise<Found<S> | undefined> {
  const { seed, path, timeLimit, asFound = false } = lab.settings;
  const end = timeLimit === undefined ? Infinity : now() + timeLimit;
  let tried = 0;
  let failed = false;
  let outage: unknown;
  const property = fc.asyncProperty(drawn, async (example) => {
    // A backend that is gone says nothing about smaller examples.
    if (outage !== undefined) return;
    // One example is always tried, and one that fails is made smaller, whatever the time.
    if (tried > 0 && !failed && now() > end) return;
    if (failed && isEnough(example)) return;
    tried++;
    try {
      await check(example);
    } catch (error) {
      failed = true;
      outage = outageOf(error);
      throw error;
    }
  });
  const details = await fc.check(property, {
    seed,
    numRuns: runs,
    // Keeps the example as it was found beside the smallest one.
    verbose: fc.VerbosityLevel.Verbose,
    ...(list === undefined ? {} : { examples: list.map((example): [S] => [example]) }),
    endOnFailure: asFound || path !== undefined,
    ...(path === undefined ? {} : { path }),
  });
  if (!details.failed) return undefined;
  const at = details.counterexamplePath as string;
  return {
    error: details.errorInstance,
    found: (details.failures[0] as [S])[0],
    shrunk: (details.counterexample as [S])[0],
    path: at,
    outage,
    told:
      path === undefined
        ? `${words.example} ${details.numRuns} of ${runs}, made ${words.shrunk} ${details.numShrinks} times; seed ${seed}, path ${at}`
        : `the ${words.example} at seed ${seed}, path ${at}`,
  };
}
