// The same goldens in a headless Chromium, where the recurrent layers run on WebGL2.

import { join } from 'node:path';
import { launchChromium } from '@gatefold/conformance/playwright-core';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytesOf, goldenFiles } from './goldens.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'pages', 'goldens.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  browser = await launchChromium({ driver: 'mesa' });
  page = await browser.newPage();
  await page.setContent('<!doctype html><title>Goldens</title>');
  await page.addScriptTag({ type: 'module', content: outputFiles[0]?.text ?? '' });
  await page.waitForFunction(() => 'runOnWebgl' in globalThis);
}, 120_000);

afterAll(() => browser.close());

test.each(goldenFiles)('%s', { timeout: 60_000 }, async (file, golden) => {
  const base64 = Buffer.from(bytesOf(file)).toString('base64');
  const wrong = await page.evaluate(([bytes, one]) => globalThis.runOnWebgl(bytes, one), [
    base64,
    golden,
  ] as const);
  expect(wrong).toEqual([]);
});
