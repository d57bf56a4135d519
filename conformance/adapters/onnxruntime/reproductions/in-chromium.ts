// Runs reproductions in a Chromium, on the WebGPU provider of onnxruntime-web, from one bundle and each in a page of its
// own: `node reproductions/in-chromium.ts lstm-no-steps`, with words for it after its name.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '@gatefold/conformance/playwright-core';
import { build, preview } from 'vite';

/** A reproduction's name, and words for it. */
export type Call = readonly [name: string, ...words: string[]];

/** @returns what each has printed */
export async function inChromium(calls: readonly Call[]): Promise<readonly string[]> {
  const outDir = await mkdtemp(join(tmpdir(), 'gatefold-reproductions-'));
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => rm(outDir, { recursive: true, force: true }));
  await bundle(new Set(calls.map(([name]) => name)), outDir);
  const server = await preview({
    ...{ configFile: false, logLevel: 'error', root: outDir, build: { outDir } },
    preview: { port: 0 },
  });
  cleanUp.defer(() => server.close());
  const browser = await launchChromium();
  cleanUp.defer(() => browser.close());
  const printed: string[] = [];
  for (const [name, ...words] of calls) {
    const page = await browser.newPage();
    let text = '';
    page.on('console', (message) => (text += `${message.text()}\n`));
    const address = new URL(server.resolvedUrls?.local[0] as string);
    for (const word of words) address.searchParams.append('word', word);
    await page.goto(address.href);
    try {
      await page.evaluate(`import('./${name}.js').then(() => undefined)`);
    } catch (error) {
      text += `${String(error)}\n`;
    }
    await page.close();
    printed.push(text);
  }
  return printed;
}

async function bundle(names: ReadonlySet<string>, outDir: string): Promise<void> {
  const here = import.meta.dirname;
  await build({
    ...{ configFile: false, logLevel: 'error', root: here, base: './' },
    resolve: {
      alias: [{ find: /^\.\/runtime\.mjs$/, replacement: join(here, 'runtime-webgpu.mjs') }],
    },
    build: {
      ...{ outDir, target: 'esnext', modulePreload: false, chunkSizeWarningLimit: 10_000 },
      rolldownOptions: {
        input: [...names].map((name) => join(here, `${name}.mjs`)),
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  await writeFile(join(outDir, 'index.html'), '<link rel="icon" href="data:," />');
}

if (import.meta.main) {
  const [text = ''] = await inChromium([process.argv.slice(2) as unknown as Call]);
  process.stdout.write(text);
}
