// What each adapter's own test asks: that a run comes out as the file of known failures and the row in the matrix say.

import { expect, test } from 'vitest';
import { rowOf } from './row.ts';
import { backendOf, keptRow, runBackend } from './run-row.ts';

/** A page with shaders to compile takes a minute, on a busy machine several. */
const timeout = 600_000;

/** Declares a test for each backend. */
export function testRows(ids: readonly string[]): void {
  test.each(ids)('%s: known failures, and nothing else', { timeout }, async (id) => {
    const { code, output, report } = await runBackend(backendOf(id));
    expect(code, output).toBe(0);
    if (report === undefined) throw new Error(output);
    // The renderer and the Node around it are each machine's own.
    const { environment: _, ...row } = rowOf(report);
    const { environment: __, ...kept } = keptRow(id);
    expect(row, `pnpm compatibility ${id}`).toEqual(kept);
  });
}

/** Declares a test of some cases of a backend whose whole row takes minutes: what is in the matrix of them is not compared. */
export function testCases(id: string, only: readonly [string, ...string[]]): void {
  test(`${id}, some cases: known failures, and nothing else`, { timeout }, async () => {
    const { code, output, report } = await runBackend(backendOf(id), only);
    expect(code, output).toBe(0);
    const ran = report?.results.filter(({ status }) => status !== 'unsupported') ?? [];
    expect(ran.length, output).toBeGreaterThan(100);
    expect(ran.some(({ status }) => status === 'known-failure')).toBe(true);
  });
}
