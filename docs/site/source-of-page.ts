// Where a page is mended: in its own file, or in the one that it shows.

import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { PageData } from 'vitepress';

const docs = join(import.meta.dirname, '..');

/** @returns a path from the repository's root; null where a program wrote the page, and would write over what is mended */
export function sourceOf({
  filePath,
  params,
}: Pick<PageData, 'filePath' | 'params'>): string | null {
  const given: unknown = params?.['source'];
  if (typeof given === 'string') return given;
  const file = join(docs, filePath);
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  if (/^<!-- Written by .*; do not edit\. -->/.test(text)) return null;
  const shown = /^<!--@include: (\S+)-->\s*$/.exec(text)?.[1];
  return shown === undefined
    ? posix.join('docs', filePath)
    : posix.join('docs', posix.dirname(filePath), shown);
}
