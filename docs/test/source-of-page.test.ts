// "Mend this page" leads to a file that is there, and that no program writes.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backends } from '../site/backends.ts';
import { packagePages } from '../site/package-pages.ts';
import { sourceOf } from '../site/source-of-page.ts';
import { filesOf, root } from './mentions.ts';

const written = filesOf([
  'docs/{article,backends,benchmarks,compatibility,contract,contribute,guides,start}/*.md',
]).map((file) => ({ filePath: file.slice('docs/'.length), params: {} }));
const ofPackages = packagePages(backends).map(({ params }) => ({
  filePath: 'packages/[id].md',
  params,
}));

test('every page that people write has its source, and no other has one', () => {
  const sources = [...written, ...ofPackages].map((page) => sourceOf(page));
  const mended = sources.filter((source) => source !== null);
  expect(mended.filter((source) => !existsSync(join(root, source)))).toEqual([]);
  expect(
    mended.filter((source) => readFileSync(join(root, source), 'utf8').includes('; do not edit.')),
  ).toEqual([]);
  expect(mended.length).toBeGreaterThan(30);
});

test.each([
  ['start/install.md', 'docs/start/install.md'],
  ['contribute/index.md', 'CONTRIBUTING.md'],
  ['contract/clauses.md', null],
  ['no-such-page.md', null],
])('%s is mended in %s', (filePath, source) => {
  expect(sourceOf({ filePath, params: {} })).toBe(source);
});

test('the page of a package is mended in its README', () => {
  expect(ofPackages.map((page) => sourceOf(page))).toContain('packages/webgl/README.md');
});
