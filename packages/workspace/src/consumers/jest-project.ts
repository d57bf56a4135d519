// jest, set up as the page on installing says: its configuration and its test are taken from there.

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { snippetsOfMarkdown } from '../../../../docs/test/snippets.ts';
import { root } from '../../setup.mjs';
import { failedRow, passedRow, type Row } from '../step.ts';
import type { Installed } from './installed.ts';
import { machineNode, useIn } from './machine.ts';

const page = join('docs', 'start', 'install.md');
const modules = join(root, 'packages', 'workspace', 'node_modules');

/** What the page has installed with jest, here from this checkout. */
const tools = ['babel-jest', '@babel/core', '@babel/plugin-transform-modules-commonjs'];

export async function jestRow({ what, folder }: Installed): Promise<Row> {
  const name = `${what}: jest`;
  const blocks = snippetsOfMarkdown(page, readFileSync(join(root, page), 'utf8'));
  const config = blocks.find(({ code }) => code.startsWith('// jest.config.js'));
  const test = blocks.find(({ code }) => /^test\(/m.test(code));
  if (!config || !test) return failedRow(name, `${page} has no jest.config.js or no test`);
  writeFileSync(join(folder, 'jest.config.js'), config.code);
  writeFileSync(join(folder, 'lstm.test.js'), test.code);
  for (const tool of tools) {
    const link = join(folder, 'node_modules', tool);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(modules, tool), link);
  }
  const { ok, output } = await useIn(folder)(machineNode, join(modules, 'jest', 'bin', 'jest.js'));
  return ok ? passedRow(name) : failedRow(name, output);
}
