// The playground in its page: every control, the reference and one other backend of the list each day, and what a visitor
// takes along.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpu } from '@gatefold/cpu';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ofTheDay } from '../../../packages/workspace/src/of-the-day.ts';
import { prepare } from '../../.vitepress/theme/components/playground/prepare.ts';
import { type Returned, runLayer } from '../../.vitepress/theme/components/playground/run-layer.ts';
import {
  defaults,
  presets,
  type Settings,
} from '../../.vitepress/theme/components/playground/settings.ts';
import { hashOf, readHash } from '../../.vitepress/theme/components/playground/share-link.ts';
import { backends } from '../../site/backends.ts';
import { runInPage } from '../page-program.ts';
import { run } from '../program.ts';
import { seriousFaults } from './axe.ts';
import { openSite, type OpenSite } from './open-site.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let site: OpenSite;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  site = await openSite();
  context = await site.browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.origin });
  page = await open('');
});
afterAll(() => site[Symbol.asyncDispose]());

async function open(hash: string, within = context): Promise<Page> {
  const opened = await within.newPage();
  await opened.goto(`${site.origin}/playground/${hash}`);
  await opened.locator('.playground[aria-busy=false]').waitFor();
  return opened;
}

const [first, ...others] = backends;

describe.each([...(first === undefined ? [] : [first]), ...ofTheDay(others, 6)])(
  'on $id',
  ({ id }) => {
    test.each(presets)('$title: numbers, difference and time', async ({ title, settings }) => {
      await page.getByRole('button', { name: title }).click();
      await page.getByRole('radio', { name: id, exact: true }).check();
      await shows({ ...settings, backend: id });
      expect(await page.locator('.playground > [aria-live]').textContent()).toMatch(
        new RegExp(`units on ${id} returns output \\[.*\\]\\.`),
      );
      const row = page.getByRole('row', { name: id });
      await eventually(() => row.innerText()).toMatch(/\d (µs|ms)\s*\d+.* to .*s$/);
      const [difference = ''] = await row.getByRole('cell').allInnerTexts();
      expect(id === 'cpu' ? difference : Number(difference)).toSatisfy(
        (value) => value === 'the reference' || value < 1e-6,
      );
    });

    test('the program that is copied prints the same', async () => {
      const settings: Settings = {
        ...defaults,
        backend: id,
        arrangement: 'stacked',
        batch: 2,
        dialect: 'keras2',
        mask: ['', '1110'],
        goBackwards: true,
      };
      const visit = await open(`#${hashOf(settings, backends)}`);
      await visit.getByRole('button', { name: 'Copy the program' }).click();
      await visit.getByText('Copied.').waitFor();
      const path = join(import.meta.dirname, '..', '..', '.reports', `playground-${id}.mjs`);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, await visit.evaluate(() => navigator.clipboard.readText()));
      await visit.close();
      const printed = await (id === 'cpu' ? run(path) : runInPage(site.browser, path));
      const tensors = printed.split('\n').map((line) => {
        const [, shape = '', numbers = ''] = /^\[(.*)\] (.*)$/.exec(line) ?? [];
        return { shape, numbers: numbers.split(' ').map(Number) };
      });
      expect(tensors.map(({ shape }) => shape)).toEqual(['2, 16, 4', ...Array(4).fill('2, 4')]);
      expectNumbers(tensors, await reference(settings));
    });
  },
);

test("the article's numbers, as it prints them", async () => {
  // With the reference alone, which is quicker.
  await page.close();
  page = await open('');
  await page.getByRole('button', { name: "The article's LSTM" }).click();
  await eventually(async () => (await shown())[0]?.numbers).toEqual([
    0.00767819, 0.01597687, 0.02480672,
  ]);
  expect(await page.locator('.tuple').innerText()).toBe('(output, state.h, state.c)');
});

