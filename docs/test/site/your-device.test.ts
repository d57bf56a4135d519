// The page 'Your device': the suite and the benchmark in a visitor's browser, and what they take away.

import { readFileSync } from 'node:fs';
import axe, { type AxeResults } from 'axe-core';
import { parseReport } from '@gatefold/conformance';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { settings } from '../../../packages/workspace/src/settings.ts';
import { backends } from '../../site/backends.ts';
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

async function seriousFaults(): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    'axe.run({ resultTypes: ["violations"] })',
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

test('a run by keyboard: levels, reports, speed, and an issue that tells of all of it', async () => {
  await open('?levels=streaming');
  await button('Run').focus();
  await page.keyboard.press('Enter');
  await finish();
  expect(await status().textContent()).toBe('Finished.');

  for (const { id } of backends) {
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
  expect(await rows.count()).toBe(4 * backends.length);
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
  expect(searchParams.get('title')).toContain('SwiftShader');
  expect(searchParams.get('body')).toMatch(
    /## cpu[^]*Levels: streaming\.[^]*## webgl[^]*lstm-64, /,
  );

  expect(await seriousFaults(), 'in light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await seriousFaults(), 'in dark').toEqual([]);
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
  const first = backends[0]?.id ?? '';
  expect(await part(first).textContent()).toContain('A run that was stopped grants no level.');
  const text = await download(part(first).getByRole('link', { name: /^Download the report/ }));
  const { stopped, results, granted } = parseReport(text, first);
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

test('a backend that does not start says why, and the others run', async () => {
  await open('?levels=streaming&rates=no', {
    // A browser that draws nothing in workers; requests of a worker's worker cannot be caught.
    prepare: () =>
      page.route(/suite-run-worker.*\.js$/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: `${withoutCanvas}\n${await response.text()}` });
      }),
  });
  await button('Run').click();
  await finish();
  expect(await part('webgl').textContent()).toMatch(/Does not start here\..*OffscreenCanvas/);
  expect(await part('cpu').textContent()).toMatch(/All \d+ cases pass\./);
});
