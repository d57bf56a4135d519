// The files are what schema/golden.schema.json says, and the schema is not so loose that anything would be.

import { describe, expect, test } from 'vitest';
import { type GoldenFile, groups } from '../src/golden/golden.ts';
import { loadFile } from '../src/golden/load.ts';
import { schemaCheck } from '../src/schema-check.ts';

const check = schemaCheck('golden');

test.each(groups)('%s fits', async (group) => {
  expect(check(await loadFile(group))).toBeUndefined();
});

describe('what does not fit', () => {
  const broken: Record<string, (file: GoldenFile) => unknown> = {
    'another format': (file) => ({ ...file, format: 'gatefold-golden/0' }),
    'a key too many': (file) => ({ ...file, date: 'today' }),
    'a call without truth': (file) =>
      withFirstCall(file, (call) => ({ ...call, truth: undefined })),
    'a number that is text': (file) =>
      withFirstCall(file, (call) => ({ ...call, x: { shape: [1], data: ['1'] } })),
  };

  test.each(Object.keys(broken))('%s', async (name) => {
    const file = await loadFile('sizes');
    expect(check(broken[name]?.(file))).toMatch(/./);
  });
});

type Call = GoldenFile['cases'][0]['calls'][0];

function withFirstCall(file: GoldenFile, change: (call: Call) => unknown): unknown {
  const [first, ...rest] = file.cases;
  return { ...file, cases: [{ ...first, calls: first?.calls.map(change) }, ...rest] };
}
