// Every command that a page or a message gives can be given: scripts, tasks, and the suite's own command line.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesOf, mentionsIn, missing, pages, root, sources } from './mentions.ts';

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

const readManifest = (file: string): Manifest =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;

/** What pnpm and npm do themselves. */
const builtIn = new Set(['add', 'audit', 'init', 'install', 'test', 'start', 'pack', 'run']);

test('every script of pnpm and npm is one of the root', () => {
  const { scripts = {} } = readManifest('package.json');
  // In code: at the start of a line, or after a backquote or a prompt.
  const script = mentionsIn([...pages, ...sources], /(?:^|`|&& )p?npm (?:run )?([a-z][a-z:-]*)/g);
  expect(script.length).toBeGreaterThan(15);
  expect(missing(script, ({ name }) => builtIn.has(name) || name in scripts)).toEqual([]);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']));
});

test('every script of a package is one of that package', () => {
  const packages = filesOf([
    '{docs,conformance}/package.json',
    '{packages,conformance/adapters}/*/package.json',
  ]).map(readManifest);
  const filtered = mentionsIn(pages, /pnpm --filter (@gatefold\/[\w-]+ [\w:-]+)/g);
  expect(filtered.length).toBeGreaterThan(0);
  expect(
    missing(filtered, ({ name }) => {
      const [owner, script = ''] = name.split(' ');
      return packages.some(({ name: own, scripts = {} }) => own === owner && script in scripts);
    }),
  ).toEqual([]);
});

test('every task of turbo is one', () => {
  const tasks = readFileSync(join(root, 'turbo.json'), 'utf8');
  const mentions = mentionsIn(pages, /turbo run ([\w:-]+)/g);
  expect(mentions.length).toBeGreaterThan(0);
  expect(missing(mentions, ({ name }) => tasks.includes(`"${name}": {`))).toEqual([]);
});

// It starts the command once for each of its commands.
test('every command and option of gatefold-conformance is one', { timeout: 60_000 }, () => {
  const cli = join(root, 'conformance', 'dist', 'cli.js');
  const helps = new Map<string, string>();
  const helpOf = (command: string): string => {
    const known =
      helps.get(command) ??
      execFileSync(process.execPath, [cli, 'help', command], { encoding: 'utf8' });
    helps.set(command, known);
    return known;
  };
  const commands = /^Commands:(.*)/ms.exec(helpOf(''))?.[1] ?? '';
  const lines = mentionsIn(
    [...pages, ...sources],
    /gatefold-conformance ([a-z][a-z-]*(?![^\s`]).*)/g,
  );
  expect(lines.length).toBeGreaterThan(20);
  expect(
    missing(lines, ({ name }) => {
      // As far as the line is a command: a comment, a backquote or an inner command ends it.
      const [words = ''] = name.split(/[`#]|--exec/);
      const [command = '', ...rest] = words.trim().split(/\s+/);
      if (!new RegExp(`^  ${command}( |$)`, 'm').test(commands)) return false;
      const options = rest.filter((word) => word.startsWith('--'));
      return options.every((option) => new RegExp(`${option}\\b`).test(helpOf(command)));
    }),
  ).toEqual([]);
});
