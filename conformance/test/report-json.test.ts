// The report as a file: what is written is read again, fits the schema, and nothing but a whole report is read.

import { beforeAll, describe, expect, test } from 'vitest';
import { HarnessError } from '../src/harness-error.ts';
import { parseReport } from '../src/report/parse-report.ts';
import type { Report } from '../src/report/report.ts';
import { stringifyReport } from '../src/report/stringify-report.ts';
import {
  caseCount,
  failingReport,
  honestReport,
  hostile,
  lostCase,
  withResults,
} from './fixtures/reports/reports.ts';

let failing: Report;
let some: Report;

beforeAll(async () => {
  failing = await failingReport();
  some = await honestReport({ only: ['article/*'] });
});

describe('what is written', () => {
  test('is read again, tensors, words for numbers and hostile text included', () => {
    const text = stringifyReport(failing);
    const read = parseReport(text, 'a.json');
    // Of zeros JSON keeps no sign, and a comparison asks for none.
    expect(stringifyReport(read)).toBe(text);
    expect(read.results.find(({ id }) => id === 'mask/head')?.message).toContain(hostile);
    const numbers = read.results.find(({ id }) => id === lostCase)?.comparison;
    expect(numbers?.got.filter((value) => Number.isNaN(value))).toHaveLength(5);
    const shrunk = read.results.find(({ failure }) => failure !== undefined)?.failure?.shrunk;
    expect(shrunk).toMatchObject({ x: { data: expect.any(Float32Array) as Float32Array } });
  });

  test('keeps text that looks like a list of numbers', () => {
    const strange = { ...some, selection: { only: ['article/*', '[1 ] , [ 2]', hostile] } };
    expect(parseReport(stringifyReport(strange), 'a.json').selection.only).toEqual(
      strange.selection.only,
    );
  });

  test('has a line for each result', () => {
    const lines = stringifyReport(some).split('\n');
    expect(lines.filter((line) => line.startsWith('    {"id":'))).toHaveLength(some.results.length);
  });
});

describe('what is refused', () => {
  const changed = (change: (report: Report) => unknown): string =>
    JSON.stringify(change(JSON.parse(stringifyReport(failing)) as Report));
  const first =
    (change: object) =>
    (report: Report): Report => ({
      ...report,
      results: report.results.map((one, place) => (place === 0 ? { ...one, ...change } : one)),
    });

  const refused: Record<string, [() => string, RegExp]> = {
    'an empty file': [() => '', /^a\.json: must be a report as JSON, got nothing; write it/],
    'no JSON': [() => 'PASS 12\n', /^a\.json: must be a report as JSON, got Unexpected token/],
    'half a file': [
      () => stringifyReport(failing).slice(0, 5000),
      /^a\.json: must be a whole report, got one that ends in the middle; run the suite again$/,
    ],
    'other JSON': [() => '[1]', /must be of the format gatefold-report\/1, got none/],
    'another version of the format': [
      () => changed((report) => ({ ...report, format: 'gatefold-report/2' })),
      /got "gatefold-report\/2"; use the version of the suite that wrote it$/,
    ],
    'a key too many': [
      () => changed((report) => ({ ...report, date: 'today' })),
      /report\.schema\.json.*\(date\)/,
    ],
    'an unknown status': [() => changed(first({ status: 'skipped' })), /results\.0\.status/],
    'a number that is text': [() => changed(first({ headroom: '0.5' })), /results\.0\.headroom/],
    'a result too few': [
      () => changed((report) => ({ ...report, results: report.results.slice(1) })),
      new RegExp(
        String.raw`^a\.json: must have ${caseCount} results, as its selection says, got ${caseCount - 1} results; part of a run`,
      ),
    ],
    'a result too few of a query': [
      () => stringifyReport({ ...some, results: some.results.slice(1) }),
      /must have the \d+ results that its selection chooses, got \d+ and article\/\S+ not in its place/,
    ],
    'two results of one case': [
      () => changed((report) => first({ id: report.results[1]?.id })(report)),
      /must have one result for each case, got two of [a-z]+\/\S+;/,
    ],
    'a level that the results do not grant': [
      () => changed((report) => ({ ...report, granted: { ...report.granted, core: true } })),
      /must grant what its results do, no core, .* got core, /,
    ],
    'a level from part of the suite': [
      () => stringifyReport({ ...some, granted: { core: true } }),
      /must grant what its results do, nothing, got core/,
    ],
    'a shard beyond the last': [
      () => stringifyReport({ ...some, selection: { shard: { index: 3, of: 2 } } }),
      /must be a shard from 1 to 2, got 3/,
    ],
    'a comparison that lacks numbers': [
      () =>
        stringifyReport(
          withResults(failing, {
            [lostCase]: {
              comparison: {
                what: 'output',
                shape: [2, 2],
                origin: [0, 0],
                size: [2, 2],
                wanted: [1, 2, 3],
                got: [1, 2, 3, 4],
                allowed: [0, 0, 0, 0],
                first: [1, 1],
              },
            },
          }),
        ),
      /must compare \[2, 2\] numbers around \[1, 1\] in golden\S+, got 3, 4 and 4 from \[0, 0\] on/,
    ],
  };

  test.each(Object.keys(refused))('%s', (name) => {
    const [text, message] = refused[name] as [() => string, RegExp];
    const read = (): Report => parseReport(text(), 'a.json');
    expect(read).toThrow(HarnessError);
    expect(read).toThrow(message);
  });
});
