// The HTML report as a person meets it: opened in a browser, read, filtered, and judged by axe.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../src/playwright-core.ts';
import { html } from '../src/report/html.ts';
import { gridOf } from '../src/report/html/grid.ts';
import type { Report } from '../src/report/report.ts';
import {
  caseCount,
  driftCase,
  failingReport,
  honestReport,
  lostCase,
} from './fixtures/reports/reports.ts';

let folder: string;
let address: string;
let browser: Browser;
let report: Report;

beforeAll(async () => {
  report = await failingReport();
  folder = await mkdtemp(join(tmpdir(), 'gatefold-html-'));
  address = pathToFileURL(join(folder, 'report.html')).href;
  await writeFile(join(folder, 'report.html'), html(report));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  /** What the console said and what was fetched beside the page. */
  readonly heard: string[];
}

async function open(options: Parameters<Browser['newPage']>[0] = {}): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1000 }, ...options });
  const heard: string[] = [];
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('request', (request) =>
    heard.push(...(request.url() === address ? [] : [request.url()])),
  );
  await page.goto(address);
  return { page, heard };
}

const selectorOf = (id: string): string => `[id="case-${id}"]`;

test('is quiet: no error, no request, and no script but its own', async () => {
  const { page, heard } = await open();
  expect(await page.title()).toMatch(
    new RegExp(String.raw`^some-backend 4\.22\.0: \d+ of ${caseCount} cases fail$`),
  );
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.locator('script').count()).toBe(1);
  expect(await page.locator(`${selectorOf('mask/head')} .message`).textContent()).toContain(
    '<script>document.title = "gone"</script>',
  );
  expect(heard).toEqual([]);
  await page.close();
});

test('says at the top what went wrong, what is granted, and how to see it again', async () => {
  const { page } = await open();
  const text = await page.locator('header, .mistake').allInnerTexts();
  expect(text[0]).toMatch(new RegExp(String.raw`✗ \d+ of ${caseCount} cases fail`));
  // Its streams give what its runs give, but those are wrong.
  expect(text[0]).toMatch(/– streaming not granted/);
  expect(text[0]).toMatch(/– core not granted/);
  expect(text[1]).toMatch(/^Looks like LSTM gate order i,o,f,g, which is ONNX's and WebNN's/);
  expect(text[1]).toContain('gatefold-conformance run ./some-backend.js --only');
  await page.close();
});

describe('a comparison', () => {
  test('outlines the first difference in all three maps and names it', async () => {
    const { page } = await open();
    const item = page.locator(selectorOf(driftCase));
    await page.goto(`${address}#case-${driftCase}`);
    const caption = await item.locator('figcaption').innerText();
    expect(caption).toContain('batch row 1, steps 96 to 143 of 200, units 9 to 56 of 64');
    expect(caption).toMatch(/First difference at batch row 1, step 120, unit 33: wanted 0\.795359/);
    const [left, top, width, height] = (
      (await item.locator('figure').getAttribute('data-box')) ?? ''
    )
      .split(' ')
      .map(Number) as [number, number, number, number];
    const boxes = await page.evaluate<{ x: number; y: number }[]>(`
      [...document.getElementById(${JSON.stringify(`case-${driftCase}`)}).querySelectorAll('svg.map')].map((map) => {
        const from = map.getBoundingClientRect();
        const { x, y, width, height } = map.querySelector('rect.first').getBoundingClientRect();
        return { x: x + width / 2 - from.x, y: y + height / 2 - from.y };
      })
    `);
    expect(boxes).toHaveLength(3);
    for (const { x, y } of boxes) {
      expect(x).toBeCloseTo(left + (33 - 9 + 0.5) * width, 0);
      expect(y).toBeCloseTo(top + (120 - 96 + 0.5) * height, 0);
    }
    await page.close();
  });

  test('shows the numbers under the pointer, and those that the arrow keys go to', async () => {
    const { page } = await open();
    await page.goto(`${address}#case-${driftCase}`);
    const item = page.locator(selectorOf(driftCase));
    const map = item.locator('svg.map').nth(1);
    const [left, top, width, height] = (
      (await item.locator('figure').getAttribute('data-box')) ?? ''
    )
      .split(' ')
      .map(Number) as [number, number, number, number];
    await map.hover({ position: { x: left + 10.5 * width, y: top + 30.5 * height } });
    const readout = item.locator('.readout');
    expect(await readout.innerText()).toMatch(
      /^batch row 1, step 126, unit 19: wanted \S+, got \S+, error ÷ allowed \d/,
    );
    await item.locator('.maps').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowDown');
    expect(await readout.innerText()).toContain('step 127, unit 18');
    await page.close();
  });

  test('hatches what is not finite', async () => {
    const { page } = await open();
    const item = page.locator(selectorOf(lostCase));
    expect(await item.locator('svg.map path.hatched').count()).toBe(2);
    expect(await item.locator('.legend').textContent()).toContain('NaN or infinite');
    expect(await item.locator('svg.map text.lost').count()).toBe(10);
    await page.close();
  });

  test('of a batch has rows of the batch, and of more axes the slab of the first difference', () => {
    const numbers = Array.from({ length: 8 }, (_, k) => k);
    const common = { what: 'c', wanted: numbers, got: numbers, allowed: numbers };
    const flat = { origin: [3, 0], size: [2, 4], shape: [9, 4], first: [4, 1] };
    expect(gridOf({ ...common, ...flat })).toMatchObject({
      rowName: 'batch row',
      rows: 2,
      columns: 4,
      rowOrigin: 3,
      fixed: '',
      first: { row: 1, column: 1 },
    });
    const deep = { origin: [1, 0, 0], size: [2, 2, 2], shape: [3, 2, 2], first: [2, 0, 1] };
    const grid = gridOf({ ...common, ...deep });
    expect(grid).toMatchObject({
      rowName: 'step',
      fixed: 'batch row 2',
      first: { row: 0, column: 1 },
    });
    expect(grid.cells.map(({ wanted }) => wanted)).toEqual([4, 5, 6, 7]);
  });
});

