// Laws as a person meets them: what is drawn, what a failure says, and how it is found again.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plainBackend as plain } from '../src/plain/plain-backend.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LawExample } from '../src/counterexample.ts';
import {
  readCounterexample,
  readCounterexamples,
  saveCounterexample,
} from '../src/counterexample-file.ts';
import { anything } from '../src/claimed.ts';
import { exampleOf, type Scenario, scenarios } from '../src/laws/scenario.ts';
import { mutants } from '../src/mutants/catalogue.ts';
import type { CaseResult } from '../src/report/report.ts';
import type { SuiteOptions } from '../src/run-on.ts';
import { runSuite } from '../src/run-suite.ts';
import type { Values } from '../src/values.ts';

const { supports } = plain();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(import.meta.dirname, 'fixtures', 'tmp-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function runMutant(id: string, options: SuiteOptions): Promise<CaseResult> {
  const mutant = mutants.find((one) => one.id === id);
  const { results } = await runSuite(mutant?.make() ?? plain(), { runs: 50, ...options });
  return results[0] as CaseResult;
}

/** Tensors of an example by name. */
function tensorsOf({ weights, x, initialState }: ReturnType<typeof exampleOf>): [string, Values][] {
  return Object.entries({ ...(weights as object), x, ...initialState });
}

describe('what is drawn', () => {
  test('no zeros, no two numbers of a tensor alike, no two sizes alike', () => {
    for (const scenario of fc.sample(scenarios(supports, anything, true), {
      numRuns: 200,
      seed: 1,
    })) {
      expect(Object.values(scenario.zeroed)).toEqual([false, false, false, false, false]);
      expect(new Set(scenario.sizes).size).toBe(4);
      for (const [, { data }] of tensorsOf(exampleOf(scenario))) {
        expect(new Set(data.map(Math.abs)).size).toBe(data.length);
        expect(data.includes(0)).toBe(false);
      }
    }
  });

  test('what fails whatever the numbers shrinks to the smallest sizes, all zeros', () => {
    const details = fc.check(
      fc.property(scenarios(supports, anything, true), () => false),
      { seed: 1 },
    );
    const [scenario] = details.counterexample as [Scenario];
    expect(scenario.sizes.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
    expect(Object.values(scenario.zeroed)).toEqual([true, true, true, true, true]);
  });
});

describe('a law that fails', () => {
  const id = 'gates/gru/rzn';
  const only = 'law/zero-kernels';

  test('says what differs, on which layer, and where it was found', async () => {
    const { status, message } = await runMutant(id, { only: [only], seed: 5 });
    expect(status).toBe('fail');
    const lines = message?.split('\n') ?? [];
    expect(lines.length).toBe(3);
    expect(lines[0]).toMatch(/^output at \[.*\]: wanted .*, got .*, off by/);
    expect(lines[1]).toMatch(
      /^with gru units \d .*, batch \d, timeSteps \d, inputDim \d, all zeros in/,
    );
    expect(lines[2]).toMatch(/^example \d+ of 50, made smaller \d+ times; seed 5, path [\d:]+$/);
  });

  test('fails on the same example by its path alone, and passes there once mended', async () => {
    let seed = 5;
    let first = await runMutant(id, { only: [only], seed });
    // Not the first example, so that one run without the path would not find it.
    while (first.failure?.path?.startsWith('0:')) {
      first = await runMutant(id, { only: [only], seed: ++seed });
    }
    const path = first.failure?.path as string;
    const again = await runMutant(id, { only: [only], seed, path, runs: 1 });
    const lines = first.message?.split('\n').slice(0, 2) ?? [];
    expect(again.message?.split('\n')).toEqual([
      ...lines,
      `the example at seed ${seed}, path ${path}`,
    ]);
    expect((await runMutant('none', { only: [only], seed, path })).status).toBe('pass');
  });

  test('is kept as a file of numbers, and tried before anything is drawn', async () => {
    const { failure } = await runMutant(id, { only: [only], seed: 5 });
    const shrunk = failure?.shrunk as LawExample;
    const file = saveCounterexample(folder, shrunk, { seed: 5 });
    expect(readCounterexample(file)).toEqual(shrunk);
    const text = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    expect(text).toMatchObject({ format: 'gatefold-counterexample/1', law: only, seed: 5 });
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^law-zero-kernels-\d+\.json$/)]);
    const saved = readCounterexamples(folder);
    // One run on another seed, which may not find it by itself.
    const replayed = await runMutant(id, { only: [only], seed: 6, runs: 1, saved });
    expect(replayed.message).toContain('a counterexample that was saved');
    expect(replayed.failure?.path).toBeUndefined();
    expect((await runMutant('none', { only: [only], saved })).status).toBe('pass');
  });

  test('files that are no counterexamples are refused, and a missing folder has none', async () => {
    const file = join(folder, 'other.json');
    await writeFile(file, '{"format":"other/1"}');
    expect(() => readCounterexample(file)).toThrow('no gatefold-counterexample/1 file');
    expect(readCounterexamples(join(folder, 'nowhere'))).toEqual([]);
  });

  test('by throwing is an error of the backend, not a difference', async () => {
    const broken = plain({
      parts: {
        sequence: () => {
          throw new TypeError('the kernel crashed');
        },
      },
    });
    const { results } = await runSuite(broken, { only: ['law/split'] });
    expect(results[0]).toMatchObject({ status: 'errored' });
    expect(results[0]?.message).toMatch(/^the kernel crashed\nwith /);
  });
});
