// The article's network in its page, switched by keyboard as by a reader without a mouse.

import { cpu } from '@gatefold/cpu';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Choice, inGatefold, inKeras, unroll } from '../../site/article-network.ts';
import { openSite, type OpenSite } from './open-site.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let site: OpenSite;
let page: Page;
beforeAll(async () => {
  site = await openSite();
  page = await site.browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${site.origin}/article/`);
});
afterAll(() => site[Symbol.asyncDispose]());

const atFirst: Choice = {
  cell: 'lstm',
  dialect: 'keras2',
  returnSequences: false,
  returnState: false,
};

describe('the network of the article', () => {
  test('gives the number of 2018 when neither flag is set', async () => {
    await shows({});
    expect(await table()).toEqual(['output [1, 1] 0.02480672']);
    expect(await returned()).toEqual(['y₃']);
  });

  test('highlights and lists what each flag adds, by keyboard', async () => {
    await page.getByLabel('return_sequences', { exact: true }).focus();
    await page.keyboard.press('Space');
    await shows({ returnSequences: true });
    expect(await table()).toEqual(['output [1, 3, 1] 0.00767819 0.01597687 0.02480672']);
    expect(await returned()).toEqual(['y₁', 'y₂', 'y₃']);

    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await shows({ returnSequences: true, returnState: true });
    expect(await returned()).toEqual(['y₁', 'y₂', 'y₃', 'c₃', 'h₃']);
    expect(await spoken()).toBe(
      'Returned: the outputs of all three steps, and the states h and c after step 3.',
    );

    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    await shows({ returnState: true });
    expect(await returned()).toEqual(['y₃', 'c₃', 'h₃']);
  });

  test('has no c where the layer has none, and other numbers in Keras 3', async () => {
    await page.getByLabel('LSTM', { exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await shows({ returnState: true, cell: 'gru' });
    expect(await returned()).toEqual(['y₃', 'h₃']);
    await page.keyboard.press('ArrowRight');
    await shows({ returnState: true, cell: 'simpleRNN' });
    await page.keyboard.press('ArrowRight');
    await page.getByLabel('Keras 2.2, as in 2018', { exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await shows({ returnState: true, dialect: 'keras3' });
    expect(await table()).toContain('output [1, 1] 0.02572775');
  });

  test('stands upright on a phone, and says the same', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const drawing = page.getByRole('img', { name: /drawn once for each of three steps/ });
    expect(await drawing.count()).toBe(1);
    const box = await drawing.boundingBox();
    expect(box?.height).toBeGreaterThan(box?.width ?? Infinity);
    expect(await returned()).toEqual(['y₃', 'c₃', 'h₃']);
  });
});

test('a reader without script sees the dialects of Keras side by side', async () => {
  const context = await site.browser.newContext({ javaScriptEnabled: false });
  const still = await context.newPage();
  await still.goto(`${site.origin}/article/then-and-now`);
  const rows = await still.locator('figure tbody tr').allInnerTexts();
  const last = rows.map((row) => /\d\.\d{8}$/.exec(row.trim())?.[0]);
  expect(last).toEqual(['0.02480672', expect.stringMatching(/^0\.02/), '0.02572775']);
  await context.close();
});

/** Waits until the page shows what a choice gives, and compares every number with the reference's. */
async function shows(changes: Partial<Choice>): Promise<void> {
  const choice = { ...atFirst, ...changes };
  using backend = await cpu();
  const { outputs, h, c, returned: list } = await unroll(backend, choice);
  const wanted = list.map(
    ({ name, shape, numbers }) =>
      `${name} [${shape.join(', ')}] ${numbers.map((number) => number.toFixed(8)).join(' ')}`,
  );
  await expect.poll(table, { timeout: 10_000 }).toEqual(wanted);
  const drawn = [...outputs, ...(c === undefined ? [] : [c]), h].map((value) => value.toFixed(8));
  const numbers = page.locator('.network svg:visible .result .number');
  expect(await numbers.allTextContents()).toEqual(drawn);
  expect(await page.locator('.network dd').allInnerTexts()).toEqual([
    inKeras(choice),
    inGatefold(choice),
  ]);
}

/** The rows of what was returned: name, shape, numbers. */
async function table(): Promise<readonly string[]> {
  const rows = await page.locator('.network tbody tr').allInnerTexts();
  return rows.map((row) => row.replaceAll(/\s+/g, ' ').trim());
}

/** The names of the results that the drawing marks as returned. */
function returned(): Promise<readonly (string | null)[]> {
  return page
    .locator('.network svg:visible .result[data-returned=true]')
    .evaluateAll((results) => results.map((result) => result.getAttribute('data-name')));
}

async function spoken(): Promise<string> {
  return page.locator('.network [aria-live]').innerText();
}
