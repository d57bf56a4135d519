// Modules in a real browser: the same cases, the same report, and a page that hangs is a result.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { browserHost } from '../src/browser/browser-host.ts';
import { findChromium } from '../src/browser/find-browser.ts';
import { failuresOf } from '../src/report/report.ts';
import { runOn } from '../src/run-on.ts';
import type { Host } from '../src/hosts/host.ts';
import { HarnessError } from '../src/harness-error.ts';
import { launchChromium, rendererOf } from '../src/playwright-core.ts';
import { ofTheDay } from '../../packages/workspace/src/of-the-day.ts';
import { oneChromium } from './fixtures/one-chromium.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

const chromium = oneChromium();
const open = (module: string): Promise<Host> => chromium(join(fixtures, module));

/** In a Chromium of its own, which is closed with whatever hangs there. */
async function openAlone(module: string, timeout = 20_000): Promise<Host> {
  const host = await browserHost(join(fixtures, module), { timeout });
  onTestFinished(() => host.close());
  return host;
}

describe('a module in a headless Chromium', { timeout: 60_000 }, () => {
  test('is granted levels, goldens included, and the report says where it ran', async () => {
    const levels = ofTheDay(['core', 'masking', 'stateful'] as const, 3);
    const report = await runOn(await openAlone('plain-backend.ts'), { levels, runs: 3 });
    expect(failuresOf(report.results)).toEqual([]);
    expect(report.results.some(({ id }) => id.startsWith('golden/'))).toBe(true);
    expect(report.granted).toEqual(Object.fromEntries(levels.map((level) => [level, true])));
    expect(report.backend.through).toBe('browser');
    expect(report.environment['browser']).toMatch(/^Chromium \d+/);
    expect(report.environment['renderer']).toContain('SwiftShader');
  });

  test('finds WebGL2 with float targets and WebGPU there', async () => {
    const host = await open(join('browser', 'gpu-backend.ts'));
    expect(host.backend.environment).toMatchObject({
      renderer: expect.stringContaining('SwiftShader'),
      floatTargets: 'true',
      webgpu: expect.stringMatching(/\w/),
    });
  });

  test('that hangs is a timeout, and the next case finds a new page', async () => {
    const host = await openAlone(join('broken', 'page-hangs.mjs'), 1500);
    const only = ['supports/cells/*'];
    const { results } = await runOn(host, { only });
    const byId = Object.fromEntries(results.map((result) => [result.id, result]));
    expect(byId['supports/cells/gru']).toMatchObject({
      status: 'timeout',
      message: 'no answer in 1.5 s; --timeout gives it longer',
      printed: expect.stringContaining('running a gru'),
    });
    expect(byId['supports/cells/simpleRNN']?.status).toBe('pass');
    expect(byId['supports/cells/lstm']?.status).toBe('pass');
  });

  test('that leaves its page is a crash, and the next case finds a new page', async () => {
    const host = await open(join('broken', 'page-leaves.mjs'));
    const { results } = await runOn(host, { only: ['supports/cells/*'] });
    const byId = Object.fromEntries(results.map((result) => [result.id, result]));
    expect(byId['supports/cells/gru']).toMatchObject({
      status: 'crashed',
      message: "the backend's page has gone to another",
    });
    expect(byId['supports/cells/lstm']?.status).toBe('pass');
  });

  test('with wrong numbers fails with them, and with what they look like', async () => {
    const host = await open(join('broken', 'page-wrong.ts'));
    const { results } = await runOn(host, { only: ['golden/cells/lstm/*/none'] });
    const failed = results.filter(({ status }) => status === 'fail');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.some(({ comparison }) => comparison !== undefined)).toBe(true);
    expect(failed.flatMap(({ looksLike = [] }) => looksLike).join()).toContain('transposed');
  });

  test.each([
    ['no-default.mjs', 'has no default export'],
    ['throws-early.mjs', 'the function that makes the backend threw: no adapter'],
  ])('%s gives no backend: %s', async (module, message) => {
    await expect(open(join('broken', module))).rejects.toThrow(message);
  });
});

describe('a driver that is asked for', { timeout: 60_000 }, () => {
  test("Mesa's draws, with float targets, and the report names it", async () => {
    const module = join(fixtures, 'browser', 'gpu-backend.ts');
    const host = await browserHost(module, { timeout: 20_000, driver: 'mesa' });
    onTestFinished(() => host.close());
    const { environment } = await runOn(host, { only: ['article/*'] });
    expect(environment['renderer']).toContain('llvmpipe');
    expect(host.backend.environment).toMatchObject({ floatTargets: 'true' });
  });

  test('the GPU draws, or it is an error that names what came instead', async () => {
    const renderer = await launchChromium({ driver: 'gpu' }).then(
      async (browser) => {
        onTestFinished(() => browser.close());
        return rendererOf(browser);
      },
      (error: unknown) => {
        expect(error).toBeInstanceOf(HarnessError);
        return (error as Error).message;
      },
    );
    const isSoftware = /SwiftShader|llvmpipe|no WebGL2/.test(renderer);
    expect(renderer.startsWith('driver gpu: got ')).toBe(isSoftware);
  });

  test('Mesa that is not there is an error that says what to install', async () => {
    // Its loader then finds no driver of any vendor.
    vi.stubEnv('__EGL_VENDOR_LIBRARY_DIRS', '/nowhere');
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(launchChromium({ driver: 'mesa' })).rejects.toThrow(
      /^driver mesa: got .*; install Mesa/,
    );
  });
});

test('a module that is no JavaScript is not bundled', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatefold-broken-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'syntax.mjs');
  writeFileSync(file, 'export default () => {');
  const opening = browserHost(file, { timeout: 20_000 });
  await expect(opening).rejects.toThrow(`${file} could not be bundled`);
});

test('a browser that a person opens is waited for, and is asked like any other', async () => {
  let hosting: Promise<Host> | undefined;
  const address = new Promise<string>((resolve) => {
    const announce = ([first = '']: readonly string[]): void => resolve(first);
    const options = { timeout: 20_000, announce };
    hosting = browserHost(join(fixtures, 'plain-backend.ts'), options);
  });
  const person = await launchChromium();
  onTestFinished(() => person.close());
  const page = await person.newPage();
  await page.goto(await address);
  const host = (await hosting) as Host;
  onTestFinished(() => host.close());
  const { results } = await runOn(host, { only: ['article/*'] });
  expect(results.map(({ status }) => status)).toEqual(results.map(() => 'pass'));
  await page.getByRole('status').waitFor();
});

describe('a machine without a browser', () => {
  test('is told what to install', () => {
    const looking = () => findChromium('/nowhere/chrome', { PATH: '/nowhere' });
    expect(looking).toThrow('found no Chromium on this machine; install one');
  });

  test('is told that GATEFOLD_CHROMIUM names none', () => {
    const looking = () => findChromium('', { GATEFOLD_CHROMIUM: '/nowhere/chrome' });
    expect(looking).toThrow("GATEFOLD_CHROMIUM: must be the path of a browser, got '/nowhere/ch");
  });
});
