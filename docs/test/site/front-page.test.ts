// The model on the front page: right about every sum, on every backend of the list that starts here, and by keyboard.

import { cpu } from '@gatefold/cpu';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  add,
  addAll,
  adderOn,
  bitsOf,
  sumOf,
} from '../../.vitepress/theme/components/front/adder.ts';
import { backends } from '../../site/backends.ts';
import { openSite, type OpenSite } from './open-site.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let site: OpenSite;
let page: Page;
beforeAll(async () => {
  site = await openSite();
  page = await site.browser.newPage({ reducedMotion: 'reduce' });
  await page.goto(site.origin);
});
afterAll(() => site[Symbol.asyncDispose]());

test('the adder adds, and its state holds the last carry', async () => {
  using backend = await cpu();
  const layer = adderOn(backend);
  const added = await add(layer, bitsOf(200, 8), bitsOf(155, 8));
  expect(sumOf(added)).toBe(355);
  expect(added.state.map(Math.round)).toEqual([1, 1, 0]);
  expect(await addAll(layer, 5)).toEqual({ right: 1024, of: 1024 });
});

test('numbers that are typed, and bits that are pressed, change the sum', async () => {
  await sumIs('128');
  const first = page.getByRole('spinbutton', { name: 'first number' });
  await first.fill('200');
  await first.press('Enter');
  await sumIs('251');
  const bit = page.getByRole('button', { name: 'bit 3 of the second number' });
  await bit.focus();
  await page.keyboard.press('Space');
  expect(await bit.getAttribute('aria-pressed')).toBe('true');
  await sumIs('255');
  await first.fill('999'); // more than eight bits hold
  await first.press('Enter');
  await sumIs('310');
});

test.for(backends)('all sums are right on $id', async ({ id }) => {
  await page.getByRole('radio', { name: id }).check();
  await page.getByText(/^\d+\.\d ms$/).waitFor();
  await page.getByRole('button', { name: 'Add all' }).click();
  const said = page.getByText(/ right, \d+ ms$/);
  await said.waitFor();
  expect(await said.textContent()).toContain('65,536 of 65,536 right');
});

async function sumIs(sum: string): Promise<void> {
  await page.locator('output', { hasText: new RegExp(`^${sum}$`) }).waitFor({ timeout: 10_000 });
}
