// Every file that a page or a comment names is there, and every link of a page leads somewhere.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';
import { expect, test } from 'vitest';
import { linksOf, slugOf } from '../../packages/workspace/src/links.ts';
import { filesOf, mentionsIn, missing, pages, root, sources } from './mentions.ts';

const all = filesOf([
  '*',
  '.changeset/*',
  'docs/.vitepress/**/*',
  '{docs,conformance,packages}/**/*',
]);

/** Not of this checkout: of other projects, of the reader's own, or written when they are needed. */
const foreign = new Set([
  'docs/Versioning.md', // of ONNX
  'js/web/lib/wasm/wasm-core-impl.ts', // of ONNX Runtime
  '../src/index.ts', // of a reader's own backend
  './suite-worker.ts', // and page
  'own-doors.ts', // what the packed packages' test writes
  'peer-doors.ts',
]);
const isBuilt = (name: string): boolean => /(^|\/)(dist|\.reports|\.venv)(\/|$)/.test(name);

test('every path of ours is there', () => {
  // TypeScript and Markdown are ours unless the list above says otherwise; Python is mostly Keras's.
  const path =
    /(?<![\w./*$@:-])((?:\.\.?\/)*[\w*-][\w.*-]*(?:\/[\w.*-]+)*\.(?:ts|md)(?![\w*])|(?:packages|conformance|docs)\/[\w*][\w./*-]*\w)/g;
  const mentions = mentionsIn([...pages, ...sources], path);
  expect(mentions.length).toBeGreaterThan(500);
  expect(
    missing(
      mentions,
      ({ name, file }) => foreign.has(name) || isBuilt(name) || isThere(name, file),
    ),
  ).toEqual([]);
});

test('every link leads to a file, and to a heading of it', () => {
  const links = pages.flatMap((file) =>
    linksOf(readFileSync(`${root}${file}`, 'utf8')).map(({ path, anchor, line }) => ({
      name: `${path}#${anchor}`,
      place: `${file}:${line}`,
      file,
    })),
  );
  expect(links.length).toBeGreaterThan(50);
  expect(
    missing(links, ({ name, file }) => {
      const [path = '', anchor = ''] = name.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      return existsSync(join(root, target)) && (anchor === '' || anchorsOf(target).has(anchor));
    }),
  ).toEqual([]);
});

/** Beside the file that names it, from the root, or the end of a path: `cells.ts`, `golden/load.ts`, `check-*.ts`. */
function isThere(name: string, file: string): boolean {
  if (name.startsWith('.')) return existsSync(join(root, dirname(file), name));
  if (name.includes('*')) return all.some((path) => matchesGlob(path, `**/${name}`));
  return all.some((path) => `/${path}/`.includes(`/${name}/`));
}

/** As GitHub makes them of headings, and as a page writes them itself. */
function anchorsOf(page: string): ReadonlySet<string> {
  const file = page.endsWith('.md') ? page : join(page, 'README.md');
  const text = readFileSync(join(root, file), 'utf8');
  const headings = Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading = '']) => slugOf(heading));
  return new Set([
    ...headings,
    ...Array.from(text.matchAll(/ id="([^"]+)"/g), ([, id = '']) => id),
  ]);
}
