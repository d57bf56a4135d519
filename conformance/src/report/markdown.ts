// A page for a comment on a pull request, or the summary of a CI job.

import { stackLines } from '../stack.ts';
import { failing, type CaseResult, failuresOf, type Report } from './report.ts';
import { groupsOf, headlineOf, levelsOf, nameOf, partOf, refusalText, tallyOf } from './summary.ts';
import { diagnosisLines, replayCommand } from './terminal.ts';
import { count, duration, plainText } from './text.ts';

/** Failures that are told one by one; a comment that nobody scrolls through tells no more. */
const tellable = 10;

export function markdown(report: Report): string {
  const { results, backend, suite, seed, runs, milliseconds } = report;
  const failures = failuresOf(results);
  const part = partOf(report);
  const facts = [
    `suite ${suite.version}`,
    `seed ${seed}`,
    `${runs} runs of each law`,
    duration(milliseconds),
    ...Object.entries(backend.environment ?? {}).map(([name, value]) => `${name} ${value}`),
  ];
  const paragraphs = [
    `## ${failures.length > 0 ? '❌' : '✅'} ${escaped(nameOf(backend))}: ${headlineOf(tallyOf(results))}`,
    ...(part === undefined ? [] : [`Only part of the suite was run: ${escaped(part)}.`]),
    levelLine(report),
    ...refusalList(report),
    groupTable(results),
    ...failures.slice(0, tellable).map((result) => failure(result, report)),
    ...(failures.length > tellable
      ? [`… and ${count(failures.length - tellable, 'more failure')}.`]
      : []),
    `<sub>${escaped(facts.join(' · '))}</sub>`,
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function levelLine(report: Report): string {
  const { granted, refused } = levelsOf(report);
  const parts = [
    ...(granted.length > 0 ? [`**Granted:** ${granted.join(', ')}`] : []),
    ...(refused.length > 0 ? [`**Not granted:** ${refused.join(', ')}`] : []),
  ];
  return parts.length > 0 ? parts.join(' · ') : '**Levels:** only whole levels are granted';
}

/** What keeps each level that is not granted. */
function refusalList({ refused }: Report): string[] {
  const items = Object.entries(refused).map(
    ([level, refusal]) => `- ${level}: ${escaped(refusalText(refusal))}`,
  );
  return items.length === 0 ? [] : [items.join('\n')];
}

function groupTable(results: readonly CaseResult[]): string {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['Clauses', 'Passed', 'Ill-conditioned', 'Failed', 'Known to fail', 'Unsupported']),
    row([':--', '--:', '--:', '--:', '--:', '--:']),
    ...groupsOf(results).map(({ letter, name, results: some }) => {
      const { passed, illConditioned, failed, known, unsupported } = tallyOf(some);
      const numbers = [
        passed,
        illConditioned,
        failed > 0 ? `**${failed}**` : 0,
        known,
        unsupported,
      ];
      return row([`${escaped(letter)} ${name}`, ...numbers]);
    }),
  ].join('\n');
}

function failure(result: CaseResult, report: Report): string {
  const { id, status, title, message = '', stack } = result;
  const lines = [
    `id: ${id}`,
    message,
    ...stackLines(stack).map((line) => `  ${line}`),
    ...diagnosisLines(result),
  ];
  const marked = status === failing[0] ? '' : ` (${status})`;
  return [
    `### ${escaped(title)}${marked}`,
    fenced(lines.join('\n'), 'text'),
    fenced(replayCommand(result, report), 'sh'),
  ].join('\n\n');
}

/** A fence longer than any within: nothing in the text ends it, calls anybody or links anywhere. */
function fenced(text: string, language: string): string {
  const ticks = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...ticks.map(({ length }) => length + 1)));
  return `${fence}${language}\n${plainText(text)}\n${fence}`;
}

/** Text as it stands: no markup, no HTML, and no one is called by an @ or a number. */
function escaped(text: string): string {
  return plainText(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~$]/g, String.raw`\$&`)
    .replaceAll(/[@:](?=\S)/g, '$&\u{200B}');
}
