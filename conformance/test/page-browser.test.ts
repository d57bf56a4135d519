// The suite in a page that knows nothing of Node: bundled by Vite as its author would, and served as plain files.

import { mkdtemp, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { build, type Plugin, preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PageOptions } from '../src/page.ts';
import { levels } from '../src/case.ts';
import { launchChromium } from '../src/playwright-core.ts';
import { parseReport } from '../src/report/parse-report.ts';
import type { Report } from '../src/report/report.ts';
import { runSuite } from '../src/run-suite.ts';
import { isWhole, ofTheDay } from '../../packages/workspace/src/of-the-day.ts';
import type { SuitePage, StartName } from './fixtures/page/main.ts';
import plain from './fixtures/plain-backend.ts';

const source = join(import.meta.dirname, 'fixtures', 'page');
const builtins: string[] = [];

/** Notes who asks for what only Node has: a bundle for pages would hold something empty in its place. */
const noteBuiltins: Plugin = {
  name: 'note-builtins',
  enforce: 'pre',
  resolveId(name, importer) {
    if (isBuiltin(name)) builtins.push(`${importer} imports ${name}`);
  },
};

let folder: string;
let server: PreviewServer;
let browser: Awaited<ReturnType<typeof launchChromium>>;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatefold-page-'));
  const common = { configFile: false, logLevel: 'error', root: source } as const;
  const plugins = [noteBuiltins];
  await build({
    ...common,
    plugins,
    worker: { format: 'es', plugins: () => plugins },
    build: { outDir: folder, target: 'esnext', minify: false, modulePreload: false },
  });
  server = await preview({ ...common, build: { outDir: folder }, preview: { port: 0 } });
  browser = await launchChromium();
  page = await browser.newPage();
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await page.waitForFunction(() => 'suite' in globalThis);
});

afterAll(async () => {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the suite in the page, and reads the report that comes of it. */
async function run(name: StartName, options: PageOptions = {}, stopAfter = Infinity) {
  const given = [name, options, stopAfter] as const;
  const { text, ...seen } = await page.evaluate(
    (all) => (globalThis as unknown as { suite: SuitePage }).suite.run(...all),
    given,
  );
  return { ...seen, report: parseReport(text, 'page') };
}

const verdicts = ({ results }: Report) => results.map(({ id, status }) => [id, status]);

test('imports nothing that only Node has', () => {
  expect(builtins).toEqual([]);
});

/** The whole suite in `pnpm test:all`, otherwise a level of it. */
const part = isWhole ? {} : { levels: ofTheDay(levels, levels.length) };

describe('the suite in a page', () => {
  let inNode: Report;

  beforeAll(async () => {
    inNode = await runSuite(plain(), { ...part, runs: 3 });
  });

  test.each(['plain', 'plain in a worker'] as const)(
    'comes to the verdicts that Node comes to, told case by case: %s',
    async (name) => {
      const { report, told } = await run(name, { ...part, runs: 3 });
      expect(verdicts(report)).toEqual(verdicts(inNode));
      expect(report.granted).toEqual(inNode.granted);
      expect(report.backend).toEqual({ ...inNode.backend, through: 'browser' });
      expect(report.environment['browser']).toContain('Chrome/');
      expect(told).toEqual(report.results.map(({ id }) => id));
    },
  );
});

test('the page draws between cases that run in its own thread', async () => {
  // Laws fetch nothing, which would give the thread away, too.
  const only = ['law/mask/*', 'law/history/*', 'law/stateful/*'];
  const { report, frames } = await run('plain', { only, runs: 10 });
  expect(report.results.length).toBeGreaterThan(10);
  // Before the first case, and after the last one.
  expect(frames).toBeGreaterThan(2);
});

test('a run that is stopped ends the worker, and its report says how far it came', async () => {
  const { report } = await run('plain in a worker', { levels: ['core'] }, 20);
  expect(report.results).toHaveLength(20);
  expect(report.stopped?.chosen).toBeGreaterThan(20);
  expect(report.granted).toEqual({});
});

test('a worker that hangs is ended: a timeout, and the next case finds a new one', async () => {
  const { report } = await run('hangs in a worker', { only: ['supports/cells/*'], timeout: 1 });
  expect(Object.fromEntries(verdicts(report))).toMatchObject({
    'supports/cells/gru': 'timeout',
    'supports/cells/simpleRNN': 'pass',
    'supports/cells/lstm': 'pass',
  });
});

test('a worker that makes no backend says why', async () => {
  await expect(run('throws in a worker')).rejects.toThrow('threw: no adapter');
});
