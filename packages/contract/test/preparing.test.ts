// Weights that a device prepares in the background: what needs them waits, in order, and fails as they do.

import { expect, test } from 'vitest';
import {
  type CheckedCell,
  defineBackend,
  hostMemory,
  type Kernels,
  type SequenceCall,
} from '../src/author.ts';
import { bidirectional, DeviceLostError, simpleRNN, tensor } from '../src/index.ts';
import { makeWeights } from './make-weights.ts';
import { tinyKernels, type TinyKernels } from './tiny-backend.ts';

const config = simpleRNN({ units: 1, activation: 'linear', returnSequences: true });
const both = bidirectional({ layer: config, mergeMode: 'sum' });
const weights = makeWeights(config, 1);
const x = tensor([[[1], [2], [3]]]);

/** Weights that are ready when the test says so, each by its turn. */
function slowKernels(changes: Partial<Kernels<Float32Array, CheckedCell>> = {}) {
  const ready: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const tiny = tinyKernels();
  const ran: SequenceCall<Float32Array, CheckedCell>[] = [];
  const released: CheckedCell[] = [];
  const kernels: TinyKernels = {
    ...tiny,
    supports: { ...tiny.supports, dataSync: false },
    prepare: (cell) =>
      new Promise<CheckedCell>((resolve, reject) =>
        ready.push({ resolve: () => resolve(cell), reject }),
      ),
    run(call) {
      ran.push(call);
      tiny.run(call);
    },
    free: (buffer) => void buffer.fill(NaN),
    release: (cell) => void released.push(cell),
    ...changes,
  };
  return { kernels, ready, ran, released };
}

test('D13 runs wait for their weights, in order, with what the arrays held', async () => {
  const { kernels, ready, ran } = slowKernels();
  using backend = defineBackend(kernels);
  const [early, late] = [backend.layer(config, weights), backend.layer(config, weights)];
  const input = tensor([[[1], [2], [3]]]);
  const first = early.run(input);
  input.data.fill(100);
  const second = late.run(first.output);
  const third = early.run(second.output);
  second.dispose();
  ready[1]?.resolve();
  await Promise.resolve();
  expect(ran).toHaveLength(0);
  ready[0]?.resolve();
  expect([...(await third.output.data())]).toEqual([1, 5, 15]);
  expect([...(await first.output.data())]).toEqual([1, 3, 6]);
  expect(ran).toHaveLength(3);
  await backend.idle();
});

test('D13 streams, stored states and guests wait as runs do', async () => {
  let alive = 0;
  const { kernels, ready } = slowKernels({
    guest: (_, value) => {
      const { lent } = value as { lent?: Float32Array };
      return lent === undefined ? null : { shape: [1, 1], buffer: lent };
    },
    allocate: (size) => {
      alive++;
      return new Float32Array(size);
    },
    free: () => void alive--,
  });
  const backend = defineBackend(kernels);
  const layer = backend.layer({ ...config, stateful: true }, weights);
  const stream = layer.stream();
  const lent = Float32Array.of(5);
  const frame = { lent } as never;
  stream.push(tensor([[1]]));
  stream.push(frame);
  lent.fill(100);
  const last = tensor([[2]]);
  const pushed = stream.push(last);
  last.data.fill(100);
  layer.run(x);
  const stored = layer.run(x);
  ready[0]?.resolve();
  expect([...(await pushed.data())]).toEqual([8]);
  expect([...(await stored.output.data())]).toEqual([7, 9, 12]);
  backend.dispose();
  expect(alive).toBe(0);
});

test('D13 a push that waits knows which rows had begun when it was asked for', async () => {
  const { kernels, ready } = slowKernels();
  using backend = defineBackend(kernels);
  const stream = backend.layer(config, weights).stream({ initialState: { h: tensor([[10]]) } });
  const skipped = stream.push(tensor([[1]]), { mask: { shape: [1], data: [0] } }).data();
  const kept = stream.push(tensor([[2]]), { mask: { shape: [1], data: [1] } }).data();
  const held = stream.push(tensor([[3]]), { mask: { shape: [1], data: [0] } }).data();
  ready[0]?.resolve();
  // Nothing is repeated of a row that has not begun (M4).
  expect([...(await skipped), ...(await kept), ...(await held)]).toEqual([0, 12, 12]);
  // A push without a mask begins every row.
  stream.reset();
  stream.push(tensor([[4]]));
  const repeated = stream.push(tensor([[5]]), { mask: { shape: [1], data: [0] } });
  expect([...(await repeated.data())]).toEqual([4]);
});

test('D14 a failed preparation is thrown by data(), and by idle() where nobody read', async () => {
  const { kernels, ready } = slowKernels({ bytes: ({ inputDim }) => inputDim });
  using backend = defineBackend(kernels);
  const layer = backend.layer(config, weights);
  const { output } = layer.run(x);
  const reading = output.data();
  ready[0]?.reject(new Error('does not compile'));
  await expect(reading).rejects.toEqual(expect.objectContaining({ code: 'RNN_DEVICE' }));
  await backend.idle();
  expect(backend.memory().bytes).toBe(3 * 4);
  await expect(layer.run(x).output.data()).rejects.toThrow('does not compile');
  backend.layer(config, weights);
  ready[1]?.reject(new Error('nobody ran it'));
  await expect(backend.idle()).rejects.toThrow('nobody ran it');
});

