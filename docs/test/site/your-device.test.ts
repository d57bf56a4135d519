// The page 'Your device': the suite and the benchmark in a visitor's browser, and what they take away. The reference
// each day and another backend every second one, since a level takes WebGL half a minute in software; all of them in
// `pnpm test:all`.

import { readFileSync } from 'node:fs';
import { parseReport } from '@gatefold/conformance';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { isWhole, ofTheDay } from '../../../packages/workspace/src/of-the-day.ts';
import { settings } from '../../../packages/workspace/src/settings.ts';
import { backends } from '../../site/backends.ts';
import { seriousFaults } from './axe.ts';
import { openSite, type OpenSite } from './open-site.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let site: OpenSite;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site[Symbol.asyncDispose]());
afterEach(async () => {
  await page.close();
  const found = complaints.splice(0);
  if (found.length > 0) throw new Error(found.join('\n'));
});

/** Opens the page as a link asks for it, and waits until it can be used. */
async function open(
  search: string,
  { prepare }: { readonly prepare?: () => Promise<unknown> } = {},
): Promise<void> {
  page = await site.browser.newPage({ reducedMotion: 'reduce' });
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await prepare?.();
  await page.goto(`${site.origin}/your-device/${search}`);
  await button('Run').and(page.locator(':enabled')).waitFor();
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const status = () => page.getByRole('status');
const part = (id: string) => page.locator(`[data-backend="${id}"]`);
const finish = () => button('Run again').waitFor({ timeout: 170_000 });

/** What a link with `download` holds. */
async function download(link: ReturnType<Page['getByRole']>): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return readFileSync(await file.path(), 'utf8');
}

/** Put before the benchmark's script: what takes it seconds is over in a tenth, and it finds ten times as many of them. */
const quickClock = `
  const now = performance.now.bind(performance);
  performance.now = () => 10 * now();`;

/** Has the page's workers of a name begin with a script of the test's; requests of a worker's worker cannot be caught. */
function begin(worker: string, script: string): Promise<unknown> {
  return page.route(`**/${worker}*.js`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}

const ids = backends.map(({ id }) => id);
const [reference = '', ...others] = ids;

test('a run by keyboard: levels, reports, speed, and an issue that tells of all of it', async () => {
  const chosen = [reference, ...ofTheDay(others, 6)];
  const asked = isWhole ? '' : `backends=${chosen.join(',')}&`;
  await open(`?${asked}levels=streaming`, { prepare: () => begin('rates-worker', quickClock) });
  await button('Run').focus();
  await page.keyboard.press('Enter');
  await finish();
  expect(await status().textContent()).toBe('Finished.');

  for (const id of chosen) {
    const levels = part(id).getByRole('list', { name: 'Levels' }).getByRole('listitem');
    expect(await levels.allTextContents()).toEqual([expect.stringMatching(/streaming\s+granted/)]);
    const text = await download(part(id).getByRole('link', { name: /^Download the report/ }));
    const { backend, selection, granted, stopped } = parseReport(text, id);
    expect(backend).toMatchObject({ name: id, through: 'browser' });
    expect({ selection, granted, stopped }).toEqual({
      selection: { levels: ['streaming'] },
      granted: { streaming: true },
      stopped: undefined,
    });
  }

  const rows = page.locator('[data-rates] tbody tr');
  expect(await rows.count()).toBe(4 * chosen.length);
  for (const text of await rows.allTextContents()) expect(text).toMatch(/[\d.]+ ms.*[\d.]+ ms/);
  const rates = JSON.parse(
    await download(page.getByRole('link', { name: 'Download the rates' })),
  ) as { status: string; maxError: number }[];
  expect(rates.map(({ status: is }) => is)).toEqual(rates.map(() => 'timed'));
  expect(Math.max(...rates.map(({ maxError }) => maxError))).toBeLessThan(2e-5);

  const address = await page.getByRole('link', { name: /^Open an issue/ }).getAttribute('href');
  expect(address?.length).toBeLessThan(8000);
  const { origin, pathname, searchParams } = new URL(address ?? '');
  expect(origin + pathname).toBe(`${settings.repository}/issues/new`);
  const draws = chosen.some((id) => id.startsWith('webg'));
  expect(searchParams.get('title')).toMatch(draws ? /swiftshader/i : /a device without a GPU/);
  const body = searchParams.get('body') ?? '';
  for (const id of chosen) expect(body).toMatch(new RegExp(`## ${id}\\b[^]*Levels: streaming\\.`));
  expect(body).toContain('lstm-64, ');

  expect(await seriousFaults(page), 'in light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await seriousFaults(page), 'in dark').toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

test('what is chosen stands in the address, and a level that is not chosen is not run', async () => {
  await open('?backends=cpu&rates=no');
  await button('Core alone').click();
  await page.getByRole('checkbox', { name: 'streaming' }).check();
  await page.getByRole('checkbox', { name: 'core' }).uncheck();
  await button('Run').click();
  await finish();
  expect(new URL(page.url()).search).toBe('?backends=cpu&levels=streaming&rates=no');
  const levels = part('cpu').getByRole('list', { name: 'Levels' }).getByRole('listitem');
  expect(await levels.count()).toBe(1);
  expect(await part('webgl').count()).toBe(0);
  await page.getByRole('checkbox', { name: 'streaming' }).uncheck();
  expect(await button('Run again').isDisabled()).toBe(true);
  expect(await status().textContent()).toBe('Choose a level.');
});

test('Stop ends a run half way: the report holds what came before, and grants nothing', async () => {
  await open('?rates=no');
  await button('Run').click();
  await page.getByText(/^\d+ of \d+ cases/).waitFor();
  await button('Stop').click();
  await finish();
  expect(await status().textContent()).toBe('Stopped.');
  expect(await part(reference).textContent()).toContain('A run that was stopped grants no level.');
  const text = await download(part(reference).getByRole('link', { name: /^Download the report/ }));
  const { stopped, results, granted } = parseReport(text, reference);
  expect(results.length).toBeLessThan(stopped?.chosen ?? 0);
  expect(granted).toEqual({});
  expect(await part('webgl').textContent()).toContain('Stopped before it began.');
});

/** Put before a worker's script: the workers that it starts have no OffscreenCanvas. */
const withoutCanvas = `
  const Whole = globalThis.Worker;
  globalThis.Worker = class extends Whole {
    constructor(url, options) {
      const text = 'delete globalThis.OffscreenCanvas; import(' + JSON.stringify(String(url)) + ')';
      super(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })), options);
    }
  };`;

test('a backend that does not start says why, and the next one runs', async () => {
  await open('?backends=webgl,webgpu&levels=streaming&rates=no', {
    // A browser that draws nothing in workers.
    prepare: () => begin('suite-run-worker', withoutCanvas),
  });
  await button('Run').click();
  await part('webgpu')
    .getByText(/^\d+ of \d+ cases/)
    .waitFor();
  await button('Stop').click();
  await finish();
  expect(await part('webgl').textContent()).toMatch(/Does not start here\..*OffscreenCanvas/);
  expect(await part('webgpu').textContent()).toMatch(
    /All \d+ cases? pass.*Stopped after these, of \d+\./,
  );
});
