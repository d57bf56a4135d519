// In Chromium: the suite's cases of an engine; and pages whose Content-Security-Policy allows WebAssembly, and does not.

import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@gatefold/conformance/playwright-core';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isWhole, seedOfDay, turnOf } from '../../workspace/src/of-the-day.ts';
import { expectedChecksums } from './checksums.ts';
import { ofEngines, runs } from './runs.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

const folder = fileURLToPath(new URL('..', import.meta.url));

test('the cases of an engine pass in Chromium, a half of them a day', async () => {
  const options = [
    '--browser',
    '--timeout',
    '600',
    '--runs',
    String(runs),
    '--seed',
    String(seedOfDay),
    '--only',
    ...ofEngines,
    ...(isWhole ? [] : ['--shard', `${turnOf(2) + 1}/2`]),
  ];
  const { code, output } = await run(['run', './dist/index.js', ...options]);
  expect(output).toMatch(/ 0 failed, 0 unsupported/);
  expect(output).toContain('simd: relaxed');
  expect(code).toBe(0);
});

/** The page's script, and the worker's. */
const files = new Map<string, string | Uint8Array>();
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
  const input = fileURLToPath(new URL('pages/main.ts', import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: 'error',
    base: './',
    build: {
      write: false,
      target: 'esnext',
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input, output: { entryFileNames: 'main.js' } },
    },
  });
  for (const { output } of [result].flat() as { output: readonly OutputFile[] }[]) {
    for (const { fileName, code, source } of output)
      files.set(`/${fileName}`, code ?? source ?? '');
  }
});

afterAll(() => browser.close());

interface OutputFile {
  readonly fileName: string;
  readonly code?: string;
  readonly source?: string | Uint8Array;
}

test('a policy that allows WebAssembly and no eval is enough; bits are those of every machine', async () => {
  const told = await report({
    'content-security-policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
  });
  expect(told).toEqual(expectedChecksums);
});

test('a policy that forbids WebAssembly is named', async () => {
  const policy = { 'content-security-policy': "default-src 'none'; script-src 'self'" };
  expect(await report(policy)).toEqual({
    code: 'RNN_UNSUPPORTED',
    message: expect.stringMatching(
      /^wasm: WebAssembly may not be compiled here, got .*; add 'wasm-unsafe-eval' to script-src/,
    ),
  });
});

test('an isolated page has threads, with the bits of one', async () => {
  const headers = {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  };
  expect(await report(headers, '?threads')).toEqual({ threads: '2', same: 10 });
});

test('a page that is not isolated has one thread, and says why', async () => {
  expect(await report({}, '?threads')).toEqual({
    threads: expect.stringContaining('COOP and COEP'),
    same: 10,
  });
});

/** What the page says when it is sent with these headers. */
async function report(headers: Readonly<Record<string, string>>, search = ''): Promise<unknown> {
  const server = createServer(({ url }, response) => {
    const file = files.get(url ?? '');
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript');
    response.end(file ?? '<script type="module" src="/main.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const page = await browser.newPage();
  try {
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/${search}`);
    await page.waitForFunction(() => document.title !== '');
    return JSON.parse(await page.title());
  } finally {
    await page.close();
    server.close();
  }
}

function run(command: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const program = 'node_modules/.bin/gatefold-conformance';
    const child = execFile(program, command, { cwd: folder }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` });
    });
  });
}
