// A package comes to the site by one entry in its list, and goes with it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeInJavaScript } from '../../.vitepress/theme/components/playground/code-in-javascript.ts';
import { defaults } from '../../.vitepress/theme/components/playground/settings.ts';
import { hashOf } from '../../.vitepress/theme/components/playground/share-link.ts';
import { backends, type SiteBackend } from '../../site/backends.ts';
import { bar, sidebar } from '../../site/navigation.ts';
import { packagePages } from '../../site/package-pages.ts';
import { reasons } from '../../site/reasons.ts';
import { planOf } from '../../site/your-device/plan.ts';

const root = join(import.meta.dirname, '..', '..', '..');

const pretend: SiteBackend = {
  ...(backends[0] as SiteBackend),
  id: 'pretend',
  package: 'pretend-package',
};

/** What the site makes of a list, as lines. */
function linesOf(list: readonly SiteBackend[]): readonly string[] {
  const device = planOf('', list).backends.map((id) => ({ backend: id }));
  const ofPages = [bar(list), sidebar(list), packagePages(list), device].flatMap((part) =>
    JSON.stringify(part, null, 1).split('\n'),
  );
  const ofPlayground = list.flatMap((entry) => [
    hashOf({ ...defaults, backend: entry.id }, list),
    ...codeInJavaScript(defaults, entry).split('\n'),
  ]);
  return [...ofPages, ...ofPlayground];
}

test('a pretend package changes only what is its own', () => {
  const [before, after] = [linesOf(backends), linesOf([...backends, pretend])];
  const added = after.filter((line) => line.includes('pretend')).map((line) => line.trim());
  expect(added).toEqual([
    '"text": "pretend-package",',
    '"link": "/packages/pretend"',
    '"id": "pretend",',
    '"description": "pretend-package: the reference: plain TypeScript that reads like the papers, float64 inside."',
    '"backend": "pretend"',
    expect.stringMatching(/^v=1&backend=pretend&/),
    "import { cpu, lstm, kerasOutputs, tensor, weightsInOrder } from 'pretend-package';",
  ]);
  const rest = new Set(before);
  expect(after.filter((line) => !line.includes('pretend') && !rest.has(line))).toEqual([]);
});

test.each(backends)(
  '$package is a package of this repository, and the docs depend on it',
  (entry) => {
    const manifest = join(root, entry.folder, 'package.json');
    expect(existsSync(manifest)).toBe(true);
    expect((JSON.parse(readFileSync(manifest, 'utf8')) as { name: string }).name).toBe(
      entry.package,
    );
    const docs = readFileSync(join(root, 'docs', 'package.json'), 'utf8');
    expect(docs).toContain(`"${entry.package}": "workspace:^"`);
  },
);

test('each backend has reasons to take it, and no other has', () => {
  expect(Object.keys(reasons)).toEqual(backends.map(({ id }) => id));
});
