// Every page of the built site, visited as a reader would: on a desk in light and dark, and on a phone.

import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { backends } from '../../site/backends.ts';
import { kindsOfPages } from '../../site/navigation.ts';
import { seriousFaults } from './axe.ts';
import { addresses, built, openSite, type OpenSite } from './open-site.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

/** Bytes of script that a page may load, as they are before compression. */
const budget = 300_000;
/** They bring backends and the suite along. */
const withoutBudget = /^\/(playground|your-device)(\/|$)/;

/** Judged whole and in both schemes, as those with drawings are: pages of one section share their frame and colours. */
const kinds = new Set([...kindsOfPages(backends), '/404']);
/** What no other page says for it: its text, headings, tables, drawings. */
const own = { within: 'main', without: ['color-contrast'] } as const;

let site: OpenSite;
let context: BrowserContext;
beforeAll(async () => {
  site = await openSite();
  context = await site.browser.newContext({ reducedMotion: 'reduce', colorScheme: 'light' });
});
afterAll(() => site[Symbol.asyncDispose]());

interface Link {
  readonly from: string;
  readonly path: string;
  readonly anchor: string;
}

const links: Link[] = [];
/** Of each page, the ids that a link may lead to. */
const ids = new Map<string, ReadonlySet<string>>();

// Several at once, since most of a visit is waiting for the network to be idle.
describe.concurrent('each page', () => {
  test.for(addresses)('%s', async (address) => {
    const page = await context.newPage();
    const complaints: string[] = [];
    const scripts: Promise<Buffer>[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.body());
    });
    try {
      await page.goto(site.origin + address);
      await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}));
      await page.waitForLoadState('networkidle');
      await collectLinks(page, address);
      expect(complaints).toEqual([]);
      const bytes = (await Promise.all(scripts)).reduce((sum, { length }) => sum + length, 0);
      expect(bytes, 'bytes of script').toBeLessThan(
        withoutBudget.test(address) ? Infinity : budget,
      );

      const isDrawn = (await page.locator('main :is(svg, figure, canvas)').count()) > 0;
      const isWhole = kinds.has(address) || isDrawn;
      expect(await seriousFaults(page, isWhole ? {} : own), 'in light').toEqual([]);
      expect(isWhole ? await faultsInDark(page) : [], 'in dark').toEqual([]);

      await page.setViewportSize({ width: 360, height: 740 });
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(widths, 'the page is as wide as a phone').toEqual([360, 360]);
    } finally {
      await page.close();
    }
  });
});

test('every link leads to a page, and to a place on it', () => {
  expect(links.length).toBeGreaterThan(addresses.length);
  const dead = links.filter(({ path, anchor }) => {
    if (extname(path) !== '') return !existsSync(join(built, path));
    const found = ids.get(path);
    return found === undefined || (anchor !== '' && !found.has(anchor));
  });
  // A page that is gone is linked from every list at the side.
  const byPlace = Map.groupBy(dead, ({ path, anchor }) => `${path}#${anchor}`);
  const lines = Array.from(byPlace, ([place, from]) => `${place}, from ${from[0]?.from}`);
  expect(lines).toEqual([]);
});

async function faultsInDark(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(() => document.documentElement.classList.contains('dark'));
  return seriousFaults(page, { rules: ['color-contrast'] });
}

async function collectLinks(page: Page, address: string): Promise<void> {
  const found = await page.evaluate(() => ({
    ids: Array.from(document.querySelectorAll('[id]'), ({ id }) => id),
    hrefs: Array.from(
      document.querySelectorAll('a[href]'),
      (link) => (link as HTMLAnchorElement).href,
    ),
  }));
  ids.set(address, new Set(found.ids));
  for (const href of new Set(found.hrefs)) {
    const { origin, pathname, hash } = new URL(href);
    if (origin !== site.origin) continue;
    links.push({ from: address, path: pathname, anchor: decodeURIComponent(hash.slice(1)) });
  }
}
