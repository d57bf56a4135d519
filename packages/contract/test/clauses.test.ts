// Every clause that binds this package has a test here, and every title names a clause.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clauses } from '../src/clauses.ts';

interface Title {
  readonly file: string;
  readonly title: string;
  readonly id: string | undefined;
}

const aboutTheHouse = new Set(['clauses.test.ts', 'doors.test.ts']);

/** The titles in every other test file, found in its text. */
const titles: readonly Title[] = readdirSync(import.meta.dirname)
  .filter((file) => /\.test(-d)?\.ts$/.test(file) && !aboutTheHouse.has(file))
  .flatMap((file) => {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    // A test whose title is no plain string is found without one.
    return [...text.matchAll(/^\s*test\b[^(]*\(\s*(?:'(.*?)',)?/gm)].map(([, title = '']) => ({
      file,
      title,
      id: /^[A-Z]\d+(?= )/.exec(title)?.[0],
    }));
  });

test('every clause has an id of its own', () => {
  const ids = clauses.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('every clause that binds the contract has a test', () => {
  const tested = new Set(titles.map(({ id }) => id));
  const bound = clauses.filter(({ binds }) => binds === 'contract').map(({ id }) => id);
  expect(bound.length).toBeGreaterThan(20);
  expect(bound.filter((id) => !tested.has(id))).toEqual([]);
});

test('every title begins with the id of a clause', () => {
  const ids = new Set<string | undefined>(clauses.map(({ id }) => id));
  expect(titles.length).toBeGreaterThan(100);
  expect(titles.filter(({ id }) => !ids.has(id))).toEqual([]);
});
