// The suite passes an honest backend, and fails each dishonest one by the clause that it breaks.

import type { Backend } from '@gatefold/contract';
import { describe, expect, test } from 'vitest';
import { runSuite } from '../src/index.ts';
import { disguises } from './fixtures/disguised.ts';
import { type Fault, plainBackend } from './fixtures/plain-backend.ts';

const runs = 20;

async function brokenClauses(backend: Backend): Promise<string[]> {
  const { results } = await runSuite(backend, { runs });
  const broken = results.filter(({ status }) => !['pass', 'unsupported'].includes(status));
  return [...new Set(broken.flatMap(({ clauses }) => clauses))];
}

describe('an honest backend', () => {
  test('is granted all that it claims, in float32', async () => {
    const { granted, results } = await runSuite(plainBackend(), { runs });
    const failed = results.filter(({ status }) => !['pass', 'unsupported'].includes(status));
    expect(failed.map(({ title, message }) => `${title}: ${message}`)).toEqual([]);
    expect(granted).toMatchObject({ core: true, masking: true, bidirectional: true });
    // It lacks most activations, and a level is granted only whole.
    expect(granted).toMatchObject({ keras2: false, keras3: false });
  });
});

const faults: readonly (readonly [fault: Fault, clause: string])[] = [
  ['mask-ignored', 'M6'],
  ['output-in-time-order', 'R1'],
  ['crash', 'V9'],
];

const lies: readonly (readonly [disguise: keyof typeof disguises, clause: string])[] = [
  ['hides-masking', 'E16'],
  ['boasts-relu', 'E16'],
  ['plain-errors', 'E22'],
  ['writes-input', 'L1'],
  ['always-returns-state', 'S3'],
  ['counts-nothing', 'L5'],
  ['leaks', 'L5'],
  ['one-bit-off-each-time', 'L3'],
];

describe('a dishonest backend', () => {
  test.each(faults)('with the fault %s breaks %s', async (fault, clause) => {
    expect(await brokenClauses(plainBackend(fault))).toContain(clause);
  });

  test.each(lies)('that %s breaks %s', async (disguise, clause) => {
    expect(await brokenClauses(disguises[disguise]())).toContain(clause);
  });

  test('that computes what it does not claim is under-claimed, and one that throws is errored', async () => {
    const hidden = await runSuite(disguises['hides-masking'](), {
      only: 'supports/masking',
    });
    expect(hidden.results[0]?.status).toBe('under-claimed');
    const crashed = await runSuite(plainBackend('crash'), { only: 'article/lstm/both' });
    expect(crashed.results[0]?.status).toBe('errored');
    expect(crashed.results[0]?.message).toContain('the kernel crashed');
  });
});

describe('choosing cases', () => {
  test('only matches whole ids, with * for any part', async () => {
    const chosen = await runSuite(plainBackend(), { only: 'article/lstm/*', runs });
    expect(chosen.results.length).toBe(5);
    expect(chosen.granted).toEqual({});
  });

  test('a law repeats with its seed, and another seed draws other numbers', async () => {
    const share = async (seed: number): Promise<number | undefined> =>
      (await runSuite(plainBackend(), { only: 'law/split', seed, runs })).results[0]?.headroom;
    expect(await share(1)).toBe(await share(1));
    expect(await share(1)).not.toBe(await share(2));
  });
});
