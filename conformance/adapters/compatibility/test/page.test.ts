// The matrix is what the rows say, and every row is of the whole suite as it is now.

import { readFileSync } from 'node:fs';
import { cases } from '@gatefold/conformance';
import { describe, expect, test } from 'vitest';
import { ofTheDay } from '../../../../packages/workspace/src/of-the-day.ts';
import { backends } from '../src/backends.ts';
import { compatibilityPage, pagePath } from '../src/page.ts';
import { testRows } from '../src/row-test.ts';
import { keptRow } from '../src/run-row.ts';

test('docs/compatibility/index.md is written of the rows', async () => {
  expect(await compatibilityPage(), 'pnpm compatibility --page').toBe(
    readFileSync(pagePath, 'utf8'),
  );
});

describe('each row', () => {
  test.each(backends)('$id is of the whole suite as it is now', ({ id, runs }) => {
    const row = keptRow(id);
    const total = Object.values(row.groups)
      .flatMap((counts) => Object.values(counts))
      .reduce((a, b) => a + b, 0);
    const wanted = [cases.length, cases.length, runs];
    expect([row.cases, total, row.runs], `pnpm compatibility ${id}`).toEqual(wanted);
  });
});

// Its own package tries every case each day, with other examples.
testRows(ofTheDay(['gatefold-cpu'], 4));
