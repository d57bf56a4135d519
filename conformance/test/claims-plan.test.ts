// What cases ask of a backend that claims little, found out on one that computes nothing: no case asks for more than is
// claimed, and none has nothing to draw from.

import {
  activationNames,
  type Backend,
  type DirectionalConfig,
  gru,
  type LayerFlags,
  type Supports,
} from '@gatefold/contract';
import { cellsOf } from '@gatefold/contract/author';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { type Case, defineCase } from '../src/case.ts';
import { cases } from '../src/cases.ts';
import { law } from '../src/laws/law.ts';
import { disguise } from '../src/mutants/mutant.ts';
import { allSupports, narrowBackend } from '../src/plain/narrow-backend.ts';
import type { PlainOptions } from '../src/plain/plain-backend.ts';
import { drawWeights, seeded } from '../src/random.ts';
import { passing } from '../src/report/report.ts';
import { missingFor, runCase } from '../src/run-case.ts';
import { filled } from '../src/values.ts';
import { claimsText, narrowClaims } from './fixtures/narrow-claims.ts';
import { isWhole, ofTheDay, seedOfDay } from '../../packages/workspace/src/of-the-day.ts';

// Of a plan nothing is compared, so that every case goes on to its end.
vi.mock('../src/values.ts', async (load) => ({
  ...(await load<object>()),
  expectAlike: () => 0,
  expectClose: () => 0,
  expectSame: () => undefined,
  expectShape: () => undefined,
  expectStates: () => 0,
  expectMemory: () => undefined,
  expectTrue: () => undefined,
}));

// And none is foreseen, which is most of the work.
vi.mock('../src/laws/expected.ts', async (load) => ({
  ...(await load<object>()),
  expectedOf: () => undefined,
  isAsExpected: async (_lab: unknown, _expected: unknown, call: () => Promise<unknown>) => {
    await call();
    return true;
  },
}));

/** Leaves every number as it is made, which is zero. */
const shapesOnly: PlainOptions = { parts: { sequence: () => undefined } };

/** Lists what it has to refuse. */
function planning(
  supports: Supports,
  options: PlainOptions,
): { backend: Backend; refused: string[] } {
  const refused: string[] = [];
  const shapes = narrowBackend(supports, options);
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

const isGolden = ({ id }: Case): boolean => id.startsWith('golden/');
/** What takes from the claims; a golden is a layer as it stands. */
const taking = cases.filter((item) => !isGolden(item));

/** What is wrong with the plans of cases on a backend with some claims. */
async function complaintsOf(
  supports: Supports,
  chosen: readonly Case[],
  options: PlainOptions = shapesOnly,
): Promise<string[]> {
  const complaints: string[] = [];
  for (const item of chosen) {
    const { backend, refused } = planning(supports, options);
    const { status, message } = await runCase(backend, item, { seed: 1, runs: 1 });
    if (![...passing, 'unsupported'].includes(status)) complaints.push(`${item.id}: ${message}`);
    // These are there to ask for what is not claimed.
    if (item.id.startsWith('supports/')) continue;
    complaints.push(...refused.map((what) => `${item.id} asks for what is not claimed: ${what}`));
  }
  return complaints;
}

describe('a plan asks for nothing that is not claimed', () => {
  const seed = isWhole ? Math.floor(Math.random() * 2 ** 31) : seedOfDay;
  const parts = fc.sample(narrowClaims, { seed, numRuns: isWhole ? 500 : 120 });

  test(`${parts.length} parts of supports, drawn from seed ${seed}`, async () => {
    for (const [turn, supports] of parts.entries()) {
      // In turn, for the sake of time: each case is planned on 3 of 120.
      const chosen = taking.filter((_, place) => place % 40 === turn % 40);
      expect(await complaintsOf(supports, chosen), claimsText(supports)).toEqual([]);
    }
  }, 600_000);

  test.each(activationNames)('%s alone', async (name) => {
    const one = { activations: [name], recurrentActivations: [name] };
    const chosen = ofTheDay(taking, 12);
    expect(await complaintsOf({ ...allSupports, ...one }, chosen)).toEqual([]);
  });

  test('each golden, of a backend that claims just what it needs', async () => {
    for (const item of cases.filter(isGolden)) {
      const just = leastFor(item);
      expect(missingFor(just, item), item.id).toBeUndefined();
      // A golden is compared by itself, and goes on only with the right numbers.
      expect(await complaintsOf(just, [item], {})).toEqual([]);
    }
  });
});

test('an unclaimed layer is seen, and so is a choice of nothing', async () => {
  const greedy = defineCase({
    id: 'greedy',
    clauses: ['E16'],
    says: 'asks for a GRU whatever is claimed',
    run: async (lab) => {
      const config = gru({ units: 1 });
      await lab.run(config, drawWeights(seeded(1), config, 1), filled([1, 1, 1], 1));
    },
  });
  const lstmOnly = { ...allSupports, cells: ['lstm'] as const };
  expect((await complaintsOf(lstmOnly, [greedy])).at(-1)).toContain('asks for what is not claimed');
  const picky = law({
    id: 'picky',
    clauses: ['E16'],
    says: 'draws whatever is claimed, and asks for nothing',
    configs: [],
    check: () => Promise.resolve(),
  });
  const none = { ...allSupports, cells: [] };
  expect((await complaintsOf(none, [picky]))[0]).toContain('law/picky');
});

/** Of each claim what the layers of a case need. */
function leastFor(item: Case): Supports {
  const configs = item.configs(allSupports);
  const layers = configs.flatMap((config): readonly DirectionalConfig[] =>
    config.kind === 'bidirectional' ? [config.layer, config.backwardLayer] : [config],
  );
  const cells = layers.flatMap((layer) => cellsOf(layer));
  const isBidirectional = configs.some(({ kind }) => kind === 'bidirectional');
  const any = (flag: keyof LayerFlags): boolean => layers.some((layer) => layer[flag]);
  return {
    ...allSupports,
    cells: [...new Set(cells.map(({ kind }) => kind))],
    activations: [...new Set(cells.map(({ activation }) => activation))],
    recurrentActivations: cells.flatMap((cell) =>
      cell.kind === 'simpleRNN' ? [] : [cell.recurrentActivation],
    ),
    resetAfter: cells.flatMap((cell) => (cell.kind === 'gru' ? [cell.resetAfter] : [])),
    masking: item.claims.includes('masking') || any('zeroOutputForMask'),
    goBackwards: !isBidirectional && any('goBackwards'),
    alignOutput: any('alignOutput'),
    stateful: any('stateful'),
    bidirectional: isBidirectional,
    stacked: layers.some(({ kind }) => kind === 'stacked'),
    streaming: false,
    dataSync: false,
  };
}
