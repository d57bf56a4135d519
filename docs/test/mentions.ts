// What the repository's own texts name: ids, packages, files, commands. Tests look whether each exists.

import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../../', import.meta.url));

export const pages: readonly string[] = filesOf([
  '*.md',
  '.changeset/*.md',
  'packages/*/README.md',
  'conformance/README.md',
  'conformance/golden/README.md',
  'docs/**/*.md',
]);

export const sources: readonly string[] = filesOf([
  'packages/*/src/**/*.ts',
  'packages/*/examples/**/*.{ts,js,html}',
  'conformance/src/**/*.ts',
  'conformance/golden/*.ts',
  'conformance/template/*.mjs',
  'docs/{contract,contribute,examples,site}/*.ts',
  'docs/.vitepress/*.ts',
  'docs/.vitepress/theme/**/*.{ts,vue}',
]);

/** They make names up, to see them refused; but no clause. */
export const tests: readonly string[] = filesOf(['{docs,conformance,packages/*}/test/**/*.ts']);

/** They speak of other people's files too. */
export const adapters: readonly string[] = filesOf([
  'conformance/adapters/*/{src,test}/*.ts',
  'conformance/adapters/*/known/*.json',
  'conformance/adapters/**/*.{mjs,py}',
]);

export interface Mention {
  readonly name: string;
  /** file:line */
  readonly place: string;
  readonly file: string;
}

/** Every match of a pattern in files, line by line: its first group is the name. */
export function mentionsIn(files: readonly string[], pattern: RegExp): readonly Mention[] {
  return files.flatMap((file) =>
    readFileSync(`${root}${file}`, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        Array.from(line.matchAll(pattern), ([, name = '']) => ({
          name,
          place: `${file}:${index + 1}`,
          file,
        })),
      ),
  );
}

/** Mentions of what is not there, as lines to read. */
export function missing(
  mentions: readonly Mention[],
  exists: (mention: Mention) => boolean,
): readonly string[] {
  return mentions
    .filter((mention) => !exists(mention))
    .map(({ place, name }) => `${place} names ${name}`);
}

/** Files of this checkout, from its root. */
export function filesOf(patterns: readonly string[]): string[] {
  const exclude = [
    '**/node_modules/**',
    '**/dist/**',
    '**/.reports/**',
    '**/.venv/**',
    'docs/api/**',
  ];
  return globSync(patterns, { cwd: root, exclude }).toSorted();
}
