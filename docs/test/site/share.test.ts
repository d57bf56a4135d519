// What the built pages say of themselves: to networks that show a card, to search engines, and to readers of feeds.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { settings } from '../../../packages/workspace/src/settings.ts';
import { firstSentence } from '../../site/description.ts';
import { feedOf, releases, releasesOf } from '../../site/feed.ts';
import { addresses, built, fileOf } from './open-site.ts';

const shared = addresses.filter((address) => address !== '/404');

test.for(shared)('%s has words, an address and a card', (address) => {
  const head = readFileSync(fileOf(address), 'utf8').split('</head>')[0] ?? '';
  const property = (name: string): string =>
    new RegExp(`<meta property="og:${name}" content="([^"]*)">`).exec(head)?.[1] ?? '';
  expect(property('title')).toMatch(/Gatefold/);
  expect(property('description')).toMatch(/^[^<>]{15,}$/);
  expect(head).toContain(`<link rel="canonical" href="${settings.site}${address}">`);
  expect(property('url')).toBe(settings.site + address);
  const card = readFileSync(join(built, property('image').replace(settings.site, '')));
  expect(card.toString('latin1', 1, 4)).toBe('PNG');
  expect([card.readUInt32BE(16), card.readUInt32BE(20)]).toEqual([1200, 630]);
});

test('the sitemap has every page', () => {
  const { urlset } = parse('sitemap.xml') as { urlset: { url: { loc: string }[] } };
  const listed = urlset.url.map(({ loc }) => loc.replace(settings.site, ''));
  expect(new Set(listed)).toEqual(new Set(shared));
});

test('the feed has every release of the changelogs', () => {
  const { feed } = parse('feed.xml') as { feed: { id: string; entry?: unknown[] | object } };
  expect(feed.id).toBe(`${settings.site}/`);
  expect([feed.entry ?? []].flat()).toHaveLength(releases().length);
});

test('a release is a heading of its changelog, with what stands below it', () => {
  const changelog = [
    '# @gatefold/cpu',
    '## 0.2.0',
    '### Minor Changes',
    '- abc: **Faster**',
    '## 0.1.0',
    '- First',
  ].join('\n\n');
  expect(releasesOf(changelog).map(({ version }) => version)).toEqual(['0.2.0', '0.1.0']);
  const list = releasesOf(changelog).map((release) => ({
    ...release,
    package: '@gatefold/cpu',
    date: new Date('2026-11-26T00:00:00Z'),
  }));
  const { feed } = new XMLParser().parse(feedOf(list)) as {
    feed: { entry: { id: string; title: string; content: string; updated: string }[] };
  };
  expect(feed.entry[0]).toMatchObject({
    id: `${settings.repository}/releases/tag/@gatefold/cpu@0.2.0`,
    title: '@gatefold/cpu 0.2.0',
    updated: '2026-11-26T00:00:00.000Z',
  });
  expect(feed.entry[0]?.content).toContain('<strong>Faster</strong>');
  expect(feed.entry[0]?.content).not.toContain('First');
});

test('a page is described by its first sentence', () => {
  const page =
    '---\ntitle: T\n---\n\n<!-- note -->\n\n# T\n\nIt is `this`, e.g. that,\n[so](so.md). And more.\n';
  expect(firstSentence(page)).toBe('It is this, e.g. that, so.');
  expect(firstSentence('# Only a heading\n')).toBe('');
});

function parse(file: string): unknown {
  return new XMLParser().parse(readFileSync(join(built, file), 'utf8'));
}
