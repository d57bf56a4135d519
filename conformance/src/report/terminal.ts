// The report that a person reads in a terminal.

import { clauseGroups } from '@gatefold/contract/clauses';
import pc from 'picocolors';
import { stackLines } from '../stack.ts';
import {
  type CaseResult,
  countStatuses,
  failing,
  failuresOf,
  type Report,
  type Status,
} from './report.ts';
import { nameOf, refusalText } from './summary.ts';
import { count, plainText } from './text.ts';

/** Groups, failures with the command that repeats each, and levels. */
export function formatReport(report: Report): string {
  const { results, backend } = report;
  return [
    pc.bold(`${nameOf(backend)}: ${count(results.length, 'case')}`),
    ...Object.entries(backend.environment ?? {}).map(([what, value]) =>
      pc.dim(plainText(`  ${what}: ${value}`)),
    ),
    '',
    ...formatGroups(report),
    ...failuresOf(results).flatMap((result) => formatFailure(result, report)),
    '',
    ...formatSummary(report),
  ].join('\n');
}

function formatGroups({ results }: Report): string[] {
  return Object.entries(clauseGroups).flatMap(([letter, name]) => {
    const inGroup = results.filter(({ clauses }) => clauses[0]?.startsWith(letter));
    if (inGroup.length === 0) return [];
    const counts = countStatuses(inGroup);
    const sum = (statuses: readonly Status[]): number =>
      statuses.map((status) => counts[status]).reduce((a, b) => a + b, 0);
    const part = (paint: (text: string) => string, number: number, what: string): string =>
      number === 0 ? '' : paint(`${number} ${what}`);
    const parts = [
      pc.green(`${String(counts.pass).padStart(3)} passed`),
      part(pc.green, counts['ill-conditioned'], 'ill-conditioned'),
      part(pc.red, sum(failing), 'failed'),
      part(pc.yellow, counts['known-failure'], 'known to fail'),
      part(pc.yellow, counts.unsupported, 'unsupported'),
    ];
    return [
      `  ${letter}  ${name.toLowerCase().padEnd(14)}${parts.filter((text) => text !== '').join(', ')}`,
    ];
  });
}

function formatFailure(result: CaseResult, report: Report): string[] {
  const { title, status } = result;
  return [
    '',
    `${pc.red(status === 'fail' ? '✗' : `✗ ${status}`)} ${pc.bold(plainText(title))}`,
    ...failureLines(result).map((line) => `    ${line}`),
    pc.dim(plainText(`    ${replayCommand(result, report)}`)),
  ];
}

/** What a failure looks like, and what is known about where it comes. */
export function diagnosisLines({ looksLike = [], diagnosis = [] }: CaseResult): string[] {
  return [
    ...looksLike.map((phrase, index) => `${index === 0 ? 'looks like' : '        or'} ${phrase}`),
    ...diagnosis,
  ];
}

/** What went wrong and where, what it looks like, and what the backend printed meanwhile. */
export function failureLines(result: CaseResult): string[] {
  const { message = '', stack, printed = '' } = result;
  const lines = (text: string): string[] => plainText(text).split('\n');
  return [
    ...lines(message),
    ...stackLines(stack).flatMap((line) => lines(`  ${line}`)),
    ...diagnosisLines(result).map((line) => pc.yellow(plainText(line))),
    ...(printed === '' ? [] : ['it printed:', ...lines(printed).map((line) => `  ${line}`)]),
  ];
}

/** The command that makes one case fail again: with the same numbers, and after the cases that it needs before it. */
export function replayCommand(
  { id, failure, after }: CaseResult,
  {
    seed,
    runs,
    backend,
    environment: { browser = '' },
  }: Pick<Report, 'seed' | 'runs' | 'backend' | 'environment'>,
): string {
  const { specifier = './my-backend.js', through } = backend;
  const reached = {
    exec: `--exec ${quoted(specifier)}`,
    browser: `${quoted(specifier)} --browser${browser.startsWith('Firefox ') ? ' firefox' : ''}`,
    module: quoted(specifier),
    library: quoted(specifier),
  }[through];
  // A law that needs what it drew before draws all of it again.
  const path = after === undefined ? failure?.path : undefined;
  const only = [...(after ?? []), id].map((one) => `--only '${one}'`).join(' ');
  const where = path === undefined ? `--runs ${runs}` : `--path ${path}`;
  return `gatefold-conformance run ${reached} ${only} --seed ${seed} ${where}`;
}

/** One word for a shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function formatSummary({ results, granted, refused, milliseconds, seed }: Report): string[] {
  const counts = countStatuses(results);
  const worst = results.reduce((most, result) => (result.headroom > most.headroom ? result : most));
  const levels = Object.entries(granted).map(([level, isGranted]) =>
    isGranted ? pc.green(`✓ ${level}`) : pc.yellow(`– ${level}`),
  );
  const tellable = [
    `${counts.pass} passed`,
    ...(counts['ill-conditioned'] > 0 ? [`${counts['ill-conditioned']} ill-conditioned`] : []),
    `${failuresOf(results).length} failed`,
    ...(counts['known-failure'] > 0 ? [`${counts['known-failure']} known to fail`] : []),
    `${counts.unsupported} unsupported`,
  ];
  return [
    `${tellable.join(', ')} in ${(milliseconds / 1000).toFixed(1)} s, seed ${seed}`,
    `largest share of a tolerance used: ${(100 * worst.headroom).toFixed(0)} % (${worst.id})`,
    ...Object.entries(refused).map(([level, refusal]) =>
      plainText(`${level} is not granted: ${refusalText(refusal)}`),
    ),
    levels.length > 0
      ? `levels granted: ${levels.join('  ')}`
      : 'levels: only whole levels are granted',
  ];
}
