// Histories as a backend author meets them: found, made as short as they can be, written as a program that does the same,
// kept and found again; and nothing asked that is not claimed.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Backend, Supports } from '@gatefold/contract';
import { leavesIn, missingSupport } from '@gatefold/contract/author';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HistoryExample } from '../src/counterexample.ts';
import {
  readCounterexample,
  readCounterexamples,
  saveCounterexample,
} from '../src/counterexample-file.ts';
import { histories, type Mix } from '../src/histories/draw-history.ts';
import { historyLaws } from '../src/histories/histories.ts';
import type { Call } from '../src/histories/history.ts';
import { mutants } from '../src/mutants/catalogue.ts';
import type { Mutant } from '../src/mutants/mutant.ts';
import { plainBackend } from '../src/plain/plain-backend.ts';
import type { CaseResult } from '../src/report/report.ts';
import type { SuiteOptions } from '../src/run-on.ts';
import { runSuite } from '../src/run-suite.ts';
import { ofTheDay } from '../../packages/workspace/src/of-the-day.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(import.meta.dirname, 'fixtures', 'tmp-'));
});
afterAll(() => rm(folder, { recursive: true }));

const mutantOf = (id: string): Mutant => mutants.find((one) => one.id === id) as Mutant;

async function runOn(
  backend: Backend,
  law: string,
  options: SuiteOptions = {},
): Promise<CaseResult> {
  const only = [`law/history/${law}`];
  const { results } = await runSuite(backend, { seed: 3, diagnosis: false, ...options, only });
  return results[0] as CaseResult;
}

const runMutant = (id: string, law: string, options?: SuiteOptions): Promise<CaseResult> =>
  runOn(mutantOf(id).make(), law, options);

const callsOf = ({ failure }: CaseResult): readonly Call[] =>
  (failure as { shrunk: HistoryExample }).shrunk.calls;

describe('a history that fails', () => {
  /** The fault, where it is looked for, and the calls without which it does not show. */
  const shortest: readonly (readonly [id: string, law: string, calls: readonly Call['do'][]])[] = [
    ['history/mask-sticks', 'masks', ['run', 'run']],
    ['history/x-by-identity', 'layer', ['run', 'run']],
    ['history/weights-by-identity', 'layer', ['rebuild', 'run']],
    // The second is served, without the state for which it must be refused.
    ['history/after-refusal', 'layer', ['refuse', 'refuse']],
    ['history/reset-by-reference', 'stateful', ['run', 'reset', 'run']],
    ['history/stream-resets-stored', 'streams-beside', ['run', 'open', 'run']],
    ['leaks/masked', 'masks', ['run']],
  ];

  test.each(shortest)('%s in %s is made as short as it can be', async (id, law, calls) => {
    const result = await runMutant(id, law);
    expect(result.status).toBe('fail');
    expect(callsOf(result).map((call) => call.do)).toEqual(calls);
  });

  test('is found at the fifth output, the tenth push and the hundredth run', async () => {
    const fifth = callsOf(await runMutant('history/fifth-output', 'layer'));
    const outputs = fifth.map((call) => (call.do === 'repeat' ? call.times : 1));
    expect(outputs.reduce((a, b) => a + b)).toBeLessThanOrEqual(6);
    const pushed = callsOf(await runMutant('history/stream-tenth-push', 'many-pushes'));
    expect(pushed.map((call) => (call.do === 'pushes' ? call.times : 0))).toEqual([0, 10]);
    const run = callsOf(await runMutant('history/hundredth-run', 'many-runs'));
    expect(run.map((call) => (call.do === 'repeat' ? call.times : 0))).toEqual([100]);
  });

  const programs: readonly (readonly [id: string, law: string])[] = [
    ['history/mask-sticks', 'masks'],
    ['history/weights-by-identity', 'layers'],
    ['history/reset-by-reference', 'stateful'],
    ['history/stream-two-lengths', 'streams'],
    ['history/third-shape', 'stacked'],
    ['history/third-shape', 'bidirectional'],
  ];

  test.each(programs)('%s in %s is told as a program that shows it', async (id, law) => {
    const { failure } = await runMutant(id, law);
    const program = failure?.program ?? [];
    const [, wanted, got] = /: wanted (\S+), got (\S+),/.exec(program.at(-1) as string) ?? [];
    expect(await pasted(program, mutantOf(id).make())).toContain(Number(got));
    // A fresh layer was given states that had been read in float32; the program's never are.
    const honest = await pasted(program, plainBackend());
    const off = honest.map((value) => Math.abs(value - Number(wanted)));
    expect(Math.min(...off)).toBeLessThan(1e-8);
    expect(Math.abs(Number(got) - Number(wanted))).toBeGreaterThan(1e-7);
  });

  test('says so in its message, and fails again by its path alone', async () => {
    const [id, law] = ['history/third-shape', 'layer'];
    const first = await runMutant(id, law);
    const lines = first.message?.split('\n') ?? [];
    expect(lines[0]).toMatch(/^r\d\.output at \[.*\]: wanted .*, got .*, off by/);
    expect(lines[1]).toMatch(/^import \{ \w+ \} from '@gatefold\/contract';$/);
    expect(lines.at(-2)).toMatch(/^\/\/ r\d\.output at/);
    expect(lines.at(-1)).toMatch(
      /^history \d+ of 30, made shorter \d+ times; seed 3, path [\d:]+$/,
    );
    const again = await runMutant(id, law, { path: first.failure?.path as string });
    expect(again.message?.split('\n').slice(0, -1)).toEqual(lines.slice(0, -1));
    expect(again.failure?.shrunk).toEqual(first.failure?.shrunk);
    const honest = await runOn(plainBackend(), law, { path: first.failure?.path as string });
    expect(honest.status).toBe('pass');
  });

  test('is kept as a file, once, and played before anything is drawn', async () => {
    const [id, law] = ['history/after-refusal', 'layer'];
    const { failure } = await runMutant(id, law);
    const shrunk = failure?.shrunk as HistoryExample;
    const file = saveCounterexample(folder, shrunk, { program: failure?.program });
    expect(saveCounterexample(folder, shrunk, {})).toBe(file);
    expect(readCounterexample(file)).toEqual(shrunk);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      format: 'gatefold-counterexample/1',
      law: 'law/history/layer',
    });
    const saved = readCounterexamples(folder);
    const replayed = await runMutant(id, law, { saved, runs: 1, seed: 1 });
    expect(replayed.message).toContain('a history that was saved');
    expect((await runOn(plainBackend(), law, { saved, runs: 1 })).status).toBe('pass');
  });

  test('by throwing is an error of the backend', async () => {
    let calls = 0;
    const broken = plainBackend({
      parts: {
        sequence: (call, run) => {
          if (++calls % 7 === 0) throw new TypeError('the kernel crashed');
          run(call);
        },
      },
    });
    const { status, message } = await runOn(broken, 'layer');
    expect(status).toBe('errored');
    expect(message).toMatch(/^the kernel crashed\nimport /);
  });

  test('because of what was called in another history gives no path that would not find it', async () => {
    let calls = 0;
    const once = plainBackend({
      parts: {
        sequence: (call, run) => {
          run(call);
          if (++calls === 40) call.output.fill(0.5);
        },
      },
    });
    const { status, failure, message } = await runOn(once, 'masks');
    expect(status).toBe('fail');
    expect(failure?.path).toBeUndefined();
    expect(message).toContain('played once more it passes');
  });
});

