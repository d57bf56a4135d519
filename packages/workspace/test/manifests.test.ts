// The published packages describe themselves alike.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../setup.mjs';
import type { Manifest } from '../src/packages.ts';

const published = globSync(['conformance/package.json', 'packages/*/package.json'], { cwd: root })
  .map((file) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest)
  .filter((manifest) => !manifest.private);

test('there are four, and more to come', () => {
  expect(published.length).toBeGreaterThanOrEqual(4);
});

// The address of the repository is not decided; once it is, all of them say it.
test.each(['license', 'type', 'sideEffects', 'publishConfig', 'repository', 'homepage', 'bugs'])(
  'they have the same %s',
  (field) => {
    const [first, ...others] = published.map((manifest) => manifest[field as keyof Manifest]);
    for (const other of others) expect(other).toEqual(first);
  },
);

test('each is published for all', () => {
  for (const manifest of published) {
    expect(manifest, manifest.name).toMatchObject({ publishConfig: { access: 'public' } });
  }
});
