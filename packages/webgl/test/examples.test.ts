// The pages under ../examples, as a user who copies them runs them.

import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { build, preview } from 'vite';
import { expect, test } from 'vitest';
import { browserWith } from './harness/browser.ts';

const examples = fileURLToPath(new URL('../examples', import.meta.url));
const packages = fileURLToPath(new URL('../..', import.meta.url));
const [all, last, c] = [[0.00767819, 0.01597687, 0.02480672], [0.02480672], [0.0486485]];

/** What the article prints, and for the GRU what the reference computes (docs/examples/article.ts). */
const article: readonly [call: string, ...outputs: number[][]][] = [
  ['lstm, returnSequences', all],
  ['lstm', last],
  ['lstm, returnState', last, last, c],
  ['lstm, both', all, last, c],
  ['gru, both', [0.01481556, 0.02755804, 0.03920874], [0.03920874]],
];

test('plain HTML and an ES module', async () => {
  await using site = await serveFolder();
  expect(await read(site.url)).toEqual(expected());
});

test('Vite, beside TensorFlow.js', async () => {
  await using site = await buildWithVite();
  expect(await read(site.url)).toEqual(expected());
});

/** Rounded to the seventh decimal, which float32 sums of three steps leave alone. */
function expected(): readonly string[] {
  return article.flatMap(([call, ...outputs]) =>
    outputs.map((numbers) => {
      const shape = numbers.length === 3 ? '[1, 3, 1]' : '[1, 1]';
      return `${call}: ${shape} ${numbers.map((value) => value.toFixed(7)).join(' ')}`;
    }),
  );
}

/** The lines that a page prints, with their numbers rounded. */
async function read(url: string): Promise<readonly string[]> {
  const page: Page = await (await browserWith()).newPage();
  try {
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(url);
    await page.waitForSelector('body[data-done]', { timeout: 30_000 }).catch((error: unknown) => {
      throw new Error(errors.join('\n'), { cause: error });
    });
    expect(errors).toEqual([]);
    expect(await page.textContent('#renderer')).not.toBe('');
    const text = (await page.textContent('#output')) ?? '';
    const rounded = text.replaceAll(/\d+\.\d+/g, (number) => Number(number).toFixed(7));
    return rounded.trim().split('\n');
  } finally {
    await page.close();
  }
}

interface Served extends AsyncDisposable {
  readonly url: string;
}

/** Files as they are; the packages stand where npm puts them. */
async function serveFolder(): Promise<Served> {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
  const server = createServer(({ url = '/' }, response) => {
    const path = url === '/' ? '/index.html' : url;
    const [, inPackages] = path.split('/node_modules/@gatefold/');
    const file =
      inPackages === undefined ? join(examples, 'plain', path) : join(packages, inPackages);
    response.setHeader('Content-Type', types[extname(file)] ?? 'text/plain');
    createReadStream(file)
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function buildWithVite(): Promise<Served> {
  const outDir = await mkdtemp(join(tmpdir(), 'gatefold-example-'));
  const common = { configFile: false, logLevel: 'error', root: join(examples, 'vite') } as const;
  const output = { outDir, emptyOutDir: true, target: 'esnext', chunkSizeWarningLimit: 10_000 };
  await build({ ...common, build: output });
  const server = await preview({ ...common, build: { outDir }, preview: { port: 0 } });
  return {
    url: server.resolvedUrls?.local[0] ?? '',
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
