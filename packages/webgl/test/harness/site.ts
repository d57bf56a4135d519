// Bundles the pages under test once, and serves them to every test file.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    site: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'gatefold-webgl-'));
  const pages = fileURLToPath(new URL('../pages', import.meta.url));
  const common = { configFile: false, logLevel: 'error' } as const;
  await build({
    ...common,
    root: pages,
    base: './',
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'esnext',
      minify: false,
      assetsInlineLimit: 0,
      modulePreload: false,
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: {
        input: ['index', 'alone', 'scene'].map((page) => join(pages, `${page}.html`)),
      },
    },
  });
  const outDir = { build: { outDir: folder } };
  const server = await preview({ ...common, ...outDir, root: folder, preview: { port: 0 } });
  project.provide('site', server.resolvedUrls?.local[0] ?? '');
  return async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
}
