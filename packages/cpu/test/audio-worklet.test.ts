// ../examples/audio-worklet, as a user who copies it runs it, built by Vite and served by its development server.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@gatefold/conformance/playwright-core';
import type { Browser } from 'playwright-core';
import { build, createServer, preview } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = fileURLToPath(new URL('../examples/audio-worklet', import.meta.url));
const common = { configFile: false, logLevel: 'error', root } as const;

/** Shut to noise; open for what is loud, and after it for what is as soft as the noise; shut again below that. */
const gated = ['in 0.05, out 0.00', 'in 0.50, out 0.50', 'in 0.05, out 0.05', 'in 0.01, out 0.00'];

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

test('a stream of the cpu backend runs in an AudioWorklet that was built', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'gatefold-audio-'));
  await build({ ...common, build: { outDir, emptyOutDir: true, target: 'esnext' } });
  const server = await preview({ ...common, build: { outDir }, preview: { port: 0 } });
  try {
    expect(await linesOf(server.resolvedUrls?.local[0] ?? '')).toEqual(gated);
  } finally {
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  }
});

test('and in one that the development server sends module by module', async () => {
  const server = await createServer({ ...common, server: { port: 0 } });
  try {
    await server.listen();
    expect(await linesOf(server.resolvedUrls?.local[0] ?? '')).toEqual(gated);
  } finally {
    await server.close();
  }
});

/** What the page prints. */
async function linesOf(url: string): Promise<readonly string[]> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(url);
  await page.waitForSelector('body[data-done]', { timeout: 20_000 }).catch((error: unknown) => {
    throw new Error(errors.join('\n'), { cause: error });
  });
  expect(errors).toEqual([]);
  return ((await page.textContent('#output')) ?? '').trim().split('\n');
}