let pastes = 0;

/** Runs a program as someone would who pasted it, and says what the last thing that it reads holds. */
async function pasted([imports, ...lines]: readonly string[], backend: Backend): Promise<number[]> {
  const last = lines.findLastIndex((line) => !line.startsWith('//'));
  const read = /^(?:await )?(.*\.(?:data|dataSync)\(\));$/.exec(lines[last] as string)?.[1];
  const body = [...lines.slice(0, last), `return ${read};`].join('\n');
  const file = join(folder, `pasted-${++pastes}.mjs`);
  await writeFile(file, `${imports}\nexport default async (backend) => {\n${body}\n};\n`);
  const { default: run } = (await import(pathToFileURL(file).href)) as {
    default: (backend: Backend) => Promise<Float32Array>;
  };
  return [...(await run(backend))];
}

describe('what is drawn', () => {
  const everything: Mix = {
    layers: 3,
    length: 40,
    calls: { run: 4, refuse: 1, reset: 1, open: 1, push: 1 },
    masks: true,
    backwards: 'some',
    stateful: 'some',
    forms: ['cell', 'stacked', 'bidirectional'],
  };
  const { supports } = plainBackend();
  const narrow: readonly (readonly [what: string, claims: Partial<Supports>])[] = [
    ['no masks', { masking: false }],
    ['no streams and no states', { streaming: false, stateful: false }],
    ['one direction, one cell', { goBackwards: false, bidirectional: false, stacked: false }],
    ['a GRU alone', { cells: ['gru'], resetAfter: [false], activations: ['relu'] }],
    ['a SimpleRNN alone', { cells: ['simpleRNN'], recurrentActivations: [] }],
  ];

  test.each(narrow)('asks for nothing else of a backend that claims %s', (_what, claims) => {
    const claimed = { ...supports, ...claims };
    for (const { layers, calls } of fc.sample(histories(claimed, everything), 100)) {
      for (const { config } of layers) expect(missingSupport(claimed, config)).toBeUndefined();
      const asked = calls.flatMap((call) => [
        ...('mask' in call && call.mask ? ['masking'] : []),
        ...('what' in call && call.what === 'mask' ? ['masking'] : []),
        ...(['open', 'push'].includes(call.do) ? ['streaming'] : []),
      ]);
      expect(asked.filter((claim) => !claimed[claim as 'masking'])).toEqual([]);
    }
  });

  test('numbers that a program can name: distinct enough, and held by 8 bits', () => {
    const [history] = fc.sample(histories(supports, everything), { numRuns: 1, seed: 1 });
    expect(JSON.parse(JSON.stringify(history))).toEqual(history);
    expect(leavesIn(history)).toEqual([]);
  });
});

test.each(ofTheDay([1, 2, 3, 4, 5], 5))(
  'no history fails on an honest backend: seed %i',
  async (seed) => {
    const only = historyLaws.map(({ id }) => id);
    const { results } = await runSuite(plainBackend(), { only, seed, runs: 40 });
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([]);
  },
);

test.each(ofTheDay(['exponential', 'softplus', 'squareplus', 'linear'] as const, 4))(
  'nor on honest float32 whose only activation is %s, which grows',
  async (name) => {
    const claims = { activations: [name], recurrentActivations: [name] };
    const arithmetic = { round: Math.fround, sumOrder: 'backward' } as const;
    const honest = plainBackend({ arithmetic, precision: 'f32', claims });
    const only = historyLaws.map(({ id }) => id);
    const { results } = await runSuite(honest, { only, seed: 14, runs: 20 });
    expect(results.filter(({ status }) => !['pass', 'unsupported'].includes(status))).toEqual([]);
  },
);