test('every control changes what comes back, by keyboard too', async () => {
  await page.getByRole('button', { name: 'A wave through an LSTM' }).click();
  const settings = { ...defaults };
  const press = async (label: string, key: string): Promise<void> => {
    await page.getByLabel(label, { exact: true }).focus();
    await page.keyboard.press(key);
  };
  const changes: readonly (readonly [Partial<Settings>, () => Promise<unknown>])[] = [
    [{ cell: 'gru' }, () => press('LSTM', 'ArrowRight')],
    [{ cell: 'simpleRNN' }, () => press('GRU', 'ArrowRight')],
    [{ cell: 'lstm' }, () => press('SimpleRNN', 'ArrowRight')],
    [{ dialect: 'keras2' }, () => press('Keras 3', 'ArrowRight')],
    [{ units: 5 }, () => press('units', 'ArrowRight')],
    [{ timeSteps: 15 }, () => press('timeSteps', 'ArrowLeft')],
    [{ inputDim: 3 }, () => press('inputDim', 'ArrowRight')],
    [{ batch: 2 }, () => press('batch', 'ArrowRight')],
    [{ returnSequences: false }, () => press('returnSequences', 'Space')],
    [{ goBackwards: true }, () => press('goBackwards', 'Space')],
    [{ returnState: false }, () => press('returnState', 'Space')],
    [
      { returnSequences: true, returnState: true },
      async () => {
        await press('returnState', 'Space');
        await press('returnSequences', 'Space');
      },
    ],
    [
      { mask: ['111111111111111', '101111111111111'] },
      async () => {
        await press('mask step 1 of row 1', 'ArrowRight');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Space');
      },
    ],
    [{ mask: [] }, () => page.getByRole('button', { name: 'keep all' }).click()],
    [{ arrangement: 'stacked' }, () => page.getByLabel('Stack of two').check()],
    [{ arrangement: 'bidirectional' }, () => page.getByLabel('Bidirectional').check()],
    [{ mergeMode: 'mul' }, () => page.getByLabel('mul', { exact: true }).check()],
    [{ mergeMode: 'null' }, () => page.getByLabel('null', { exact: true }).check()],
    [{ arrangement: 'single' }, () => page.getByLabel('One', { exact: true }).check()],
    [
      { input: 'random' },
      () => page.getByRole('group', { name: 'Input' }).getByLabel('Random').check(),
    ],
    [{ seed: 8 }, () => press('seed', 'ArrowRight')],
    [
      { input: 'article' },
      () => page.getByRole('group', { name: 'Input' }).getByLabel('article').check(),
    ],
    [
      { weights: 'article' },
      () => page.getByRole('group', { name: 'Weights' }).getByLabel('article').check(),
    ],
  ];
  for (const [change, act] of changes) {
    const before = await shown();
    await act();
    Object.assign(settings, change);
    await shows(settings);
    expect(await shown(), JSON.stringify(change)).not.toEqual(before);
  }
  expect(settings).toMatchObject({ units: 5, timeSteps: 15, inputDim: 3, batch: 2, seed: 8 });
  await page.getByRole('group', { name: 'Weights' }).getByLabel('Random').check();
  await page.getByRole('button', { name: 'Draw another' }).click();
  await shows({
    ...settings,
    weights: 'random',
    seed: Number(await page.getByLabel('seed').inputValue()),
  });
});

test('weights that are pasted are used, and what is wrong with them is told', async () => {
  await page.getByRole('button', { name: "The article's LSTM" }).click();
  await page.getByRole('group', { name: 'Weights' }).getByLabel('Own').check();
  const field = page.getByLabel('JSON of get_weights()');
  const tenths = [0.1, 0.1, 0.1, 0.1];
  expect(JSON.parse(await field.inputValue())).toEqual([[tenths, tenths], [tenths], [0, 1, 0, 0]]);
  const own =
    '{ "weights": [[[1, 2, 3, 4], [5, 6, 7, 8]], { "shape": [1, 4], "data": [1, 0, 1, 0] }, [0, 1, 0, 0]] }';
  await field.fill(own);
  const settings: Settings = { ...(presets[1]?.settings ?? defaults), weights: 'own', own };
  await shows(settings);

  const fault = page.locator('#playground-fault');
  await field.fill('[[');
  await eventually(() => fault.innerText()).toMatch(/^✕ The weights are no JSON yet: /);
  await field.fill('{}');
  await eventually(() => fault.innerText()).toMatch(/^✕ The weights must be a list of arrays/);
  await field.fill('[[[1, 2]], [[1]], [0]]');
  await eventually(() => fault.innerText()).toMatch(
    /^✕ weightsInOrder: lstm\.kernel: .* got \[1, 2\]/,
  );
  expect(await seriousFaults(page)).toEqual([]);
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  await field.fill(own);
  await shows(settings);
  expect(await fault.count()).toBe(0);
});

test('the slider leads through the numbers of each step', async () => {
  await page.getByRole('button', { name: "The article's LSTM" }).click();
  await shows(presets[1]?.settings ?? defaults);
  const slider = page.getByLabel('step', { exact: true });
  await slider.focus();
  for (const key of ['Home', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  expect(await slider.getAttribute('aria-valuetext')).toBe('Step 3 of 3 reads x at t = 3.');
  const table = page.getByRole('region', { name: 'Numbers of step 3' });
  expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
    'unit',
    'i',
    'f',
    'g',
    'o',
    'c',
    'h',
  ]);
  // The states are the article's; f is 0.2 (0.1 (0.2 + 0.3 + h) + 1) + 0.5 with h of step 2, 0.01597687.
  const [, f, , , c, h] = await table.getByRole('cell').allInnerTexts();
  expect([f, c, h]).toEqual(['0.7103', '0.0486', '0.0248']);
  await page.getByRole('button', { name: 'Both directions' }).click();
  await page.getByRole('region', { name: 'Numbers of step 3, backward' }).waitFor();
  expect(await slider.getAttribute('aria-valuetext')).toBe(
    'Step 3 of 12 reads x at t = 3 forward, t = 10 backward.',
  );
  expect(await page.getByRole('img', { name: /^f, forget gate, over 12 steps/ }).count()).toBe(2);
});

