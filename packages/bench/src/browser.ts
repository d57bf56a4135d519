// Workloads in a browser: the page of ../page, bundled, with both contenders in it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@gatefold/conformance/playwright-core';
import { build, preview } from 'vite';
import type { Row } from './compare.ts';
import type { CompareOptions } from './compare.ts';
import { versionOf } from './version-of.ts';
import type { Workload } from './workloads.ts';

export interface BrowserBench extends AsyncDisposable {
  /** What draws, and in which browser. */
  readonly renderer: string;
  compare(workload: Workload, options: CompareOptions): Promise<Row[]>;
}

const packages = ['@gatefold/cpu', '@gatefold/webgl', '@tensorflow/tfjs-backend-webgl'];

/** @param gpu  draw with this machine's own GPU, or fail */
export async function openBrowser(gpu: boolean): Promise<BrowserBench> {
  const folder = await mkdtemp(join(tmpdir(), 'gatefold-bench-'));
  const root = fileURLToPath(new URL('../page', import.meta.url));
  const common = { configFile: false, logLevel: 'error' } as const;
  await build({
    ...common,
    root,
    base: './',
    define: {
      installedVersions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    },
    resolve: {
      alias: [{ find: /^.*\/version-of\.ts$/, replacement: join(root, 'version-of.ts') }],
    },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'esnext',
      modulePreload: false,
      chunkSizeWarningLimit: 10_000,
    },
  });
  const outDir = { build: { outDir: folder } };
  const server = await preview({ ...common, ...outDir, root: folder, preview: { port: 0 } });
  const browser = await launchChromium(gpu ? { driver: 'gpu' } : {});
  const page = await browser.newPage();
  page.on('pageerror', ({ message }) => console.error(message));
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForFunction(() => 'bench' in globalThis);
  const renderer = await page.evaluate(() => globalThis.bench.renderer());
  return {
    renderer: `${renderer}; Chromium ${browser.version()}`,
    compare: (workload, options) =>
      page.evaluate(([each, how]) => globalThis.bench.compare(each, how), [
        workload,
        { rounds: options.rounds, mostWarmUpMs: options.mostWarmUpMs, seed: options.seed },
      ] as const),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
