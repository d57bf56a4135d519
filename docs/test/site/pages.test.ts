// The pages of the built site. Every day the links of all of them, and a visit to one of each layout and to a twelfth of the
// others, as a reader would: on a desk in light and dark, and on a phone; `pnpm test:all` visits every page.

import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseHTML } from 'linkedom';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ofTheDay } from '../../../packages/workspace/src/of-the-day.ts';
import { backends } from '../../site/backends.ts';
import { kindsOfPages } from '../../site/navigation.ts';
import { seriousFaults } from './axe.ts';
import { addresses, built, fileOf, layouts, openSite, type OpenSite } from './open-site.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

/** Where links without a host lead. */
const here = 'http://site.test';
/** Bytes of script that a page may load, as they are before compression. */
const budget = 300_000;
/** They bring backends and the suite along. */
const withoutBudget = /^\/(playground|your-device)(\/|$)/;

/** Judged whole and in both schemes, as those with drawings are: pages of one section share their frame and colours. */
const kinds = new Set([...kindsOfPages(backends), '/404']);
/** What no other page says for it: its text, headings, tables, drawings. */
const own = { within: 'main', without: ['color-contrast'] } as const;

const daily = [...layouts, '/404'];
const others = addresses.filter((address) => !daily.includes(address));
const visited = [...daily, ...ofTheDay(others, 12)];

describe('a visit to', () => {
  let site: OpenSite;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    site = await openSite();
    // One for all: a new one takes more of the CPU than what it loads.
    page = await site.browser.newPage({ reducedMotion: 'reduce' });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test.for(visited)('%s', async (address) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 720 });
    complaints.length = 0;
    await page.goto(site.origin + address);
    await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}));
    await page.waitForLoadState('networkidle');
    expect(complaints).toEqual([]);
    // What the browser adds has links, and its own places to lead to.
    const { links, ids } = outlineOf(address, await page.content());
    const dead = links.filter((to) => isDead(to, to.pathname === address ? ids : undefined));
    expect(dead.map(({ href }) => href)).toEqual([]);
    expect(await bytesOfScript(page), 'bytes of script').toSatisfy(
      (bytes: number) => bytes > 0 && (bytes < budget || withoutBudget.test(address)),
    );

    const isDrawn = (await page.locator('main :is(svg, figure, canvas)').count()) > 0;
    const isWhole = kinds.has(address) || isDrawn;
    expect(await seriousFaults(page, isWhole ? {} : own), 'in light').toEqual([]);
    expect(isWhole ? await faultsInDark(page) : [], 'in dark').toEqual([]);

    await page.setViewportSize({ width: 360, height: 740 });
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths, 'the page is as wide as a phone').toEqual([360, 360]);
  });
});

/** A page's links to this site, and the places on it that a link may lead to. */
interface Outline {
  readonly links: readonly URL[];
  readonly ids: ReadonlySet<string>;
}

const outlines = new Map(
  addresses.map((address) => [address, outlineOf(address, readFileSync(fileOf(address), 'utf8'))]),
);

test('every link leads to a page, and to a place on it', () => {
  const dead = [...outlines].flatMap(([address, { links }]) =>
    links
      .filter((link) => isDead(link))
      .map((link) => ({ place: link.pathname + link.hash, address })),
  );
  // A page that is gone is linked from every list at the side.
  const byPlace = Map.groupBy(dead, ({ place }) => place);
  expect(Array.from(byPlace, ([place, [first]]) => `${place}, from ${first?.address}`)).toEqual([]);
  const count = [...outlines.values()].reduce((sum, { links }) => sum + links.length, 0);
  expect(count).toBeGreaterThan(20 * addresses.length);
});

function outlineOf(address: string, html: string): Outline {
  const { document } = parseHTML(html);
  const hrefs = Array.from(document.querySelectorAll('a[href]'), (a) => a.getAttribute('href'));
  const urls = hrefs.map((href) => new URL(href ?? '', here + address));
  return {
    links: urls.filter(({ origin }) => origin === here),
    ids: new Set(Array.from(document.querySelectorAll('[id]'), ({ id }) => id)),
  };
}

function isDead({ pathname, hash }: URL, ids = outlines.get(pathname)?.ids): boolean {
  if (extname(pathname) !== '') return !existsSync(join(built, pathname));
  return ids === undefined || (hash !== '' && !ids.has(decodeURIComponent(hash.slice(1))));
}

/** As they are before compression. */
function bytesOfScript(page: Page): Promise<number> {
  return page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).decodedBodySize, 0),
  );
}

async function faultsInDark(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(() => document.documentElement.classList.contains('dark'));
  return seriousFaults(page, { rules: ['color-contrast'] });
}
