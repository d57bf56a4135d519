// The API reference has every name that a door exports, on the page of that door.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { doors } from '../../site/doors.ts';

const reference = join(import.meta.dirname, '..', '..', 'api');

// One for all doors, which share most of what they read.
const program = ts.createProgram(
  doors.map(({ file }) => file),
  { skipLibCheck: true, module: ts.ModuleKind.NodeNext },
);
const checker = program.getTypeChecker();

/** What TypeScript says that a module exports. */
function exportsOf(file: string): string[] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile);
  return checker.getExportsOfModule(module as ts.Symbol).map(({ name }) => name);
}

test('there are doors of every published package', () => {
  const packages = new Set(doors.map(({ page }) => page.split('-')[0]));
  expect([...packages]).toEqual(
    expect.arrayContaining(['contract', 'cpu', 'webgl', 'conformance']),
  );
});

test.for(doors)('$name is shown whole', { timeout: 60_000 }, ({ file, page, purpose }) => {
  const text = readFileSync(join(reference, `${page}.md`), 'utf8');
  expect(text).toContain(purpose);
  const names = exportsOf(file);
  expect(names.length).toBeGreaterThan(0);
  const missing = names.filter((name) => !new RegExp(`^### .*\\b${name}\\b`, 'm').test(text));
  expect(missing.filter((name) => name !== 'default')).toEqual([]);
});
