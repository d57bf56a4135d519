// ../examples/audio-worklet, as a user who copies it runs it, built by Vite and served by its development server.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@gatefold/conformance/playwright-core';
import type { Browser } from 'playwright-core';
import { build, createServer, preview } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const root = fileURLToPath(new URL('../examples/audio-worklet', import.meta.url));
const common = { configFile: false, logLevel: 'error', root } as const;

/** Shut to noise; open for what is loud, and after it for what is as soft as the noise; shut again below that. */
const gated = ['in 0.05, out 0.00', 'in 0.50, out 0.50', 'in 0.05, out 0.05', 'in 0.01, out 0.00'];

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

test('a layer is made in the constructor of a processor, and layers of models run in every block', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'gatefold-audio-'));
  await build({ ...common, build: { outDir, emptyOutDir: true, target: 'esnext' } });
  const server = await preview({ ...common, build: { outDir }, preview: { port: 0 } });
  try {
    const { lines, shares } = await open(server.resolvedUrls?.local[0] ?? '');
    expect(lines).toEqual(gated);
    expect(shares).toHaveLength(4);
    // How much it is depends on the machine; that it is a part of the block and not nothing does not.
    for (const share of shares) expect(share).toBeGreaterThan(0);
  } finally {
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  }
});

test('and so it does when the development server sends it module by module', async () => {
  const server = await createServer({ ...common, server: { port: 0 } });
  try {
    await server.listen();
    expect((await open(server.resolvedUrls?.local[0] ?? '')).lines).toEqual(gated);
  } finally {
    await server.close();
  }
});

/** What the page prints, and which part of a block's time each layer took. */
async function open(url: string): Promise<{ lines: readonly string[]; shares: readonly number[] }> {
  const page = await browser.newPage({ viewport: { width: 800, height: 900 } });
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(url);
  await page.waitForSelector('body[data-done]', { timeout: 60_000 }).catch((error: unknown) => {
    throw new Error(errors.join('\n'), { cause: error });
  });
  expect(errors).toEqual([]);
  expect(await page.textContent('#error')).toBe('');
  const shares = await page.$$eval('tr[data-share]', (rows) =>
    rows.map((row) => Number((row as HTMLElement).dataset['share'])),
  );
  return { lines: ((await page.textContent('#output')) ?? '').trim().split('\n'), shares };
}
