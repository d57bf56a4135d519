// Every clause that a page, a source or a test names is one.

import { clauseGroups, clauses } from '@gatefold/contract/clauses';
import { expect, test } from 'vitest';
import { adapters, mentionsIn, missing, pages, sources, tests } from './mentions.ts';

const ids = new Set(clauses.map(({ id }) => id));
const letters = Object.keys(clauseGroups).join('');
const files = [...pages, ...sources, ...tests, ...adapters];

test('every id is that of a clause', () => {
  // `S1`, not `/S1`, `.S1`, `\u{A0}` or `1.E10`.
  const mentions = mentionsIn(
    files,
    new RegExp(String.raw`(?<![\w/.#{-])([${letters}][1-9]\d*)(?![\w.]\w)(?!\w)`, 'g'),
  );
  expect(mentions.length).toBeGreaterThan(1000);
  expect(missing(mentions, ({ name }) => ids.has(name))).toEqual([]);
});

test('every range of ids is one of clauses', () => {
  const range = String.raw`([${letters}]\d+ to [${letters}]\d+)`;
  const mentions = mentionsIn(files, new RegExp(range, 'g'));
  expect(mentions.length).toBeGreaterThan(10);
  expect(missing(mentions, ({ name }) => idsBetween(name).every((id) => ids.has(id)))).toEqual([]);
});

/** `S1 to S3` is S1, S2, S3; a range over two groups, or from back to front, holds no clause. */
function idsBetween(range: string): readonly string[] {
  const [, letter, first, otherLetter, last] = /^(.)(\d+) to (.)(\d+)$/.exec(range) ?? [];
  const count = Number(last) - Number(first) + 1;
  if (letter !== otherLetter || count < 2) return [range];
  return Array.from({ length: count }, (_, k) => `${letter}${Number(first) + k}`);
}
