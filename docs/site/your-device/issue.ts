// What a visitor may send: their numbers as files, and an issue that is written but for what they have to say.

import { failuresOf } from '@gatefold/conformance/page';
import type { Report } from '@gatefold/conformance/page';
import { settings } from '../../../packages/workspace/src/settings.ts';
import type { Row } from '../../../packages/bench/src/row.ts';
import { rateOf } from './rate.ts';
import { verdictOf } from './verdict.ts';

/** Failures that are named one by one: an address has room for no more, and the file has them all. */
const tellable = 8;

/** Characters of a fact: the measurements that a backend chose its kernels by take thousands, and are in the file. */
const longest = 200;

/** The address of a new issue that tells of reports and rates. */
export function issueAddress(reports: readonly Report[], rows: readonly Row[]): string {
  // WebGL's name for a GPU, and WebGPU's.
  const renderer = reports
    .map(({ backend: { environment } }) => environment?.['renderer'] ?? environment?.['adapter'])
    .find(Boolean);
  const fields = new URLSearchParams({
    title: `Your device: ${renderer ?? 'a device without a GPU'}`,
    body: issueBody(reports, rows),
  });
  return `${settings.repository}/issues/new?${fields}`;
}

function issueBody(reports: readonly Report[], rows: readonly Row[]): string {
  return [
    'What I saw, or would like to know:',
    '',
    '',
    '(Please attach the JSON files that the page offers.)',
    ...reports.flatMap(suiteLines),
    ...(rows.length === 0 ? [] : ['', '## Speed', '', ...rows.map(rowLine)]),
  ].join('\n');
}

function suiteLines(report: Report): string[] {
  const { backend, environment, suite, seed, runs, granted, results } = report;
  const failures = failuresOf(results);
  const levels = Object.entries(granted).map(([level, is]) => (is ? level : `not ${level}`));
  const facts = { ...environment, ...backend.environment };
  return [
    '',
    `## ${backend.name}`,
    '',
    `${verdictOf(report)} Suite ${suite.version}, seed ${seed}, ${runs} runs of each law.`,
    ...(levels.length === 0 ? [] : [`Levels: ${levels.join(', ')}.`]),
    ...failures.slice(0, tellable).map(({ id, status }) => `- ${status}: \`${id}\``),
    ...(failures.length > tellable ? [`- and ${failures.length - tellable} more`] : []),
    '',
    ...Object.entries(facts).flatMap(([name, value]) =>
      value === '' || value.length > longest ? [] : [`- ${name}: ${value}`],
    ),
  ];
}

function rowLine(row: Row): string {
  const { workload, contender } = row;
  const rate = rateOf(row);
  return `- ${workload.name}, ${contender}: ${
    rate === null ? `${row.status}: ${row.reason}` : `${rate.call} a call, ${rate.step} a step`
  }`;
}