test('a law shows its smallest example', async () => {
  const { page } = await open();
  const found = report.results.find(({ failure }) => failure !== undefined);
  const item = page.locator(`${selectorOf(found?.id as string)} .counterexample`);
  expect(await item.locator('summary').textContent()).toMatch(
    /lstm of \d+ units?, batch \d+, timeSteps \d+/,
  );
  expect(await item.locator('pre').textContent()).toContain('"recurrentKernel"');
  await page.close();
});

test('the filter chooses by status and words, and a link resets it', async () => {
  const { page } = await open();
  const shown = page.locator('output[name=shown]');
  const visible = page.locator('.case:not([hidden])');
  await page.getByLabel('Known to fail').check();
  await expect.poll(() => shown.innerText(), { timeout: 20_000 }).toBe(`1 of ${caseCount} cases`);
  expect(await visible.innerText()).toContain('law/flags');
  expect(await visible.isVisible()).toBe(true);
  await page.getByRole('radio', { name: `All ${caseCount}` }).check();
  await page.getByLabel('Search').fill('MASK/HEAD errored');
  await expect.poll(() => shown.innerText(), { timeout: 20_000 }).toBe(`1 of ${caseCount} cases`);
  await page.locator('.mistake a').first().click();
  await expect
    .poll(() => shown.innerText(), { timeout: 20_000 })
    .toBe(`${caseCount} of ${caseCount} cases`);
  await page.close();
});

test('can be read without its script', async () => {
  const { page } = await open({ javaScriptEnabled: false });
  expect(await page.locator('#filter').isVisible()).toBe(false);
  expect(await page.locator('.mistake svg.map').first().isVisible()).toBe(true);
  expect(await page.locator('.case').count()).toBe(caseCount);
  await page.close();
});

test('no two regions have one name, whatever failed', async () => {
  const { page } = await open();
  const names = await page
    .locator('[role=region]')
    .evaluateAll((regions) => regions.map((region) => region.getAttribute('aria-label')));
  expect(names.length).toBeGreaterThan(5);
  expect(new Set(names).size).toBe(names.length);
  await page.close();
});

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

test.each(['light', 'dark'] as const)('axe finds nothing in the %s scheme', async (colorScheme) => {
  const { page } = await open({ colorScheme });
  // Some of every kind is open.
  for (const id of [driftCase, lostCase, 'mask/head', 'law/flags']) {
    await page.evaluate(`location.hash = ${JSON.stringify(`case-${id}`)}`);
  }
  await page.evaluate(
    "for (const one of document.querySelectorAll('details.facts, .mistake details')) one.open = true",
  );
  await page.evaluate(await readFile(axe, 'utf8'));
  // What is folded away is not judged, and takes nine tenths of the time.
  await page.evaluate(
    "for (const one of document.querySelectorAll('details:not([open]) > :not(summary)')) one.remove()",
  );
  // A scheme changes colours, and nothing else.
  const options = colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {};
  const violations = await page.evaluate(async (chosen) => {
    const { axe: tool } = globalThis as never as {
      axe: {
        run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const found = await tool.run(chosen);
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }, options);
  expect(violations).toEqual([]);
  await page.close();
});

test('a run without failures says so, and has nothing that went wrong', async () => {
  const text = html(await honestReport({ levels: ['masking'] }));
  expect(text).toContain('Part of the suite');
  expect(text).not.toContain('id="wrong"');
  expect(text).toMatch(/✓<\/span>\s*\d+ of \d+ cases pass/);
});
