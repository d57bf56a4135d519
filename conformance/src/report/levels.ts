// Which levels a run grants, and what keeps the others.

import { type Claim, type Level, levels } from '../case.ts';
import { type CaseResult, passing, type Refusal, type Report } from './report.ts';

/** What a backend of cells must claim for the tests of their numbers. */
const equations: readonly Claim[] = ['cells', 'activations', 'recurrentActivations', 'resetAfter'];

/**
 * What each level is about. A case that is not asked for want of any other claim is not held against it: a backend that
 * only goes forwards may be granted `streaming`, and one without masks `stacked`.
 */
export const claimsOfLevels: Readonly<Record<Level, readonly Claim[]>> = {
  core: equations,
  masking: ['masking'],
  reverse: ['goBackwards'],
  stateful: ['stateful'],
  bidirectional: ['bidirectional'],
  stacked: ['stacked'],
  streaming: ['streaming'],
  keras2: equations,
  keras3: equations,
};

/** Of the levels that were run whole: whether each is granted, and if not, why. Part of a level proves nothing about it. */
export function judgeLevels({
  results,
  selection: { levels: chosen = levels, only, shard },
  stopped,
}: Pick<Report, 'results' | 'selection' | 'stopped'>): Pick<Report, 'granted' | 'refused'> {
  if (only !== undefined || shard !== undefined || stopped !== undefined) {
    return { granted: {}, refused: {} };
  }
  const refusals = chosen.map((level) => [level, refusalOf(level, results)] as const);
  return {
    granted: Object.fromEntries(refusals.map(([level, refusal]) => [level, refusal === undefined])),
    refused: Object.fromEntries(refusals.filter(([, refusal]) => refusal !== undefined)),
  };
}

type Judged = Pick<CaseResult, 'id' | 'levels' | 'status' | 'lacks'>;

function refusalOf(level: Level, results: readonly Judged[]): Refusal | undefined {
  const own = results.filter((result) => result.levels.includes(level));
  const missed = ({ lacks = [] }: Judged): readonly Claim[] =>
    lacks.filter((claim) => claimsOfLevels[level].includes(claim));
  const unsupported = own.filter((result) => missed(result).length > 0);
  const failed = own.filter(({ status }) => status !== 'unsupported' && !passing.includes(status));
  const passed = own.filter(({ status }) => passing.includes(status));
  if (unsupported.length + failed.length === 0 && passed.length > 0) return undefined;
  return {
    lacks: [...new Set(unsupported.flatMap(missed))],
    unsupported: unsupported.map(({ id }) => id),
    failed: failed.map(({ id }) => id),
  };
}
