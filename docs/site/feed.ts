// The feed of releases: what the changelogs of the published packages say.

import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Feed } from 'feed';
import MarkdownIt from 'markdown-it';
import type { SiteConfig } from 'vitepress';
import { settings } from '../../packages/workspace/src/settings.ts';

export interface Release {
  /** As npm names it. */
  readonly package: string;
  readonly version: string;
  /** Markdown. */
  readonly changes: string;
  readonly date: Date;
}

const root = join(import.meta.dirname, '..', '..');
const markdown = new MarkdownIt();

/** Every release that a changelog of this repository tells of, the latest first. */
export function releases(): readonly Release[] {
  const changelogs = globSync('{packages/*,conformance}/CHANGELOG.md', {
    cwd: root,
  });
  return changelogs
    .flatMap((file) => {
      const manifest = join(root, dirname(file), 'package.json');
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string };
      return releasesOf(readFileSync(join(root, file), 'utf8')).map((release) => ({
        ...release,
        package: name,
        date: dateOf(file, release.version),
      }));
    })
    .toSorted((a, b) => b.date.getTime() - a.date.getTime());
}

/** The releases that a changelog has, as changesets writes it: a heading of the second level for each version. */
export function releasesOf(changelog: string): readonly Pick<Release, 'version' | 'changes'>[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [version = '', ...lines] = section.split('\n');
      return { version: version.trim(), changes: lines.join('\n').trim() };
    });
}

/** @returns an Atom feed */
export function feedOf(list: readonly Release[]): string {
  const address = `${settings.site}/feed.xml`;
  const feed = new Feed({
    id: `${settings.site}/`,
    link: `${settings.site}/`,
    title: 'Releases of Gatefold',
    description: "Keras's recurrent layers for JavaScript: what each release brings",
    feedLinks: { atom: address },
    copyright: 'MIT',
    ...(list[0] === undefined ? {} : { updated: list[0].date }),
  });
  for (const { package: name, version, changes, date } of list) {
    const link = `${settings.repository}/releases/tag/${name}@${version}`;
    const content = markdown.render(changes);
    feed.addItem({ id: link, link, title: `${name} ${version}`, content, date });
  }
  return feed.atom1();
}

export function writeFeed({ outDir }: SiteConfig): void {
  writeFileSync(join(outDir, 'feed.xml'), feedOf(releases()));
}

/** Of the commit that brought the version's heading: changelogs have no dates. */
function dateOf(file: string, version: string): Date {
  const search = ['log', '--reverse', '--format=%cI', `-S## ${version}\n`, '--', file];
  const [first = ''] = execFileSync('git', search, { cwd: root, encoding: 'utf8' }).split('\n');
  // Written a moment ago, and in no commit yet.
  return first === '' ? new Date() : new Date(first);
}
