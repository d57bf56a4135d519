// The files are what schema/golden.schema.json says, and the schema is not so loose that anything would be.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type GoldenFile, groups } from '../src/golden/golden.ts';
import { loadFile } from '../src/golden/load.ts';
import { schemaErrors } from './fixtures/json-schema.ts';

const schema = JSON.parse(
  readFileSync(new URL('../schema/golden.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

test.each(groups)('%s fits', async (group) => {
  expect(schemaErrors(schema, await loadFile(group))).toEqual([]);
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
    expect(schemaErrors(schema, broken[name]?.(file)).length).toBeGreaterThan(0);
  });
});

type Call = GoldenFile['cases'][0]['calls'][0];

function withFirstCall(file: GoldenFile, change: (call: Call) => unknown): unknown {
  const [first, ...rest] = file.cases;
  return { ...file, cases: [{ ...first, calls: first?.calls.map(change) }, ...rest] };
}
