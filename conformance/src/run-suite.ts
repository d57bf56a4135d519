// Runs cases against a backend and says what came of each, and which levels that grants.

import { type Backend, missingSupport, type Supports } from '@gatefold/contract';
import { type Case, type Level, levels } from './case.ts';
import { cases } from './cases.ts';
import { backendEndCase } from './cases/lifetime.ts';
import { UnderClaimed } from './cases/supports.ts';
import type { Counterexample, LawFailure } from './counterexample.ts';
import { diagnose, type Failed } from './diagnosis.ts';
import { Lab, type LabSettings } from './lab.ts';
import { messageOf, Mismatch } from './values.ts';

/**
 * `unsupported`: not asked, because the backend does not claim it. `under-claimed`: served without being claimed.
 * `errored`: threw something that no clause speaks of.
 */
export type Status = 'pass' | 'fail' | 'unsupported' | 'under-claimed' | 'errored';

export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly levels: readonly Level[];
  readonly status: Status;
  /** What went wrong, or which claim is missing. */
  readonly message?: string;
  /** Of a law: what it failed on. */
  readonly failure?: LawFailure;
  /** Of a failure whose numbers are those of a mutant: what that does, as a phrase that follows "looks like". */
  readonly looksLike?: readonly string[];
  /** The largest share of a tolerance that was used, 0 to 1. */
  readonly headroom: number;
  readonly milliseconds: number;
}

export interface Report {
  readonly backend: string;
  readonly supports: Supports;
  readonly seed: number;
  readonly runs: number;
  readonly results: readonly CaseResult[];
  /** Of the levels that were run: whether every case in it passed. */
  readonly granted: Readonly<Partial<Record<Level, boolean>>>;
}

export interface SuiteOptions {
  /** Only cases of these levels; all by default. */
  readonly levels?: readonly Level[];
  /** Only cases whose id matches: the whole id, or with `*` for any part of it. */
  readonly only?: string;
  /** For every random choice; the same seed draws the same numbers. */
  readonly seed?: number;
  /** Examples for each law. */
  readonly runs?: number;
  /** Where a law failed, as its message says: that example alone is tried. */
  readonly path?: string;
  /** Counterexamples of other days: each law tries its own before it draws any. */
  readonly saved?: readonly Counterexample[];
  /** Whether failures are compared with the mutants; true unless set. */
  readonly diagnosis?: boolean;
  readonly onResult?: (result: CaseResult, index: number, total: number) => void;
}

export const defaultSeed = 20260701;
export const defaultRuns = 100;

/** The case that disposes of the backend. */
const lastCase = backendEndCase.id;

/** Lists the cases that options choose. */
export function selectCases({ levels: chosen, only }: SuiteOptions = {}): Case[] {
  const pattern =
    only === undefined
      ? undefined
      : new RegExp(`^${only.split('*').map(escapeRegExp).join('.*')}$`);
  return cases.filter(
    (item) =>
      (chosen === undefined || item.levels.some((level) => chosen.includes(level))) &&
      (pattern === undefined || pattern.test(item.id)),
  );
}

/** Says why a backend is not asked to run a case; undefined when it is. */
export function missingFor(supports: Supports, { configs, claims }: Case): string | undefined {
  for (const config of configs) {
    const missing = missingSupport(supports, config);
    if (missing !== undefined) return `${missing.what} (supports.${missing.claim})`;
  }
  const claim = claims.find((name) => !supports[name]);
  return claim === undefined ? undefined : `${claim} (supports.${claim}: false)`;
}

/**
 * Runs the suite.
 *
 * @param backend  disposed of by the last case, when that is among the chosen ones
 */
export async function runSuite(backend: Backend, options: SuiteOptions = {}): Promise<Report> {
  const { seed = defaultSeed, runs = defaultRuns, path, saved = [], onResult } = options;
  const chosen = selectCases(options);
  const settings = { seed, runs, saved, ...(path === undefined ? {} : { path }) };
  let results: CaseResult[] = [];
  for (const item of chosen) {
    // A backend that the last case has ended answers no more questions.
    if (item.id === lastCase) results = await withDiagnosis(backend, results, options);
    const result = await runCase(backend, item, settings);
    results.push(result);
    onResult?.(result, results.length, chosen.length);
  }
  if (!backend.disposed) results = await withDiagnosis(backend, results, options);
  return {
    backend: backend.name,
    supports: backend.supports,
    seed,
    runs,
    results,
    granted: grantedLevels(results, options),
  };
}

/** Runs one case, or says that the backend is not asked. */
export async function runCase(
  backend: Backend,
  item: Case,
  settings: LabSettings,
): Promise<CaseResult> {
  const { id, title, clauses } = item;
  const common = { id, title, clauses, levels: item.levels };
  const missing = missingFor(backend.supports, item);
  if (missing !== undefined) {
    return { ...common, status: 'unsupported', message: missing, headroom: 0, milliseconds: 0 };
  }
  const lab = new Lab(backend, settings);
  const start = performance.now();
  const outcome = await attempt(lab, item);
  const milliseconds = performance.now() - start;
  const { failure, headroom } = lab;
  return { ...common, ...outcome, headroom, milliseconds, ...(failure ? { failure } : {}) };
}

/** Adds to the failures that have wrong numbers what they look like. */
export async function withDiagnosis(
  backend: Backend,
  results: readonly CaseResult[],
  { diagnosis = true, seed = defaultSeed }: SuiteOptions,
): Promise<CaseResult[]> {
  const failed: Failed[] = results
    .filter(({ status, looksLike }) => status === 'fail' && looksLike === undefined)
    .map(({ id, failure }) => ({
      item: cases.find((item) => item.id === id) as Case,
      ...(failure === undefined ? {} : { found: failure.found }),
    }));
  if (!diagnosis || failed.length === 0) return [...results];
  const phrases = await diagnose(backend, failed, seed);
  return results.map((result) => {
    const looksLike = phrases.get(result.id);
    return looksLike === undefined ? result : { ...result, looksLike };
  });
}

async function attempt(lab: Lab, item: Case): Promise<{ status: Status; message?: string }> {
  try {
    try {
      await item.run(lab);
    } finally {
      lab.end();
    }
    return { status: 'pass' };
  } catch (error) {
    return { status: statusOf(error), message: messageOf(error) };
  }
}

/** fast-check keeps what the property threw as the cause of its own error. */
function statusOf(error: unknown): Status {
  const thrown = (error as { cause?: unknown }).cause ?? error;
  if (error instanceof UnderClaimed) return 'under-claimed';
  return error instanceof Mismatch || thrown instanceof Mismatch ? 'fail' : 'errored';
}

function grantedLevels(
  results: readonly CaseResult[],
  { levels: chosen = levels, only }: SuiteOptions,
): Report['granted'] {
  // Part of a level proves nothing about the level.
  if (only !== undefined) return {};
  return Object.fromEntries(
    chosen.map((level) => [
      level,
      results
        .filter((result) => result.levels.includes(level))
        .every(({ status }) => status === 'pass'),
    ]),
  );
}

function escapeRegExp(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
