// Threads: the suite with everything shared, a half of it a day, the bits of one thread, and workers that are late, hang or are gone.

import { cases } from '@gatefold/conformance';
import { conformance } from '@gatefold/conformance/vitest';
import { describe, expect, test } from 'vitest';
import {
  bidirectional,
  gru,
  lstm,
  type LayerConfig,
  simpleRNN,
  type TensorLike,
  wasm,
  type WasmBackend,
} from '../src/index.ts';
import { ofTheDay, seedOfDay } from '../../workspace/src/of-the-day.ts';
import { random } from './random.ts';
import { runs } from './runs.ts';
import open, { busyNeighbours, openShared, sharing } from './shared.js';

const only = ofTheDay(cases, 2).map(({ id }) => id);
conformance(open, { seed: seedOfDay, runs, only });

const timeSteps = 60;
const inputDim = 7;
const sequences = { returnSequences: true, returnState: true } as const;

/** Rows, directions and units apart; units that fill their panels and that do not; backwards. */
const shapes: readonly { name: string; config: LayerConfig; batch: number; masked?: boolean }[] = [
  { name: 'rows', config: lstm({ units: 20, ...sequences }), batch: 7 },
  { name: 'masked rows', config: gru({ units: 20, ...sequences }), batch: 5, masked: true },
  { name: 'two phases', config: gru({ units: 40, resetAfter: false, ...sequences }), batch: 3 },
  {
    name: 'directions',
    config: bidirectional({ layer: gru({ units: 24, ...sequences }) }),
    batch: 1,
  },
  { name: 'units of an LSTM', config: lstm({ units: 64, ...sequences }), batch: 1 },
  { name: 'units that fill no panel', config: lstm({ units: 43, ...sequences }), batch: 1 },
  { name: 'units of a GRU', config: gru({ units: 50, ...sequences }), batch: 1 },
  { name: 'units of a SimpleRNN', config: simpleRNN({ units: 100, ...sequences }), batch: 1 },
  { name: 'the last step alone', config: lstm({ units: 64, returnState: true }), batch: 1 },
  {
    name: 'backwards, aligned',
    config: lstm({ units: 64, ...sequences, goBackwards: true, alignOutput: true }),
    batch: 1,
  },
];

describe.each([1, 3])('with %i workers', (workers) => {
  test.each(shapes)('bits are those of one thread: $name', async ({ config, batch, masked }) => {
    using one = await wasm();
    using many = sharing(await openShared(workers));
    const weights = weightsOf(config);
    const x = random(batch, timeSteps, inputDim);
    const data = Array.from({ length: batch * timeSteps }, (_, k) => (k * 7) % 3 !== 0);
    const options = masked === true ? { mask: { shape: [batch, timeSteps], data } } : {};
    const want = numbersOf(one, config, weights, x, options);
    for (let round = 0; round < 20; round++) {
      expect(numbersOf(many, config, weights, x, options), `round ${round}`).toEqual(want);
    }
  });
});

describe('with neighbours that keep every core busy, so that workers are late', () => {
  const ways = [
    { what: 'units', config: lstm({ units: 128, ...sequences }), batch: 1 },
    { what: 'rows', config: gru({ units: 128, ...sequences }), batch: 16 },
    {
      what: 'directions',
      config: bidirectional({ layer: lstm({ units: 64, ...sequences }) }),
      batch: 1,
    },
  ];
  test.each(ofTheDay(ways, 3))(
    'bits are those of one thread: $what',
    { timeout: 120_000 },
    async (each) => {
      const { config, batch } = each;
      using one = await wasm();
      using many = sharing(await openShared());
      await using _ = busyNeighbours(4);
      const weights = weightsOf(config);
      const x = random(batch, timeSteps, inputDim);
      const want = numbersOf(one, config, weights, x, {});
      for (let round = 0; round < 30; round++) {
        expect(numbersOf(many, config, weights, x, {}), `round ${round}`).toEqual(want);
      }
    },
  );

  test(
    'a late worker touches nothing that is used again: chunks of a stream',
    { timeout: 120_000 },
    async () => {
      using one = await wasm();
      using many = sharing(await openShared());
      await using _ = busyNeighbours(4);
      const config = lstm({ units: 128, returnSequences: true });
      const weights = weightsOf(config);
      const [layer, shared] = [
        one.layer(config, weights as never),
        many.layer(config, weights as never),
      ];
      const [stream, other] = [layer.stream({ batch: 16 }), shared.stream({ batch: 16 })];
      for (let round = 0; round < 30; round++) {
        // Long and short in turn: the short ones are done while a worker may still be at the long one.
        const chunk = random(16, round % 2 === 0 ? 40 : 1, inputDim);
        const want = stream.push(chunk).dataSync();
        expect(other.push(chunk).dataSync(), `round ${round}`).toEqual(want);
        expect(other.state.h.dataSync()).toEqual(stream.state.h.dataSync());
      }
    },
  );
});

