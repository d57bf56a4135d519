// What a page says of itself to networks, search engines and readers of feeds.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HeadConfig, PageData, SiteConfig, TransformContext } from 'vitepress';
import { settings } from '../../packages/workspace/src/settings.ts';
import { cardSize, drawCard } from './card.ts';

/** The elements of a page's head that name its address, its picture and its words. */
export function headOf({ pageData, title, description }: TransformContext): HeadConfig[] {
  const address = addressOf(pageData);
  const property = (name: string, content: string): HeadConfig => [
    'meta',
    { property: `og:${name}`, content },
  ];
  return [
    ['link', { rel: 'canonical', href: address }],
    property('type', 'website'),
    property('site_name', 'Gatefold'),
    property('title', title),
    property('description', description),
    property('url', address),
    property('image', `${settings.site}${cardPath(pageData)}`),
    property('image:width', String(cardSize.width)),
    property('image:height', String(cardSize.height)),
    ['meta', { name: 'twitter:card', content: 'summary_large_image' }],
  ];
}

/** The cards of the pages of a build, drawn when all of them are known. */
export class Cards {
  readonly #pages = new Map<string, { title: string; words: string }>();

  add({ pageData, siteData, description }: TransformContext): void {
    const { title, titleTemplate } = pageData;
    // The card has the site's name already.
    const shown = title === siteData.title ? String(titleTemplate) : title;
    this.#pages.set(cardPath(pageData), { title: shown, words: description });
  }

  async write({ outDir }: SiteConfig): Promise<void> {
    for (const [path, { title, words }] of this.#pages) {
      const file = join(outDir, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, await drawCard(title, words));
    }
  }
}

/** `start/install.md` is `/start/install`, `compatibility/index.md` is `/compatibility/`. */
function addressOf({ relativePath }: PageData): string {
  return `${settings.site}/${relativePath.replace(/(index)?\.md$/, '')}`;
}

function cardPath({ relativePath }: PageData): string {
  return `/cards/${relativePath.replace(/\.md$/, '.png')}`;
}
