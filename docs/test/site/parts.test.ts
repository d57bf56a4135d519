// What contribute/parts.md says of the maps is so.

import { expect, test } from 'vitest';
import { backends } from '../../site/backends.ts';
import { packages } from '../../site/parts.ts';

const parts = new Map(packages().map((part) => [part.id, part]));

test('the contract imports nothing, and the suite the contract alone', () => {
  expect(parts.get('contract')).toMatchObject({ uses: [], triedWith: [] });
  expect(parts.get('conformance')).toMatchObject({ uses: ['contract'], triedWith: [] });
});

test.for(backends)('$id imports the contract, and the suite in its tests', ({ id }) => {
  const { uses, triedWith } = parts.get(id) ?? {};
  expect(uses).toEqual(['contract']);
  expect(triedWith).toContain('conformance');
});
