// Whatever a page leaves behind in the context's state, numbers are right, and all of it is there afterwards.

import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { ofTheDay } from '../../workspace/src/of-the-day.ts';
import { glErrors, type OpenPage, openPage } from './harness/browser.ts';
import type { Row } from './pages/hostile.ts';

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage(inject('site'));
});
afterAll(() => opened[Symbol.asyncDispose]());

/** Those of a canvas of the page, and the same and three more beside tfjs: by days in turn. */
const contexts = [
  { name: 'canvas', table: 'hostileCanvas', calls: 10 },
  { name: 'tfjs', table: 'hostileTfjs', calls: 13 },
] as const;

test.each(ofTheDay(contexts, 2))('on the context of a $name', async ({ name, table, calls }) => {
  const rows = await opened.page.evaluate((each) => globalThis.pages[each](), table);
  expect(faults(name, rows)).toEqual([]);
  expect(rows).toHaveLength(45 * calls);
});

test('from the first call on, under everything at once', async () => {
  expect(await opened.page.evaluate(() => globalThis.pages.hostileFirst())).toBe('the same');
});

test('GL refused no call', () => {
  expect(glErrors(opened.printed)).toEqual([]);
});

/** Keeps the table of state × call × outcome in .reports, and picks what is not as it must be. */
function faults(name: string, rows: readonly Row[]): readonly Row[] {
  const lines = rows.map(({ state, call, outcome }) => `${state} × ${call}: ${outcome}`);
  mkdirSync('.reports', { recursive: true });
  writeFileSync(`.reports/hostile-${name}.txt`, `${lines.join('\n')}\n`);
  return rows.filter(({ outcome }) => outcome !== 'right, put back');
}
