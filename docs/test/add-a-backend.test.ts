// The backend on the page for authors of backends, saved as its reader would save it and, every fourth day, run as the page
// says; report-pages.test.ts has the whole suite judge it every third.

import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ofTheDay } from '../../packages/workspace/src/of-the-day.ts';
import { snippetsOfMarkdown } from './snippets.ts';

const page = join('backends', 'add-a-backend.md');
const docs = join(import.meta.dirname, '..');
// Inside docs, so that the packages are found; git ignores it.
const folder = join(docs, '.reports', 'add-a-backend');
const file = join(folder, 'my-backend.mjs');

beforeAll(async () => {
  const [backend] = snippetsOfMarkdown(page, await readFile(join(docs, page), 'utf8'));
  await mkdir(folder, { recursive: true });
  await writeFile(file, backend?.code ?? '');
});
afterAll(() => rm(folder, { recursive: true }));

const levels = ofTheDay(['core'], 4);

test.each(levels)(
  'the minimal backend is granted the %s level by the command that the page gives',
  async (level) => {
    const cli = join(docs, 'node_modules', '@gatefold', 'conformance', 'dist', 'cli.js');
    const command = [cli, 'run', file, '--level', level];
    const { stdout } = await promisify(execFile)(process.execPath, command, {
      env: { ...process.env, NO_COLOR: '1' },
    });
    expect(stdout).toContain(`levels granted: ✓ ${level}`);
  },
  120_000,
);

test('it is what init writes', async () => {
  const template = join(docs, '..', 'conformance', 'template', 'my-backend.mjs');
  expect(await readFile(file, 'utf8')).toBe((await readFile(template, 'utf8')).trimEnd());
});

test('it is about forty lines', async () => {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  expect(lines.length).toBeLessThan(60);
});