test('a worker that is gone: the same numbers, on one thread', async () => {
  const parts = await openShared();
  using backend = sharing(parts);
  const config = lstm({ units: 64, ...sequences });
  const [weights, x] = [weightsOf(config), random(1, timeSteps, inputDim)];
  using layer = backend.layer(config, weights as never);
  const before = layer.run(x).output.dataSync();
  await parts.crew.dispose();
  expect(layer.run(x).output.dataSync()).toEqual(before);
  expect(parts.crew.size).toBe(0);
});

test('a worker that hangs: the same numbers; its memory is kept until it is ended, and then used again', async () => {
  const parts = await openShared();
  using backend = sharing(parts);
  const config = lstm({ units: 64, ...sequences });
  const [weights, x] = [weightsOf(config), random(1, timeSteps, inputDim)];
  using layer = backend.layer(config, weights as never);
  const want = layer.run(x).output.dataSync();
  while (!parts.crew.isFree) await new Promise((resolve) => setTimeout(resolve, 1));
  // A job that the main thread begins and never goes on with: the worker waits for it.
  const variant = { name: 'lstm', activation: 'tanh', recurrentActivation: 'sigmoid' } as const;
  const { functions } = parts.programs.of(variant) as { functions: { sharedSteps: unknown } };
  const { sharedSteps } = functions;
  functions.sharedSteps = () => {
    throw new Error('stopped');
  };
  expect(() => layer.run(x)).toThrow('stopped');
  functions.sharedSteps = sharedSteps;
  const { bytes } = parts.heap;
  for (let round = 0; round < 50; round++) {
    using result = layer.run(x);
    expect(result.output.dataSync()).toEqual(want);
  }
  expect(parts.crew.isFree).toBe(false);
  const deadline = performance.now() + 20_000;
  while (parts.crew.size > 0 && performance.now() < deadline) {
    using result = layer.run(x);
    expect(result.output.dataSync()).toEqual(want);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(parts.crew.size).toBe(0);
  expect(parts.heap.bytes).toBeLessThan(bytes + 2 ** 24);
  const after = parts.heap.bytes;
  for (let round = 0; round < 500; round++) layer.run(x).dispose();
  expect(parts.heap.bytes).toBe(after);
});

test('dispose ends every worker', async () => {
  const parts = await openShared(3);
  const backend = sharing(parts);
  expect(parts.crew.size).toBe(3);
  backend.dispose();
  const deadline = performance.now() + 20_000;
  while (parts.crew.size > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(parts.crew.size).toBe(0);
});

test.each([
  [0, /^wasm: threads: must be a whole number of at least 1, or 'auto', got 0/],
  [1.5, /got 1.5/],
  ['two', /got .two./],
])('threads: %o is refused', async (threads, message) => {
  await expect(wasm({ threads: threads as never })).rejects.toThrow(message);
});

test('one thread says so, and so does a page that is not isolated', async () => {
  using one = await wasm({ threads: 1 });
  expect(one.environment).toMatchObject({ threads: '1' });
  const scope = globalThis as { crossOriginIsolated?: boolean };
  scope.crossOriginIsolated = false;
  try {
    using page = await wasm({ threads: 2 });
    expect(page.environment?.['threads']).toMatch(/^1, since this page is not isolated/);
  } finally {
    delete scope.crossOriginIsolated;
  }
});

function numbersOf(
  backend: WasmBackend,
  config: LayerConfig,
  weights: unknown,
  x: TensorLike,
  options: object,
): number[][] {
  using layer = backend.layer(config, weights as never);
  using result = layer.run(x, options) as unknown as Disposable & {
    output: unknown;
    state: unknown;
  };
  return leaves([result.output, result.state]);
}

/** The numbers of tensors, however nested. */
function leaves(value: unknown): number[][] {
  if (typeof value !== 'object' || value === null) return [];
  if ('dataSync' in value) return [[...(value as { dataSync(): Float32Array }).dataSync()]];
  return Object.values(value).flatMap((each) => leaves(each));
}

function weightsOf(config: LayerConfig): unknown {
  if (config.kind === 'bidirectional') {
    return { forward: weightsOf(config.layer), backward: weightsOf(config.backwardLayer) };
  }
  if (config.kind === 'stacked') throw new Error('no stack here');
  const columns = { lstm: 4, gru: 3, simpleRNN: 1 }[config.kind] * config.units;
  const bias = config.kind === 'gru' && config.resetAfter ? [2, columns] : [columns];
  return {
    kernel: random(inputDim, columns),
    recurrentKernel: random(config.units, columns),
    bias: random(...bias),
  };
}
