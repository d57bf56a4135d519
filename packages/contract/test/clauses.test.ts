// Every clause that binds this package has a test here, and every title names a clause.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clauses } from '../src/index.ts';

const titles = readdirSync(import.meta.dirname)
  .filter((file) => /\.test(-d)?\.ts$/.test(file))
  .flatMap((file) => {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    return [...text.matchAll(/^\s*test(?:\.each\(.*\))?\(\s*(['"`])(.*?)\1,/gms)].map((match) => ({
      file,
      title: match[2] ?? '',
      id: /^([A-Z]+\d+)\b/.exec(match[2] ?? '')?.[1],
    }));
  });

test('C2 every clause has an id of its own', () => {
  const ids = clauses.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('C2 every clause that binds the contract has a test', () => {
  const tested = new Set(titles.map(({ id }) => id));
  const bound = clauses.filter(({ binds }) => binds === 'contract').map(({ id }) => id);
  expect(bound.length).toBeGreaterThan(20);
  expect(bound.filter((id) => !tested.has(id))).toEqual([]);
});

test('C2 every title begins with the id of a clause', () => {
  const ids = new Set(clauses.map(({ id }) => id));
  expect(titles.length).toBeGreaterThan(50);
  expect(titles.filter(({ id }) => id === undefined || !ids.has(id))).toEqual([]);
});
