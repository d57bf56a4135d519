// Pages link to sources by relative paths, which lead somewhere in a checkout and on GitHub; on the site they lead to the
// repository.

import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { settings } from '../../packages/workspace/src/settings.ts';
import { backends } from './backends.ts';

const root = join(import.meta.dirname, '..', '..');
/** Of docs, but no page of the site. */
const notPages = /^docs\/(examples|test|site)(\/|$)/;

/** Files and folders that a page of the site shows. */
const shownElsewhere = new Map([
  ['CONTRIBUTING.md', '/contribute/'],
  ...backends.flatMap(({ id, folder }): [string, string][] => [
    [folder, `/packages/${id}`],
    [`${folder}/README.md`, `/packages/${id}`],
  ]),
]);

/**
 * Turns a Markdown renderer's relative links to what is no page of the site into links to the repository.
 *
 * @throws {Error} for a link to a file that is not there
 */
export function linkToRepository(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
    // A title that is read by itself.
    if (env.path === undefined) return;
    // Included texts write their links as their own folder has them; the marks are VitePress's.
    const folders = [dirname(env.path as string)];
    for (const { type, content, children } of tokens) {
      if (type === 'html_block') {
        for (const [, start] of content.matchAll(/<!-- @include-(?:start: (.*?)|end) -->/g)) {
          if (start === undefined) folders.pop();
          else folders.push(start);
        }
      }
      for (const link of children ?? []) {
        if (link.type !== 'link_open') continue;
        const address = repositoryAddress(link.attrGet('href') ?? '', folders.at(-1) as string);
        if (address !== undefined) link.attrSet('href', address);
      }
    }
  });
}

/** Nothing for a place on the same page, and for other sites. */
function repositoryAddress(href: string, folder: string): string | undefined {
  const [path = '', anchor] = href.split('#');
  if (path === '' || path.startsWith('/') || /^[a-z]+:/.test(path)) return undefined;
  const file = join(folder, decodeURI(path));
  if (!existsSync(file)) throw new Error(`${folder}: there is no ${href}; mend the link`);
  const name = relative(root, file);
  const isPage = /^docs\/.*\.md$/.test(name) && !notPages.test(name);
  const address = isPage
    ? name.slice('docs'.length)
    : (shownElsewhere.get(name) ?? sourceAddress(file));
  return anchor === undefined ? address : `${address}#${anchor}`;
}

/** Where GitHub shows a file or a folder of the repository. */
function sourceAddress(file: string): string {
  const kind = statSync(file).isDirectory() ? 'tree' : 'blob';
  return `${settings.repository}/${kind}/${settings.branch}/${relative(root, file)}`;
}
