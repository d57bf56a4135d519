// Every case and every mutant that a page or a file of known failures names is in the suite.

import { cases, mutants, selectCases } from '@gatefold/conformance';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { adapters, mentionsIn, missing, pages, root } from './mentions.ts';

// Reading all pages and sources takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const known = adapters.filter((file) => file.endsWith('.json'));
const groups = [...new Set(cases.map(({ id }) => id.split('/')[0]))].join('|');
const mutantIds = new Set(mutants.map(({ id }) => id));

test('every id and every pattern of ids is that of a case, or of a mutant', () => {
  // `mask/head`, `law/*`; no path, which goes on or has an ending.
  const id = new RegExp(
    String.raw`(?<![\w./@:-])((?:${groups})/[\w*-][\w*/-]*)(?![\w.]*\.\w)`,
    'g',
  );
  const mentions = mentionsIn([...pages, ...known], id).filter(
    ({ name, file }) =>
      !existsSync(join(root, 'conformance', name)) && !existsSync(join(root, file, '..', name)),
  );
  expect(mentions.length).toBeGreaterThan(100);
  expect(
    missing(
      mentions,
      ({ name }) => mutantIds.has(name) || selectCases({ only: [name] }).length > 0,
    ),
  ).toEqual([]);
});

test('every mutant is one', () => {
  const mentions = mentionsIn(pages, /\bmutant:([\w/-]+)/g);
  expect(mentions.length).toBeGreaterThan(0);
  expect(missing(mentions, ({ name }) => mutantIds.has(name))).toEqual([]);
});
