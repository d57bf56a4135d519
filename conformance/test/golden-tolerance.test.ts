// The tolerance on data: honest float32 stays inside everywhere, weights ×6 included; a sigmoid wrong by 1e-4 does not.

import type { Backend } from '@gatefold/contract';
import { describe, expect, test, vi } from 'vitest';
import { runSuite, type Report } from '../src/index.ts';
import { passing } from '../src/report/report.ts';
import { honestParts } from '../src/plain/parts.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';

// Hundreds of layers, some of them large, one operation at a time.
vi.setConfig({ testTimeout: 60_000 });

async function goldensOn(backend: Backend, only = 'golden/*'): Promise<Report['results']> {
  const { results } = await runSuite(backend, { only: [only], diagnosis: false });
  return results;
}

function failed(results: Report['results']): string[] {
  return results
    .filter(({ status }) => !passing.includes(status))
    .map(({ id, message }) => `${id}: ${message}`);
}

/** In float32 throughout, with a sigmoid that is off by `error`. */
function float32(sumOrder: 'forward' | 'backward', error = 0): Backend {
  return plainBackend({
    arithmetic: { round: Math.fround, sumOrder },
    precision: 'f32',
    parts: {
      scalarOf: (name) =>
        name === 'sigmoid' && error !== 0
          ? (v) => honestParts.scalarOf(name)(v) + error
          : honestParts.scalarOf(name),
    },
  });
}

describe('honest arithmetic is within the tolerance of every golden', () => {
  test.each(['forward', 'backward'] as const)('float32, sums %s', async (sumOrder) => {
    expect(failed(await goldensOn(float32(sumOrder)))).toEqual([]);
  });

  test('float64', async () => {
    const results = await goldensOn(plainBackend());
    expect(failed(results)).toEqual([]);
  });
});

describe('a sigmoid that is wrong by 1e-4', () => {
  test('is outside the tolerance of every golden that has a sigmoid and is not of size 1', async () => {
    const results = await goldensOn(float32('forward', 1e-4), 'golden/cells/*');
    const passed = results.filter(({ status }) => passing.includes(status)).map(({ id }) => id);
    expect(passed.filter((id) => !id.includes('simple-rnn'))).toEqual([]);
  });

  test('is seen step by step where weights ×6 make a GRU chaotic', async () => {
    const results = await goldensOn(float32('forward', 1e-4), 'golden/scales/gru*6');
    expect(results.map(({ status }) => status)).toEqual(['fail', 'fail']);
  });
});
