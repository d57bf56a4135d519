// The links of a page in Markdown that lead to other files, or to a heading.

import { posix } from 'node:path';

export interface Link {
  /** Relative to the page; empty for a heading of the same page. */
  readonly path: string;
  /** What follows `#`; empty without one. */
  readonly anchor: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Lists a page's links, without those to other sites. Code is no link. */
export function linksOf(page: string): readonly Link[] {
  const links: Link[] = [];
  let isCode = false;
  for (const [index, row] of page.split('\n').entries()) {
    if (/^\s*(```|~~~)/.test(row)) isCode = !isCode;
    if (isCode) continue;
    for (const [, target = ''] of row.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor = ''] = target.split('#');
      links.push({ path, anchor, line: index + 1 });
    }
  }
  return links;
}

/** Lists the links of a page that lead to none of `paths`, nor to a folder with some of them in it. */
export function deadLinks(at: string, page: string, paths: readonly string[]): readonly string[] {
  return linksOf(page)
    .map(({ path }) => path)
    .filter((path) => {
      const target = posix.join(posix.dirname(at), path);
      return path !== '' && !paths.some((each) => `${each}/`.startsWith(`${target}/`));
    });
}

/** The anchor that GitHub, and so our site, gives a heading. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/<[^>]*>|[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}
