// Every layer, and whole graphs, as real Keras of two lines wrote and computed them, on the backends that run in Node.

import type { Backend } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';
import { wasm } from '@gatefold/wasm';
import { afterAll, describe, expect, test } from 'vitest';
import { loadModel } from '../src/index.ts';
import { bytesOf, goldenFiles, goldensOf } from './goldens.ts';
import { runGolden } from './run-golden.ts';

const backends: Readonly<Record<string, Promise<Backend>>> = { cpu: cpu(), wasm: wasm() };

afterAll(async () => {
  for (const backend of Object.values(backends)) (await backend).dispose();
});

describe.each(Object.entries(backends))('%s', (_, backend) => {
  test.each(goldenFiles)('%s', async (file, golden) => {
    expect(await runGolden(bytesOf(file), golden, backend)).toEqual([]);
  });
});

const summarised = goldensOf('keras3').filter(({ summary }) => summary !== undefined);

test.each(summarised.map((golden) => [golden.name, golden] as const))(
  '%s: summary() prints what it prints in Python',
  async (_, { files: [file], summary }) => {
    using model = await loadModel(bytesOf(file), { backend: backends.cpu });
    expect(model.summary().trim()).toBe(summary?.trim());
  },
);

test('five summaries are compared', () => {
  expect(summarised).toHaveLength(5);
});
