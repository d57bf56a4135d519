// Tries the suite itself: every mutant must die, and by a case that bears the clause which it breaks.

import type { Case } from './case.ts';
import { cases } from './cases.ts';
import { wholeRuns } from './laws/coverings.ts';
import { mutants } from './mutants/catalogue.ts';
import type { Mutant } from './mutants/mutant.ts';
import { unseenByLaws } from './mutants/unseen-by-laws.ts';
import type { NumberClaims } from './perturbed.ts';
import { narrowed } from './plain/narrowed.ts';
import { plainBackend, type PlainOptions } from './plain/plain-backend.ts';
import { passing } from './report/report.ts';
import { missingFor, runCase } from './run-case.ts';
import { defaultSeed } from './run-on.ts';
import { withinTime } from './within-time.ts';

export interface MutantVerdict {
  readonly id: string;
  readonly mutant: Mutant;
  /** Cases of its own clause that fail on it: the first, or the first two with `full`. */
  readonly killers: readonly string[];
  /** Where those are too few, others that fail on it. */
  readonly strangers: readonly string[];
  /** The first law that fails on it; sought for mutants that change values, save {@link unseenByLaws}. */
  readonly law?: string;
}

export interface SelfCheck {
  readonly verdicts: readonly MutantVerdict[];
  /** Cases that the plain backend itself fails: nothing that follows means anything then. */
  readonly honestFailures: readonly string[];
  /** Cases that no mutant fails. */
  readonly idle: readonly string[];
  readonly milliseconds: number;
}

export interface SelfCheckOptions {
  readonly seed?: number;
  /** Examples for each law. */
  readonly runs?: number;
  /** Whether a second case is looked for that fails on each mutant, and a law for {@link unseenByLaws}: see {@link killedByOne}. */
  readonly full?: boolean;
  readonly onVerdict?: (verdict: MutantVerdict, index: number, total: number) => void;
}

/** Few, since a wrong formula is wrong on nearly every example; a wrong pair is wrong on few rows, and needs all of them. */
export const selfCheckRuns: number = wholeRuns;
const few = 5;

/** How long a case may take: what a mutant never settles would keep it waiting for good. */
const patience = 20_000;

interface Settings {
  readonly seed: number;
  readonly runs: number;
  /** What mutants are mutants of. */
  readonly plain: PlainOptions;
}

/** Runs the mutants. */
export async function selfCheck(options: SelfCheckOptions = {}): Promise<SelfCheck> {
  const { seed = defaultSeed, runs = selfCheckRuns, full = false, onVerdict } = options;
  const settings = { seed, runs, plain: {} };
  const start = performance.now();
  const honestFailures = await failuresOf((plain) => plainBackend(plain), cases, settings);
  // A case that fails anyway kills nothing by failing.
  const sound = cases.filter(({ id }) => !honestFailures.includes(id));
  const verdicts: MutantVerdict[] = [];
  const busy = new Set<string>();
  for (const mutant of mutants) {
    const verdict = await judge(mutant, sound, settings, full);
    const { killers, strangers, law } = verdict;
    for (const id of [...killers, ...strangers, ...(law === undefined ? [] : [law])]) busy.add(id);
    verdicts.push(verdict);
    onVerdict?.(verdict, verdicts.length, mutants.length);
  }
  const idle: string[] = [];
  for (const item of sound) {
    if (!busy.has(item.id) && !(await killsAny(item, settings))) idle.push(item.id);
  }
  return { verdicts, honestFailures, idle, milliseconds: performance.now() - start };
}

/**
 * Mutants that change values and live, where they round as backends of given claims may: what the tolerances of those
 * claims no longer see.
 */
export async function survivors(
  claims: NumberClaims,
  {
    seed = defaultSeed,
    runs = selfCheckRuns,
    among = mutants.filter(({ changesValues }) => changesValues),
  }: Pick<SelfCheckOptions, 'seed' | 'runs'> & { readonly among?: readonly Mutant[] } = {},
): Promise<readonly Mutant[]> {
  const settings = { seed, runs, plain: narrowed(claims) };
  const alive: Mutant[] = [];
  for (const mutant of among) {
    const bears = ({ clauses }: Case): boolean => clauses.includes(mutant.clause);
    const nearest = [...cases.filter(bears), ...cases.filter((item) => !bears(item))];
    const killers = await failuresOf((plain) => mutant.make(plain), nearest, settings, 1);
    if (killers.length === 0) alive.push(mutant);
  }
  return alive;
}

