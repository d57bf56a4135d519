import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type CatalogModel, catalog } from '../src/catalog.ts';
import { filesIn } from '../src/fetch-files.ts';
import { readCases } from '../src/read-cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatefold-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const right = Uint8Array.of(1, 2, 3);
const sha256 = createHash('sha256').update(right).digest('hex');
const [some] = catalog as [CatalogModel];
const model: CatalogModel = {
  ...some,
  id: 'some',
  files: [{ name: 'model.h5', path: '', sha256 }],
};

test('of files of one name, the checksum tells the right one', () => {
  for (const [place, bytes] of [
    ['other', Uint8Array.of(9)],
    ['deep/inside', right],
  ] as const) {
    mkdirSync(join(folder, place), { recursive: true });
    writeFileSync(join(folder, place, 'model.h5'), bytes);
  }
  expect(filesIn(folder, model)).toEqual([right]);
});

test('a file that is not there, or was changed, is missed by its name', () => {
  writeFileSync(join(folder, 'deep', 'inside', 'model.h5'), Uint8Array.of(1, 2, 4));
  expect(() => filesIn(folder, model)).toThrow(/some: no model\.h5 with the checksum/);
});

test.each(catalog.map(({ id }) => id))(
  '%s has cases, each with a tolerance and a spread below it',
  (id) => {
    const { cases } = readCases(id);
    expect(cases.length).toBeGreaterThan(1);
    for (const { observed, atol } of cases) {
      const spread = Math.max(...Object.values(observed));
      // Four times the spread, rounded to one digit, or 1e-6.
      expect(atol).toBeGreaterThanOrEqual(Math.max(1e-6, 2.5 * spread));
      expect(atol).toBeLessThanOrEqual(Math.max(1e-6, 6 * spread));
    }
  },
);
