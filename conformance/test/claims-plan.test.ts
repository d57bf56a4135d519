// What cases ask of a backend that claims little, found out on one that computes nothing: no case asks for more than is
// claimed, and none has nothing to draw from.

import { type Backend, type Supports } from '@gatefold/contract';
import { activationNames } from '@gatefold/contract';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Case } from '../src/case.ts';
import { cases } from '../src/cases.ts';
import { disguise } from '../src/mutants/mutant.ts';
import { allSupports, narrowBackend } from '../src/plain/narrow-backend.ts';
import { runCase } from '../src/run-case.ts';
import { claimsText, narrowClaims } from './fixtures/narrow-claims.ts';

// Of a plan nothing is compared, so that every case goes on to its end.
vi.mock('../src/values.ts', async (load) => ({
  ...(await load<object>()),
  expectAlike: () => 0,
  expectClose: () => 0,
  expectSame: () => undefined,
  expectShape: () => undefined,
  expectStates: () => 0,
  expectTrue: () => undefined,
}));

/** Leaves every number as it is made, zero, and lists what it has to refuse. */
function planning(supports: Supports): { backend: Backend; refused: string[] } {
  const refused: string[] = [];
  const shapes = narrowBackend(supports, { parts: { sequence: () => undefined } });
  const backend = disguise(shapes, (narrow) => ({
    layer: (config, weights) => {
      try {
        return narrow.layer(config, weights);
      } catch (error) {
        if ((error as { code?: string }).code === 'RNN_UNSUPPORTED') {
          refused.push((error as Error).message);
        }
        throw error;
      }
    },
  }));
  return { backend, refused };
}

/** A golden is a layer as it stands: what it asks for is in its configs, and the last test tries that. */
const planned = cases.filter(({ id }) => !id.startsWith('golden/'));

/** What is wrong with the plans of cases on a backend with some claims. */
async function complaintsOf(supports: Supports, chosen: readonly Case[]): Promise<string[]> {
  const complaints: string[] = [];
  for (const item of chosen) {
    const { backend, refused } = planning(supports);
    const { status, message } = await runCase(backend, item, { seed: 1, runs: 1 });
    if (!['pass', 'unsupported'].includes(status)) complaints.push(`${item.id}: ${message}`);
    // These are there to ask for what is not claimed.
    if (item.id.startsWith('supports/')) continue;
    complaints.push(...refused.map((what) => `${item.id} asks for what is not claimed: ${what}`));
  }
  return complaints;
}

describe('a plan asks for nothing that is not claimed', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);

  test(`500 parts of supports, drawn from seed ${seed}`, async () => {
    const start = process.cpuUsage();
    await fc.assert(
      fc.asyncProperty(narrowClaims, async (supports) => {
        expect(await complaintsOf(supports, planned), claimsText(supports)).toEqual([]);
      }),
      { seed, numRuns: 30 },
    );
    console.log('30 took', process.cpuUsage(start));
  });

  test.each(activationNames)('%s alone', async (name) => {
    const one = { activations: [name], recurrentActivations: [name] };
    expect(await complaintsOf({ ...allSupports, ...one }, planned)).toEqual([]);
  });
});