/** Whether a case fails on a mutant. */
export function kills(
  item: Case,
  mutant: Mutant,
  { seed = defaultSeed, runs = selfCheckRuns }: Pick<SelfCheckOptions, 'seed' | 'runs'> = {},
): Promise<boolean> {
  return fails((plain) => mutant.make(plain), item, { seed, runs, plain: {} });
}

/** What is wrong with the suite, one line each; none when it passes. */
export function complaints({ verdicts, honestFailures }: SelfCheck): string[] {
  return [
    ...honestFailures.map((id) => `${id} fails on the honest plain backend`),
    ...verdicts
      .filter(({ killers }) => killers.length === 0)
      .map(({ mutant, strangers }) =>
        strangers.length === 0
          ? `${mutant.id} survives: ${mutant.says}`
          : `${mutant.id} is not killed by a case of ${mutant.clause}, only by ${strangers[0]}`,
      ),
  ];
}

/** Of the mutants that change values, how many the laws kill by themselves. */
export function lawScore({ verdicts }: SelfCheck): { killed: number; of: number } {
  const changing = verdicts.filter(({ mutant }) => mutant.changesValues);
  return { killed: changing.filter(({ law }) => law !== undefined).length, of: changing.length };
}

/** Mutants that one case alone kills: each would live if that case were lost. Known after a `full` run only. */
export function killedByOne({ verdicts }: SelfCheck): MutantVerdict[] {
  return verdicts.filter(({ killers, strangers }) => killers.length + strangers.length === 1);
}

const isLaw = ({ id }: Case): boolean => id.startsWith('law/');
const isLarge = ({ id }: Case): boolean => id.startsWith('law/sizes/') || id === 'law/long-reading';

async function judge(
  mutant: Mutant,
  sound: readonly Case[],
  settings: Settings,
  full: boolean,
): Promise<MutantVerdict> {
  const { id } = mutant;
  const { runs } = settings;
  const bears = ({ clauses }: Case): boolean => clauses.includes(mutant.clause);
  const own = sound.filter(bears);
  const others = sound.filter((item) => !bears(item));
  const limit = full ? 2 : 1;
  const make: Mutant['make'] = (plain) => mutant.make(plain);
  const killers = await failuresOf(make, own, settings, limit);
  const strangers = await failuresOf(make, others, settings, limit - killers.length);
  if (!mutant.changesValues || (unseenByLaws.has(id) && !full)) {
    return { id, mutant, killers, strangers };
  }
  const found = [...killers, ...strangers].find((one) => one.startsWith('law/'));
  // Laws of its clause are the likeliest to see it. The others are tried on few examples first, and on all where those show
  // nothing; for the mutants in unseenByLaws that would only take its time.
  const lawAmong = async (chosen: readonly Case[], examples: number): Promise<string | undefined> =>
    (
      await failuresOf(
        make,
        // Each of the large takes as long as all of the others.
        chosen
          .filter((item) => isLaw(item))
          .toSorted((a, b) => Number(isLarge(a)) - Number(isLarge(b))),
        { ...settings, runs: examples },
        1,
      )
    )[0];
  const law =
    found ??
    (await lawAmong(own, runs)) ??
    (await lawAmong(others, Math.min(runs, few))) ??
    (unseenByLaws.has(id) ? undefined : await lawAmong(others, runs));
  return { id, mutant, killers, strangers, ...(law === undefined ? {} : { law }) };
}

/** The ids of the first `limit` cases that fail on a backend, a new one for each. */
async function failuresOf(
  make: Mutant['make'],
  chosen: readonly Case[],
  settings: Settings,
  limit: number = chosen.length,
): Promise<string[]> {
  const failed: string[] = [];
  for (const item of chosen) {
    if (failed.length >= limit) break;
    if (await fails(make, item, settings)) failed.push(item.id);
  }
  return failed;
}

async function fails(make: Mutant['make'], item: Case, settings: Settings): Promise<boolean> {
  const backend = make(settings.plain);
  if (missingFor(backend.supports, item) !== undefined) return false;
  const { seed, runs } = settings;
  const result = await withinTime(
    patience,
    runCase(backend, item, { seed, runs, asFound: true }, async () => make(settings.plain)),
  );
  return result === undefined || !passing.includes(result.status);
}

async function killsAny(item: Case, settings: Settings): Promise<boolean> {
  const group = (clause: string): string => clause.replace(/\d+$/, '');
  const near = (mutant: Mutant): number =>
    item.clauses.includes(mutant.clause)
      ? 0
      : item.clauses.some((clause) => group(clause) === group(mutant.clause))
        ? 1
        : 2;
  for (const mutant of mutants.toSorted((a, b) => near(a) - near(b))) {
    if (await kills(item, mutant, settings)) return true;
  }
  return false;
}
