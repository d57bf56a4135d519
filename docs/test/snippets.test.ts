// Every block of code in the READMEs, the pages and the docstrings compiles, and runs, a sixth of them each day, and is what
// its comments say.

import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import ts from 'typescript';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { ofTheDay } from '../../packages/workspace/src/of-the-day.ts';
import { sharedBrowser } from './browser.ts';
import { runInPage } from './page-program.ts';
import { programOf, run, statedOutput } from './program.ts';
import { type Snippet, snippetsOfMarkdown, snippetsOfSource } from './snippets.ts';

// As long as a program may take; see program.ts.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await sharedBrowser();
});

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Inside this package, so that imports resolve as they do for its dependents. */
const folder = join(root, 'docs/.reports/snippets');
const pages = ['*.md', 'packages/*/README.md', 'conformance/README.md', 'docs/**/*.md'];
const sources = ['packages/*/src/**/*.ts', 'conformance/src/**/*.ts'];

const snippets = [
  ...filesOf(pages).flatMap((file) => snippetsOfMarkdown(file, read(file))),
  ...filesOf(sources).flatMap((file) => snippetsOfSource(file, read(file))),
];
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const programs = snippets
  .filter(({ runsIn }) => runsIn !== null)
  .map((snippet) => ({ snippet, place: `${snippet.file}:${snippet.line}`, ...write(snippet) }));
const checked = programs.reduce((sum, program) => sum + program.checks, 0);
const fragments = snippets.length - programs.length;

describe.concurrent(
  `${programs.length} programs, ${checked} values, ${fragments} fragments`,
  () => {
    test.for(ofTheDay(programs, 6))('$place', async ({ place, path, snippet }) => {
      const printed = await (snippet.runsIn === 'page'
        ? runInPage(browser, path)
        : run(path, dirname(join(root, snippet.file))));
      const stated = statedOutput(snippet.code) ?? '';
      expect(printed, `what ${place} prints stands below a // prints: in it`).toBe(stated);
    });
  },
);

test('programs in TypeScript are well typed', () => {
  const paths = programs.map(({ path }) => path).filter((path) => path.endsWith('.ts'));
  const program = ts.createProgram(paths, {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    types: ['node'],
  });
  const complaints = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const row = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
    const place = programs.find(({ path }) => path === file?.fileName)?.snippet.file;
    return `${place}:${row + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  expect(complaints).toEqual([]);
});

function filesOf(patterns: string[]): string[] {
  // The API reference is made of docstrings, whose examples are run as such.
  const exclude = ['**/node_modules/**', '**/dist/**', '**/.reports/**', 'docs/api/**'];
  return globSync(patterns, { cwd: root, exclude }).toSorted();
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function write(snippet: Snippet): { path: string; checks: number } {
  const name = `${snippet.file.replaceAll(/[/\\]/g, '.')}.${snippet.line}.${snippet.language}`;
  const checker = snippet.runsIn === 'page' ? 'page-value' : 'value';
  const { text, checks } = programOf(snippet, `../../test/${checker}.ts`);
  const path = join(folder, name);
  writeFileSync(path, text);
  return { path, checks };
}
