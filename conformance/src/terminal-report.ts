// The report that a person reads in a terminal, and the line that shows how far the run is.

import { clearLine, cursorTo } from 'node:readline';
import { clauseGroups } from '@gatefold/contract';
import pc from 'picocolors';
import type { CaseResult, Report, Status } from './run-suite.ts';

const failing: readonly Status[] = ['fail', 'errored', 'under-claimed'];

export function failures({ results }: Report): readonly CaseResult[] {
  return results.filter(({ status }) => failing.includes(status));
}

/** Shows progress on a terminal, and nothing elsewhere. */
export function progressLine(
  stream: NodeJS.WriteStream,
): (at: { readonly id: string }, index: number, total: number) => void {
  if (!stream.isTTY) return () => undefined;
  const start = performance.now();
  return ({ id }, index, total) => {
    const seconds = (performance.now() - start) / 1000;
    const left = (seconds / index) * (total - index);
    clearLine(stream, 0);
    cursorTo(stream, 0);
    if (index === total) return;
    stream.write(pc.dim(`${index}/${total}  about ${left.toFixed(0)} s left  ${id}`));
  };
}

/** Groups, failures with the command that repeats each, and levels. */
export function formatReport(report: Report, specifier: string): string {
  return [
    pc.bold(
      `${report.backend}: ${report.results.length} ${report.results.length === 1 ? 'case' : 'cases'}`,
    ),
    '',
    ...formatGroups(report),
    ...failures(report).flatMap((result) => formatFailure(result, report, specifier)),
    '',
    ...formatSummary(report),
  ].join('\n');
}

function formatGroups({ results }: Report): string[] {
  return Object.entries(clauseGroups).flatMap(([letter, name]) => {
    const inGroup = results.filter(({ clauses }) => clauses[0]?.startsWith(letter));
    if (inGroup.length === 0) return [];
    const count = (...statuses: Status[]): number =>
      inGroup.filter(({ status }) => statuses.includes(status)).length;
    const failed = count(...failing);
    const unsupported = count('unsupported');
    const parts = [
      pc.green(`${String(count('pass')).padStart(3)} passed`),
      failed > 0 ? pc.red(`${failed} failed`) : '',
      unsupported > 0 ? pc.yellow(`${unsupported} unsupported`) : '',
    ];
    return [
      `  ${letter}  ${name.toLowerCase().padEnd(14)}${parts.filter((part) => part !== '').join(', ')}`,
    ];
  });
}

function formatFailure(result: CaseResult, report: Report, specifier: string): string[] {
  const { title, status } = result;
  return [
    '',
    `${pc.red(status === 'fail' ? '✗' : `✗ ${status}`)} ${pc.bold(title)}`,
    ...failureLines(result).map((line) => `    ${line}`),
    pc.dim(`    ${replayCommand(result, report, specifier)}`),
  ];
}

/** What went wrong, and what it looks like. */
export function failureLines({ message = '', looksLike = [] }: CaseResult): string[] {
  return [
    ...message.split('\n'),
    ...looksLike.map((phrase, index) =>
      pc.yellow(`${index === 0 ? 'looks like' : '        or'} ${phrase}`),
    ),
  ];
}

function replayCommand(
  { id, failure }: CaseResult,
  { seed, runs }: Report,
  specifier: string,
): string {
  const path = failure?.path;
  const where = path === undefined ? `--runs ${runs}` : `--path ${path}`;
  return `gatefold-conformance run ${specifier} --only '${id}' --seed ${seed} ${where}`;
}

function formatSummary(report: Report): string[] {
  const { results, granted } = report;
  const passed = results.filter(({ status }) => status === 'pass').length;
  const unsupported = results.filter(({ status }) => status === 'unsupported').length;
  const worst = results.reduce((most, result) => (result.headroom > most.headroom ? result : most));
  const seconds = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  const levels = Object.entries(granted).map(([level, isGranted]) =>
    isGranted ? pc.green(`✓ ${level}`) : pc.yellow(`– ${level}`),
  );
  return [
    `${passed} passed, ${failures(report).length} failed, ${unsupported} unsupported in ${seconds.toFixed(1)} s`,
    `largest share of a tolerance used: ${(100 * worst.headroom).toFixed(0)} % (${worst.id})`,
    levels.length > 0
      ? `levels granted: ${levels.join('  ')}`
      : 'levels: only whole levels are granted',
  ];
}
