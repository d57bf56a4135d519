// What each adapter's own test asks: that a run comes out as the file of known failures and the row in the matrix say.

import { expect, test } from 'vitest';
import { rowOf } from './row.ts';
import { backendOf, keptRow, runBackend } from './run-row.ts';

/** Declares a test for each backend. */
export function testRows(ids: readonly string[]): void {
  // A page with shaders to compile takes a minute, on a busy machine several.
  test.each(ids)('%s: known failures, and nothing else', { timeout: 600_000 }, async (id) => {
    const { code, output, report } = await runBackend(backendOf(id));
    expect(code, output).toBe(0);
    if (report === undefined) throw new Error(output);
    // The renderer and the Node around it are each machine's own.
    const { environment: _, ...row } = rowOf(report);
    const { environment: __, ...kept } = keptRow(id);
    expect(row, `pnpm compatibility ${id}`).toEqual(kept);
  });
}
