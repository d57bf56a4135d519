// A diff of two reports, for the terminal.

import pc from 'picocolors';
import type { ReportDiff, StatusChange } from './diff.ts';
import type { CaseResult } from './report.ts';
import { count, plainText } from './text.ts';

/** Cases that are only in one run and are named; of the rest only how many. */
const nameable = 5;

type Paint = (text: string) => string;

export function formatDiff(diff: ReportDiff): string {
  const { unlike, newlyFailing, fixed, changed, onlyBefore, onlyAfter, headroom, levels } = diff;
  const sections = [
    unlike.map(({ what, before, after }) => pc.dim(plainText(`${what}: ${before} → ${after}`))),
    listed(pc.red, '✗', 'newly failing', newlyFailing),
    listed(pc.green, '✓', 'fixed', fixed),
    listed(pc.yellow, '~', 'changed', changed),
    section(
      pc.yellow,
      `nearer to their tolerance (${headroom.length})`,
      headroom.map(
        ({ id, before, after }) => `  ${plainText(id)}: ${percent(before)} → ${percent(after)}`,
      ),
    ),
    only(`only before (${onlyBefore.length})`, onlyBefore),
    only(`only after (${onlyAfter.length})`, onlyAfter),
    [
      ...levels.lost.map((level) => pc.red(`✗ level lost: ${level}`)),
      ...levels.won.map((level) => pc.green(`✓ level won: ${level}`)),
    ],
    [verdict(diff)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function listed(
  paint: Paint,
  sign: string,
  what: string,
  changes: readonly StatusChange[],
): string[] {
  return section(
    paint,
    `${what} (${changes.length})`,
    changes.flatMap(({ id, title, before, after, message }) => [
      `  ${paint(sign)} ${pc.bold(plainText(title))}`,
      pc.dim(`    ${plainText(id)}: ${before} → ${after}`),
      ...(message === undefined ? [] : [`    ${plainText(message).split('\n')[0]}`]),
    ]),
  );
}

function only(title: string, results: readonly CaseResult[]): string[] {
  const named = results.slice(0, nameable).map(({ id, status }) => `  ${plainText(id)}: ${status}`);
  const rest = results.length - named.length;
  return section(pc.dim, title, [...named, ...(rest > 0 ? [`  and ${rest} more`] : [])]);
}

function section(paint: Paint, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [paint(title), ...lines];
}

function verdict({ isWorse, newlyFailing, fixed, changed, levels }: ReportDiff): string {
  if (isWorse) return pc.red(`worse: ${count(newlyFailing.length, 'new failure')}`);
  const isBetter = fixed.length > 0 || levels.won.length > 0;
  if (isBetter) return pc.green(`better: ${count(fixed.length, 'case')} fixed`);
  return changed.length > 0 ? 'no worse' : 'no change in any case';
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