test('a link holds all of it, and one that does not fit is told in words', async () => {
  await page.getByRole('button', { name: 'Two rows' }).click();
  await page.getByRole('button', { name: 'Copy a link' }).click();
  await page.getByText('Copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const visit = await open(new URL(link).hash);
  const { settings } = presets[2] ?? { settings: defaults };
  await shows(settings, visit);
  expect(await seriousFaults(visit)).toEqual([]);
  const masked = visit.getByRole('region', { name: 'Numbers of step 6' });
  const [z, r, n, h] = await masked.getByRole('cell').allInnerTexts();
  expect([z, r, n, h]).toEqual(['–', '–', '–', expect.stringMatching(/^-?0\.\d{4}$/)]);
  expect(await visit.getByRole('button', { pressed: true }).count()).toBe(5);

  // The address of the page that is open already, changed by hand.
  await visit.evaluate(() => {
    location.hash = '#v=1&units=900';
  });
  await eventually(() => visit.locator('.problem').innerText()).toMatch(
    /units must be a whole number from 1 to 16, and the link says “900”/,
  );
  expect((await shown(visit)).map(({ path }) => path)).toEqual(['output', 'state.h', 'state.c']);
  await visit.getByRole('button', { name: 'Both directions' }).click();
  await visit.locator('.problem').waitFor({ state: 'detached' });
  await visit.close();
});

test('a backend that cannot start says why, and the others go on', async () => {
  const poor = await site.browser.newContext();
  await poor.addInitScript(() => {
    const none = (): null => null;
    HTMLCanvasElement.prototype.getContext = none;
    OffscreenCanvas.prototype.getContext = none;
  });
  const visit = await open('', poor);
  await visit.getByRole('radio', { name: 'webgl', exact: true }).check();
  const row = visit.getByRole('row', { name: 'webgl' });
  await eventually(() => row.innerText()).toMatch(/✕ does not run this here: webgl: .*WebGL2/);
  await visit.getByRole('radio', { name: 'cpu', exact: true }).check();
  await shows(defaults, visit);
  expect(await row.innerText()).toMatch(/✕/);
  await poor.close();
});

/** Waits until the page shows what settings give: their numbers, and their link. */
async function shows(settings: Settings, on = page): Promise<void> {
  const wanted = await reference(settings);
  await eventually(async () =>
    (await shown(on)).map(({ path, shape, numbers }) => [path, shape, numbers.length]),
  ).toEqual(wanted.map(({ path, shape, numbers }) => [path, shape.join(', '), numbers.length]));
  await on.locator('.playground[aria-busy=false]').waitFor();
  expectNumbers(await shown(on), wanted);
  expect(readHash(new URL(on.url()).hash.slice(1), backends)).toEqual({ settings });
}

/** What cpu gives in Node. */
async function reference(settings: Settings): Promise<readonly Returned[]> {
  using backend = await cpu();
  return (await runLayer(backend, prepare(settings))).returned;
}

/** Polls for as long as a slow machine may need. */
function eventually<T>(value: () => Promise<T>) {
  return expect.poll(value, { timeout: 15_000 });
}

interface Shown {
  readonly shape: string;
  readonly numbers: readonly number[];
}

async function shown(on = page): Promise<readonly (Shown & { path: string | null })[]> {
  return on.locator('.playground [data-path]').evaluateAll((rows) =>
    rows.map((row) => ({
      path: row.getAttribute('data-path'),
      shape: row.querySelector('.shape')?.textContent.slice(1, -1) ?? '',
      numbers:
        (row.querySelector('.all') ?? row.querySelector('.numbers'))?.textContent
          .trim()
          .split(' ')
          .map(Number) ?? [],
    })),
  );
}

function expectNumbers(found: readonly Shown[], wanted: readonly Returned[]): void {
  expect(found.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape.join(', ')));
  for (const [index, { numbers }] of wanted.entries()) {
    expect(found[index]?.numbers).toEqual(Array.from(numbers, (value) => expect.closeTo(value, 6)));
  }
}
