// Which levels a run grants.

import { type Level, levels } from '../case.ts';
import { type CaseResult, passing, type Report } from './report.ts';

/** Of the levels that were run whole: whether every case in it passed. Part of a level proves nothing about it. */
export function grantedLevels({
  results,
  selection: { levels: chosen = levels, only, shard },
  stopped,
}: Pick<Report, 'results' | 'selection' | 'stopped'>): Report['granted'] {
  if (only !== undefined || shard !== undefined || stopped !== undefined) return {};
  return Object.fromEntries(chosen.map((level) => [level, isGranted(level, results)]));
}

function isGranted(
  level: Level,
  results: readonly Pick<CaseResult, 'levels' | 'status'>[],
): boolean {
  const own = results.filter((result) => result.levels.includes(level));
  return own.length > 0 && own.every(({ status }) => passing.includes(status));
}
