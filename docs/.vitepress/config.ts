import { defineConfig } from 'vitepress';
import { settings } from '../../packages/workspace/src/settings.ts';
import { slugOf } from '../../packages/workspace/src/links.ts';
import { backends } from '../site/backends.ts';
import { descriptionOf } from '../site/description.ts';
import { writeFeed } from '../site/feed.ts';
import { mendSearch } from '../site/mend-search.ts';
import { bar, sidebar } from '../site/navigation.ts';
import { keepCodePlain } from '../site/plain-code.ts';
import { linkToRepository } from '../site/repository-links.ts';
import { Cards, headOf } from '../site/share.ts';
import { sourceOf } from '../site/source-of-page.ts';

const cards = new Cards();
const title = 'Gatefold';
const description =
  "Keras's recurrent layers for JavaScript, and the conformance suite that proves a backend right.";

export default defineConfig({
  title,
  description,
  lang: 'en',
  cleanUrls: true,
  // What is beside the pages: examples and tests, with a README of their own.
  srcExclude: ['examples/**', 'test/**', 'site/**', '.reports/**'],
  markdown: {
    math: true,
    anchor: { slugify: slugOf },
    config(markdown) {
      linkToRepository(markdown);
      keepCodePlain(markdown);
    },
  },
  // A visitor loads the pages that they open.
  router: { prefetchLinks: false },
  sitemap: { hostname: settings.site },
  transformPageData(page) {
    page.description = descriptionOf(page);
    const source = sourceOf(page);
    if (source === null) page.frontmatter['editLink'] = false;
    else page.filePath = source;
  },
  transformHead(context) {
    if (context.pageData.isNotFound) return [];
    cards.add(context);
    return headOf(context);
  },
  async buildEnd(site) {
    await cards.write(site);
    writeFeed(site);
  },
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: '/logo.svg' }],
    [
      'link',
      { rel: 'alternate', type: 'application/atom+xml', title: 'Releases', href: '/feed.xml' },
    ],
    ['meta', { name: 'theme-color', content: '#fcfaf6', media: '(prefers-color-scheme: light)' }],
    ['meta', { name: 'theme-color', content: '#15171d', media: '(prefers-color-scheme: dark)' }],
  ],
  // Workers that load goldens and backends when they need them are modules.
  vite: {
    plugins: [mendSearch],
    worker: { format: 'es' },
    build: {
      rolldownOptions: {
        output: {
          codeSplitting: {
            // Alone, or pages that run a layer would load the suite, which has parts of the contract in its chunk.
            groups: [{ name: 'contract', test: /packages\/contract\/dist/ }],
          },
        },
      },
    },
  },
  themeConfig: {
    logo: { src: '/logo.svg', alt: '' },
    nav: bar(backends),
    sidebar: sidebar(backends),
    outline: { level: [2, 3] },
    // Words of four letters are taken as they are, so that `mask` does not find `ask`.
    search: {
      provider: 'local',
      options: { miniSearch: { searchOptions: { fuzzy: 0.1 } } },
    },
    socialLinks: [{ icon: 'github', link: settings.repository }],
    editLink: {
      pattern: `${settings.repository}/edit/${settings.branch}/:path`,
      text: 'Mend this page',
    },
    externalLinkIcon: true,
    footer: {
      message: `MIT licensed · <a href="/feed.xml">feed of releases</a> · <a href="${settings.repository}">sources</a>`,
    },
    notFound: {
      title: 'There is no page here',
      quote: 'It may have moved. The search above looks through every page.',
      linkText: 'To the front page',
      linkLabel: 'To the front page',
    },
  },
});
