// The badge of a README, as shields.io reads it: https://shields.io/badges/endpoint-badge

import { type Level, levels } from '../case.ts';
import type { Report } from './report.ts';
import { levelsOf, tallyOf } from './summary.ts';

export interface Badge {
  readonly schemaVersion: 1;
  readonly label: 'gatefold';
  readonly message: string;
  readonly color: 'brightgreen' | 'green' | 'yellow' | 'orange' | 'red' | 'lightgrey';
}

/** The levels that are granted, and how many cases fail. Part of the suite earns no colour. */
export function badge(report: Report): Badge {
  const { total, passed: plain, illConditioned, failed } = tallyOf(report.results);
  const passed = plain + illConditioned;
  const { granted } = levelsOf(report);
  const { stopped, selection } = report;
  const { only, shard } = selection;
  const told = tellable(granted);
  const say = (color: Badge['color'], ...words: readonly string[]): Badge => ({
    schemaVersion: 1,
    label: 'gatefold',
    message: words.join(' · '),
    color,
  });
  if (failed > 0) {
    const bad = `${failed} of ${total} ${failed === 1 ? 'fails' : 'fail'}`;
    return say(granted.length > 0 ? 'orange' : 'red', ...told, bad);
  }
  if (only !== undefined || shard !== undefined || stopped !== undefined) {
    return say('lightgrey', `${passed} of ${total}`, 'part of the suite');
  }
  if (granted.length === 0) return say('yellow', `${passed} of ${total} pass`);
  return say(granted.length === levels.length ? 'brightgreen' : 'green', ...told);
}

/** A badge is a line: more than four names are a number. */
function tellable(granted: readonly Level[]): readonly string[] {
  if (granted.length === levels.length) return ['all levels'];
  return granted.length > 4 ? [`${granted.length} of ${levels.length} levels`] : granted;
}
