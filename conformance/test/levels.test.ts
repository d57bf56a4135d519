// What each level asks for: a backend without something that the level is not about may be granted it.

import type { Supports } from '@gatefold/contract';
import { expect, test } from 'vitest';
import type { Level } from '../src/case.ts';
import { narrowBackend } from '../src/plain/narrow-backend.ts';
import { markdown } from '../src/report/markdown.ts';
import { html } from '../src/report/html.ts';
import type { Report } from '../src/report/report.ts';
import { parseReport } from '../src/report/parse-report.ts';
import { stringifyReport } from '../src/report/stringify-report.ts';
import { formatReport } from '../src/report/terminal.ts';
import { runSuite } from '../src/run-suite.ts';

const runOf = (claims: Partial<Supports>, ...levels: Level[]): Promise<Report> =>
  runSuite(narrowBackend(claims), { levels, runs: 2 });

test('a backend that only goes forwards may be granted streams, stacks and masks', async () => {
  const forwards = { goBackwards: false, alignOutput: false, bidirectional: false };
  const { granted, refused } = await runOf(forwards, 'streaming', 'stacked', 'masking', 'reverse');
  expect(granted).toEqual({ streaming: true, stacked: true, masking: true, reverse: false });
  expect(refused.reverse).toMatchObject({ lacks: ['goBackwards'], failed: [] });
  expect(refused.reverse?.unsupported).toContain('law/reverse');
});

test('one without masks may be granted stacks and Bidirectional', async () => {
  const { granted } = await runOf({ masking: false }, 'stacked', 'bidirectional', 'masking');
  expect(granted).toEqual({ stacked: true, bidirectional: true, masking: false });
});

test('one of a GRU and relu alone may be granted what no cell is named in, and not core', async () => {
  const claims = { cells: ['gru'], activations: ['relu'], resetAfter: [false] } as const;
  const { granted, refused } = await runOf(claims, 'core', 'stateful', 'streaming', 'masking');
  expect(granted).toEqual({ core: false, stateful: true, streaming: true, masking: true });
  expect(refused.core?.lacks.toSorted()).toEqual(['activations', 'cells', 'resetAfter']);
});

test('every report says what keeps a level', async () => {
  const report = await runOf({ goBackwards: false }, 'reverse');
  const why = /takes more than supports.goBackwards claims, in [\w/-]+ and \d+ other cases/;
  expect(formatReport(report)).toMatch(why);
  expect(markdown(report).replaceAll(/[\\\u{200B}]/gu, '')).toMatch(why);
  expect(html(report)).toMatch(why);
  const again = parseReport(stringifyReport(report), 'report');
  expect(again.refused).toEqual(report.refused);
  const other = { ...report, refused: { reverse: { lacks: [], unsupported: [], failed: [] } } };
  expect(() => parseReport(stringifyReport(other), 'report')).toThrow(
    'must refuse levels for what its results say',
  );
});
