// The reports that pages print are what the commands above them print.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { ofTheDay } from '../../packages/workspace/src/of-the-day.ts';
import { root } from './mentions.ts';

vi.setConfig({ testTimeout: 60_000 });

const cli = join(root, 'conformance', 'dist', 'cli.js');

/** What the suite prints; a failing run has printed it too. */
async function printedBy(args: readonly string[]): Promise<string> {
  const options = { env: { ...process.env, NO_COLOR: '1' }, maxBuffer: 2 ** 24 };
  try {
    return (await promisify(execFile)(process.execPath, [cli, ...args], options)).stdout;
  } catch (error) {
    const { code, stdout } = error as { code?: unknown; stdout?: string };
    if (code !== 1 || stdout === undefined) throw error;
    return stdout;
  }
}

/** The lines of a page's blocks of one language. */
function linesOf(page: string, language: string): readonly string[] {
  const text = readFileSync(join(root, 'docs', 'backends', `${page}.md`), 'utf8');
  const blocks = text.matchAll(new RegExp('```' + language + String.raw`\n(.*?)\n` + '```', 'gs'));
  return Array.from(blocks, ([, block = '']) => block.split('\n')).flat();
}

const withoutTime = (text: string): string => text.replaceAll(/ in \d+\.\d s\b/g, '');

// A diagnosis may take a third of the run's time, so that a machine that is busy at the wrong moment names less.
test('the report that is read line by line', { retry: 3 }, async () => {
  const commands = linesOf('read-a-report', 'sh').filter((line) => line.includes(' mutant:'));
  expect(commands).toHaveLength(3);
  const args = commands.map((line) => line.replaceAll("'", '').split(' ').slice(2));
  const printed: string[] = [];
  for (const one of args) printed.push(...withoutTime(await printedBy(one)).split('\n'));
  const lines = linesOf('read-a-report', 'text').map(withoutTime);
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
});

// Every third day: the whole suite takes ten seconds.
const written = ofTheDay(['my-backend.mjs'], 3);

test.each(written)('the verdict on the backend that init writes, %s', async (file) => {
  const backend = join(root, 'conformance', 'template', file);
  const printed = await printedBy(['run', backend, '--runs', '3']);
  expect(printed.trimEnd().split('\n').at(-1)).toBe(linesOf('run-the-suite', 'text').join('\n'));
});
