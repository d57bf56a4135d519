// Which GRU is which. The published paper, arXiv:1406.1078v3, resets the state before the product (V3), its first version
// the product (V4); Keras's docstring of GRU says the same.

import { clauses } from '@gatefold/contract/clauses';
import { expect, test } from 'vitest';
import { mentionsIn, missing, pages, sources } from './mentions.ts';

const sourceOf = (id: string): string | undefined =>
  clauses.find((clause) => clause.id === id)?.source;

test('V3 cites version 3 of the paper, V4 version 1', () => {
  expect(sourceOf('V3')).toContain('arXiv:1406.1078v3');
  expect(sourceOf('V4')).toContain('arXiv:1406.1078v1');
});

test('the paper is cited with its version', () => {
  const mentions = mentionsIn([...pages, ...sources], /(1406\.1078\w*)/g);
  expect(mentions.length).toBeGreaterThan(3);
  expect(missing(mentions, ({ name }) => /v[13]$/.test(name))).toEqual([]);
});

test('a comment that names V3 or V4 and what r resets has the right one', () => {
  const mentions = mentionsIn(sources, /\b(V[34]\b.*?\br resets the (?:product|state))\b/g);
  expect(mentions.length).toBeGreaterThanOrEqual(2);
  expect(missing(mentions, ({ name }) => name.startsWith('V3') === name.endsWith('state'))).toEqual(
    [],
  );
});
