// What stands around every page: the search, and the menus of a phone; by keyboard, and without faults that axe calls
// serious.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { seriousFaults } from './axe.ts';
import { openSite, type OpenSite } from './open-site.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let site: OpenSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site[Symbol.asyncDispose]());

async function openPage(width: number): Promise<Page> {
  const viewport = { width, height: 740 };
  const page = await site.browser.newPage({ reducedMotion: 'reduce', viewport });
  await page.goto(`${site.origin}/start/install`);
  await page.waitForLoadState('networkidle');
  return page;
}

test('the search finds what a reader types, and leads there', async () => {
  const page = await openPage(1280);
  await page.keyboard.press('Control+k');
  const field = page.getByRole('searchbox');
  await field.fill('any language');
  await page
    .getByRole('dialog')
    .getByRole('link', { name: 'A backend in any language' })
    .first()
    .waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/backends/any-language*');
});

test('a phone has the whole site in its two menus', async () => {
  const page = await openPage(360);
  await page.locator('.VPLocalNav').getByRole('button', { name: 'Menu' }).click();
  const list = page.locator('#VPSidebarNav');
  await list.getByRole('heading', { name: 'Backend authors' }).click();
  await list.getByRole('link', { name: 'Add a backend' }).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.locator('.VPNav').getByRole('button', { name: 'Menu' }).click();
  await page.locator('.VPNavScreen').getByRole('button', { name: 'Learn' }).click();
  await page.locator('.VPNavScreen').getByRole('link', { name: 'Getting started' }).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
});
