// The matrix is what the rows say, and the rows are what the suite's own catalogue and our own backend come to.

import { readFileSync } from 'node:fs';
import { cases } from '@gatefold/conformance';
import { describe, expect, test } from 'vitest';
import { backends } from '../src/backends.ts';
import { compatibilityPage, pagePath } from '../src/page.ts';
import { rowOf } from '../src/row.ts';
import { backendOf, keptRow, runBackend } from '../src/run-row.ts';

test('docs/compatibility.md is written of the rows', async () => {
  expect(await compatibilityPage(), 'pnpm compatibility --page').toBe(
    readFileSync(pagePath, 'utf8'),
  );
});

describe('each row', () => {
  test.each(backends.map(({ id }) => id))('%s is of the whole suite as it is now', (id) => {
    const row = keptRow(id);
    const total = Object.values(row.groups)
      .flatMap((counts) => Object.values(counts))
      .reduce((a, b) => a + b, 0);
    expect([row.cases, total], `pnpm compatibility ${id}`).toEqual([cases.length, cases.length]);
    expect(row.runs).toBe(backendOf(id).runs);
  });
});

test('our own row is as it is run', { timeout: 60_000 }, async () => {
  const { code, output, report } = await runBackend(backendOf('gatefold-cpu'));
  expect(code, output).toBe(0);
  expect(report && rowOf(report)).toEqual(keptRow('gatefold-cpu'));
});