test('D14 a failed preparation fails what is merged of it, and what begins from its state', async () => {
  for (const runBoth of [undefined, () => undefined]) {
    for (const broken of [0, 1]) {
      const { kernels, ready } = slowKernels(runBoth === undefined ? {} : { runBoth });
      using backend = defineBackend(kernels);
      const layer = backend.layer(
        {
          ...both,
          layer: { ...config, returnState: true },
          backwardLayer: { ...both.backwardLayer, returnState: true },
        },
        { forward: weights, backward: weights },
      );
      const result = layer.run(x);
      ready[1 - broken]?.resolve();
      ready[broken]?.reject(new DeviceLostError({ where: 'tiny', expected: 'the device is gone' }));
      // A code of ours is kept.
      const lost = expect.objectContaining({ code: 'RNN_DEVICE_LOST' });
      await expect(result.output.data()).rejects.toEqual(lost);
      const next = layer.run(x, { initialState: result.state });
      await expect(next.output.data()).rejects.toEqual(lost);
    }
  }
});

test('D9 D13 directions that run together wait for the weights of both', async () => {
  const { kernels, ready, ran } = slowKernels({
    runBoth: (forward, backward) => {
      for (const call of [forward, backward]) kernels.run(call);
    },
  });
  using backend = defineBackend(kernels);
  const { output } = backend.layer(both, { forward: weights, backward: weights }).run(x);
  ready[0]?.resolve();
  await Promise.resolve();
  expect(ran).toHaveLength(0);
  ready[1]?.resolve();
  expect([...(await output.data())]).toEqual([7, 8, 9]);
  expect(ran.map(({ prepared }) => prepared.inputDim)).toEqual([1, 1]);
});

test('D13 weights are released after the runs that wait, though they are there before others', async () => {
  const { kernels, ready, released } = slowKernels();
  using backend = defineBackend({
    ...kernels,
    run(call) {
      if (released.includes(call.prepared)) throw new Error('released too early');
      kernels.run(call);
    },
  });
  const [early, late] = [backend.layer(config, weights), backend.layer(config, weights)];
  early.run(x);
  const { output } = late.run(x);
  ready[1]?.resolve();
  await Promise.resolve();
  late.dispose();
  ready[0]?.resolve();
  expect([...(await output.data())]).toEqual([1, 3, 6]);
  await backend.idle();
  expect(released).toHaveLength(1);
});

test('D13 what is done no longer waits for the weights of others', async () => {
  const { kernels, ready } = slowKernels({ supports: tinyKernels().supports });
  using backend = defineBackend(kernels);
  const [early, late] = [backend.layer(config, weights), backend.layer(config, weights)];
  const { output } = early.run(x);
  late.run(x);
  ready[0]?.resolve();
  await new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
  expect([...output.dataSync()]).toEqual([1, 3, 6]);
  expect([...(await output.data())]).toEqual([1, 3, 6]);
  ready[1]?.resolve();
});

test('D13 a preparation may promise nothing but that it is done', async () => {
  const tiny = tinyKernels();
  let made: CheckedCell | undefined;
  let runs = 0;
  using backend = defineBackend<Float32Array, undefined>({
    ...{ name: 'closure', supports: tiny.supports, ...hostMemory(Float32Array) },
    prepare: async (cell) => void (made = cell),
    run(call) {
      runs++;
      tiny.run({ ...call, prepared: made as CheckedCell });
    },
    bytes: () => 8,
  });
  const { output } = backend.layer(config, weights).run(x);
  expect(backend.memory().bytes).toBe(3 * 4);
  await backend.idle();
  expect(runs).toBe(1);
  expect([...(await output.data())]).toEqual([1, 3, 6]);
  expect(backend.memory().bytes).toBe(3 * 4 + 8);
});

test('D16 weights that arrive after the end are released, and the device ends after them', async () => {
  let ended = false;
  const { kernels, ready, ran, released } = slowKernels({ dispose: () => void (ended = true) });
  const backend = defineBackend(kernels);
  const layer = backend.layer(config, weights);
  const reading = layer.run(x).output.data();
  backend.dispose();
  await expect(reading).rejects.toEqual(expect.objectContaining({ code: 'RNN_DISPOSED' }));
  expect([released.length, ended]).toEqual([0, false]);
  ready[0]?.resolve();
  await backend.idle();
  expect([released.length, ended]).toEqual([1, true]);
  expect(ran).toEqual([]);
  expect(backend.memory()).toEqual({ tensors: 0, layers: 0, streams: 0, buffers: 0 });
  // The end of one whose weights are there is now.
  ended = false;
  const other = defineBackend(kernels);
  other.layer(config, weights);
  ready[1]?.resolve();
  await other.idle();
  other.dispose();
  expect([released.length, ended]).toEqual([2, true]);
});

test('D13 nothing is read at once, or handed out, before its weights are there', async () => {
  const { kernels, ready } = slowKernels({ supports: tinyKernels().supports });
  using backend = defineBackend(kernels, (exchange) => ({ exchange }));
  const { output } = backend.layer(config, weights).run(x);
  const early =
    'the weights that these numbers need are still being prepared; await backend.idle()';
  expect(() => output.dataSync()).toThrow(`tensor.dataSync: ${early}`);
  expect(() => backend.exchange.bufferOf('test', output)).toThrow(`test: ${early}`);
  ready[0]?.resolve();
  await backend.idle();
  expect([...output.dataSync()]).toEqual([1, 3, 6]);
});
