// In Chromium: the whole suite; and pages whose Content-Security-Policy allows WebAssembly, and does not.

import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@gatefold/conformance/playwright-core';
import { build } from 'vite';
import { beforeAll, expect, test, vi } from 'vitest';
import { expectedChecksums } from './checksums.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

const folder = fileURLToPath(new URL('..', import.meta.url));

test('every case passes in Chromium', async () => {
  const { code, output } = await run(['run', './dist/index.js', '--browser', '--timeout', '600']);
  expect(output).toMatch(/^\d+ passed, 0 failed, 0 unsupported/m);
  expect(output).toContain('simd: relaxed');
  expect(code).toBe(0);
});

let script: string;
beforeAll(async () => {
  const entry = fileURLToPath(new URL('pages/main.ts', import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'esnext',
      lib: { entry, formats: ['es'], fileName: 'main' },
    },
  });
  const [first] = (Array.isArray(result) ? result : [result]) as {
    output: readonly { code: string }[];
  }[];
  script = first?.output[0]?.code as string;
});

test('a policy that allows WebAssembly and no eval is enough; bits are those of every machine', async () => {
  const told = await reportUnder("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
  expect(told).toEqual(expectedChecksums);
});

test('a policy that forbids WebAssembly is named', async () => {
  expect(await reportUnder("default-src 'none'; script-src 'self'")).toEqual({
    code: 'RNN_UNSUPPORTED',
    message: expect.stringMatching(
      /^wasm: WebAssembly may not be compiled here, got .*; add 'wasm-unsafe-eval' to script-src/,
    ),
  });
});

/** What the page says under a policy. */
async function reportUnder(policy: string): Promise<unknown> {
  const server = createServer(({ url }, response) => {
    const isScript = url === '/main.js';
    response.setHeader('content-security-policy', policy);
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<script type="module" src="/main.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => document.title !== '');
    return JSON.parse(await page.title());
  } finally {
    await browser.close();
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
