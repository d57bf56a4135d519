// Workloads in a browser: the page of ../page, bundled, with all contenders in it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DriverName, launchChromium } from '@gatefold/conformance/playwright-core';
import { build, preview } from 'vite';
import type { Arena, GpuBackend } from './backends.ts';
import { versionOf } from './version-of.ts';

const packages = [
  '@gatefold/cpu',
  '@gatefold/wasm',
  '@gatefold/webgl',
  '@gatefold/webgpu',
  '@tensorflow/tfjs-backend-webgl',
  '@tensorflow/tfjs-backend-webgpu',
  'onnxruntime-web',
];

/** @throws {HarnessError} when something else draws than the driver that was asked for */
export async function openBrowser(backend: GpuBackend, driver: DriverName): Promise<Arena> {
  const browser = await launchChromium({ driver });
  const folder = await mkdtemp(join(tmpdir(), 'gatefold-bench-'));
  await bundle(folder);
  const server = await preview({
    configFile: false,
    logLevel: 'error',
    root: folder,
    build: { outDir: folder },
    preview: {
      port: 0,
      // Isolated from other origins, a page has a clock of 5 µs rather than 100.
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  });
  /** A page of its own for each visit, so that a context that is lost in one is not missed in the next. */
  const newPage = async () => {
    const page = await browser.newPage();
    page.on('pageerror', ({ message }) => console.error(message));
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await page.waitForFunction(() => 'bench' in globalThis);
    return page;
  };
  const first = await newPage();
  const renderers = await first.evaluate(() => globalThis.bench.renderers());
  await first.close();
  return {
    graphics: { driver, browser: `Chromium ${browser.version()}`, ...renderers },
    async compare(workload, { rounds, seconds, seed }) {
      const page = await newPage();
      try {
        return await page.evaluate(
          ([name, each, how]) => globalThis.bench.compare(name, each, how),
          [backend, workload, { rounds, seconds, seed }] as const,
        );
      } finally {
        await page.close();
      }
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function bundle(folder: string): Promise<void> {
  const root = fileURLToPath(new URL('../page', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    base: './',
    define: {
      installedVersions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    },
    resolve: {
      alias: [
        { find: /^.*\/version-of\.ts$/, replacement: join(root, 'version-of.ts') },
        // The file that Node takes by itself: bundlers would take one that can wait for a GPU.
        { find: /^onnxruntime-web$/, replacement: 'onnxruntime-web/wasm' },
      ],
    },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'esnext',
      modulePreload: false,
      chunkSizeWarningLimit: 10_000,
    },
  });
}
