// The published packages describe themselves alike, with the addresses of the settings.

import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../setup.mjs';
import type { Manifest } from '../src/packages.ts';
import { settings } from '../src/settings.ts';

interface Published extends Manifest {
  readonly description: string;
  readonly keywords: readonly string[];
}

const published = globSync(['conformance/package.json', 'packages/*/package.json'], { cwd: root })
  .map((file) => {
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8')) as Published;
    return { folder: dirname(file), manifest };
  })
  .filter(({ manifest }) => !manifest.private)
  .map(({ folder, manifest }) => [manifest.name, folder, manifest] as const);

test('there are four, and more to come', () => {
  expect(published.length).toBeGreaterThanOrEqual(4);
});

describe.each(published)('%s', (name, folder, manifest) => {
  test('says where it lives and whom to tell', () => {
    expect(manifest).toMatchObject({
      homepage: settings.site,
      bugs: `${settings.repository}/issues`,
      repository: { type: 'git', url: `git+${settings.repository}.git`, directory: folder },
    });
  });

  test('is published for all, under the licence', () => {
    expect(manifest).toMatchObject({ license: 'MIT', publishConfig: { access: 'public' } });
  });

  test('is a module without side effects, for a Node that is named', () => {
    expect(manifest).toMatchObject({ type: 'module', sideEffects: false });
    expect(manifest).toHaveProperty('engines.node', expect.stringMatching(/^>=\d+(\.\d+)?$/));
  });

  test('every door has its types first, its old TypeScript path, and files that are packed', () => {
    expect(manifest).toHaveProperty('files', expect.arrayContaining(['dist', 'src']));
    const { './package.json': itself, ...doors } = manifest.exports ?? {};
    expect(itself).toBe('./package.json');
    expect(Object.keys(doors)).toContain('.');
    for (const [door, target] of Object.entries(doors)) {
      const file = door === '.' ? 'index' : door.slice(2);
      const types = `./dist/${file}.d.ts`;
      expect(target, door).toStrictEqual({ types, default: `./dist/${file}.js` });
      expect(Object.keys(target as object), door).toStrictEqual(['types', 'default']);
      const [place, value] =
        door === '.' ? ['types', types] : [['typesVersions', '*', file], [types]];
      expect(manifest).toHaveProperty(place, value);
    }
  });

  test('can be found: a description of one line, and words to search by', () => {
    expect(manifest.description).toMatch(/^\S.{40,}[^.\s]$/);
    expect(manifest.keywords).toEqual(expect.arrayContaining(['keras', 'rnn', 'lstm', 'gru']));
    expect(new Set(manifest.keywords).size).toBe(manifest.keywords.length);
  });

  test('its README begins with its name and shows a program that is run', () => {
    const page = readFileSync(join(root, folder, 'README.md'), 'utf8');
    expect(page.slice(0, name.length + 6)).toBe(`# ${name}\n\n**`);
    expect(page.split('\n').filter((line) => /^```(ts|js)( page)?$/.test(line))).not.toEqual([]);
  });
});
