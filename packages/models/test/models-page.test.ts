// The page is written by `pnpm models`, which no test runs: it must be about the models that the catalog lists.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalog } from '../src/catalog.ts';
import { modelsPage } from '../src/models-page.ts';
import { readCases } from '../src/read-cases.ts';

const written = readFileSync(join(import.meta.dirname, '../../../docs/models.md'), 'utf8');

test('docs/models.md has a row for each model in each table, in the order of the catalog', () => {
  const rows = written.split('\n').filter((line) => /^\| [a-zA-Z0-9-]+ +\|/.test(line));
  const ids = rows.map((line) => line.split('|')[1]?.trim() ?? '');
  const listed = catalog.map(({ id }) => id);
  expect(ids.filter((id) => listed.includes(id))).toEqual([...listed, ...listed, ...listed]);
});

test('its words are those of the program that writes it', () => {
  const rows = catalog.map((model) => {
    const cases = readCases(model.id);
    const results = cases.cases.map(({ id, kind, atol }) => ({
      ...{ id, kind, atol },
      ...{ error: 0, spread: 0, milliseconds: 0 },
    }));
    return { model, cases, results: { cpu: results, wasm: results, webgl: results } };
  });
  const headings = (page: string): string[] =>
    page.split('\n').filter((line) => line.startsWith('#'));
  const again = modelsPage(rows, { renderer: 'a driver' });
  expect(headings(written)).toEqual(headings(again));
  for (const { package: name } of catalog) expect(written).toContain(name);
});
