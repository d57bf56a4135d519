// What is alive, also after a kernel has thrown.

import { expect, test } from 'vitest';
import { bidirectional, RnnError, gru, lstm, type StateOf, stacked, tensor } from '../src/index.ts';
import { collectGarbage } from './collect-garbage.ts';
import { makeWeights, zeros } from './make-weights.ts';
import { tinyBackend, tinyKernels, type TinyKernels } from './tiny-backend.ts';

const nothing = { tensors: 0, layers: 0, streams: 0, buffers: 0 };

/** Kernels of which one throws, once it has been told to, at its nth call from then on. */
function breakable(method: 'run' | 'allocate' | 'write' | 'prepare' | 'copy' | 'merge') {
  let left = Infinity;
  const kernels = tinyKernels() as unknown as Record<string, (...args: unknown[]) => unknown>;
  const broken = (...args: unknown[]): unknown => {
    left--;
    if (left === 0) throw new Error('device lost');
    return kernels[method]?.(...args);
  };
  const changes: Partial<TinyKernels> = { [method]: broken };
  const backend = tinyBackend(changes);
  return {
    backend,
    breakAt: (call: number): void => {
      left = call;
    },
    mend: (): void => {
      left = Infinity;
    },
  };
}

const config = bidirectional({
  layer: stacked({
    cells: [lstm({ units: 2 }), gru({ units: 2 })],
    returnState: true,
    returnSequences: true,
    stateful: true,
  }),
});

function disposeState(state: StateOf<typeof config>): void {
  for (const cell of [...state.forward, ...state.backward]) {
    for (const leaf of Object.values(cell)) leaf.dispose();
  }
}

test('L5 everything that is disposed of is no longer counted', () => {
  const backend = tinyBackend();
  const layer = backend.layer(config, makeWeights(config, 3));
  const { output, state } = layer.run(zeros(2, 4, 3));
  expect(backend.memory()).toEqual({ tensors: 7, layers: 1, streams: 0, buffers: 7 });
  disposeState(state);
  // The stored state stays.
  expect(backend.memory()).toEqual({ tensors: 1, layers: 1, streams: 0, buffers: 7 });
  layer.resetState();
  expect(backend.memory()).toEqual({ tensors: 1, layers: 1, streams: 0, buffers: 1 });
  layer.dispose();
  output.dispose();
  expect(backend.memory()).toEqual(nothing);
});

test('L5 a stream keeps buffers for a few lengths of chunks, and gives all of them back', () => {
  const backend = tinyBackend();
  const plain = gru({ units: 2 });
  const layer = backend.layer(plain, makeWeights(plain, 3));
  const stream = layer.stream();
  const opened = backend.memory().buffers;
  stream.push(zeros(1, 3));
  const fed = backend.memory().buffers;
  const plan = fed - opened;
  expect(plan).toBeGreaterThan(0);
  for (const steps of [1, 5, 1, 5]) stream.push(zeros(1, steps, 3));
  expect(backend.memory().buffers).toBe(opened + 3 * plan);
  for (let steps = 1; steps <= 50; steps++) stream.push(zeros(1, steps, 3));
  expect(backend.memory().buffers).toBe(opened + 8 * plan);
  stream.dispose();
  expect(backend.memory()).toEqual({ tensors: 0, layers: 1, streams: 0, buffers: 0 });
});

test('L5 a stream that has ended is kept by nobody', async () => {
  const plain = gru({ units: 2 });
  const layer = tinyBackend().layer(plain, makeWeights(plain, 3));
  const open = (): WeakRef<object> => {
    using stream = layer.stream();
    return new WeakRef(stream);
  };
  const ended = open();
  await collectGarbage();
  expect(ended.deref()).toBeUndefined();
  layer.dispose();
});

test('L10 dispose() of a backend frees every buffer and every prepared cell', () => {
  let alive = 0;
  const kernels = tinyKernels();
  const backend = tinyBackend({
    allocate: (size) => {
      alive++;
      return kernels.allocate(size);
    },
    free: () => {
      alive--;
    },
    prepare: (cell) => {
      alive++;
      return cell;
    },
    release: () => {
      alive--;
    },
  });
  const layer = backend.layer(config, makeWeights(config, 3));
  layer.run(zeros(2, 4, 3));
  const plain = gru({ units: 2 });
  backend.layer(plain, makeWeights(plain, 3)).stream().push(zeros(1, 3));
  expect(alive).toBeGreaterThan(10);
  backend.dispose();
  expect(alive).toBe(0);
  expect(backend.memory()).toEqual(nothing);
});

test('D2 a kernel that throws leaks nothing, whichever call it is', () => {
  for (const method of ['run', 'allocate', 'write', 'merge'] as const) {
    const { backend, breakAt, mend } = breakable(method);
    const layer = backend.layer(config, makeWeights(config, 3));
    const healthy = layer.run(zeros(2, 4, 3));
    disposeState(healthy.state);
    const before = backend.memory();
    let failures = 0;
    for (let call = 1; call <= 30; call++) {
      breakAt(call);
      try {
        const lucky = layer.run(zeros(2, 4, 3));
        mend();
        disposeState(lucky.state);
        lucky.output.dispose();
      } catch {
        failures++;
      }
      expect([method, call, backend.memory()]).toEqual([method, call, before]);
    }
    mend();
    expect(failures).toBeGreaterThan(0);
    layer.dispose();
    healthy.output.dispose();
  }
});

test('D2 a kernel that throws leaves the stored state, and the layer goes on', () => {
  const { backend, breakAt, mend } = breakable('run');
  const counter = gru({ units: 1, stateful: true });
  const layer = backend.layer(counter, makeWeights(counter, 1));
  const add = (amount: number) => layer.run(tensor([[[amount]]])).output.dataSync()[0];
  expect(add(1)).toBe(1);
  breakAt(1);
  expect(() => add(10)).toThrow('device lost');
  mend();
  expect(add(100)).toBe(101);
});

test('D2 a push that throws leaves the state of the stream', () => {
  const { backend, breakAt, mend } = breakable('run');
  const counter = gru({ units: 1 });
  const stream = backend.layer(counter, makeWeights(counter, 1)).stream();
  const add = (amount: number) => stream.push(tensor([[amount]])).dataSync()[0];
  expect(add(1)).toBe(1);
  breakAt(1);
  expect(() => add(10)).toThrow('device lost');
  mend();
  expect(add(100)).toBe(101);
});

test('E23 a call that is refused keeps no memory and changes nothing', () => {
  const backend = tinyBackend();
  const counter = lstm({ units: 1, stateful: true });
  const layer = backend.layer(counter, makeWeights(counter, 1));
  layer.run(tensor([[[1]]])).output.dispose();
  const before = backend.memory();
  const x = tensor([[[10]]]);
  const refused = [
    () => layer.run(zeros(1, 1, 2)),
    () => layer.run(x, { mask: { shape: [1, 2], data: [1, 1] } }),
    () => layer.run(x, { initialState: { h: zeros(1, 2), c: zeros(1, 1) } }),
    () => layer.resetState({ h: zeros(1, 2), c: zeros(1, 1) }),
    () => layer.stream({ batch: 0 }),
    () => layer.stream({ initialState: { h: zeros(2, 1), c: zeros(2, 1) } }),
  ];
  for (const call of refused) expect(call).toThrow(RnnError);
  expect(backend.memory()).toEqual(before);
  expect(layer.run(tensor([[[100]]])).output.dataSync()[0]).toBe(101);
});

test('D2 a stream that cannot be opened, or fed, leaks nothing', () => {
  for (const method of ['allocate', 'write'] as const) {
    const { backend, breakAt, mend } = breakable(method);
    const plain = lstm({ units: 2 });
    const layer = backend.layer(plain, makeWeights(plain, 3));
    const initialState = { h: zeros(1, 2), c: zeros(1, 2) };
    let failures = 0;
    for (let call = 1; call <= 10; call++) {
      breakAt(call);
      try {
        const stream = layer.stream({ initialState });
        try {
          stream.push(zeros(1, 3));
        } catch {
          failures++;
        }
        stream.dispose();
      } catch {
        failures++;
      }
      mend();
      expect([method, call, backend.memory()]).toEqual([
        method,
        call,
        { tensors: 0, layers: 1, streams: 0, buffers: 0 },
      ]);
    }
    expect(failures).toBeGreaterThan(2);
  }
});

test('D2 a layer of which one cell cannot be prepared gives back the others', () => {
  const alive = new Set<unknown>();
  const backend = tinyBackend({
    prepare: (cell) => {
      if (alive.size === 3) throw new Error('device lost');
      alive.add(cell);
      return cell;
    },
    release: (cell) => {
      if (!alive.delete(cell)) throw new Error('released what was never prepared');
    },
  });
  expect(() => backend.layer(config, makeWeights(config, 3))).toThrow('device lost');
  expect(alive.size).toBe(0);
  expect(backend.memory()).toEqual(nothing);
});

test('D2 a state that cannot be set leaks nothing', () => {
  const { backend, breakAt, mend } = breakable('write');
  const counter = lstm({ units: 1, stateful: true });
  const layer = backend.layer(counter, makeWeights(counter, 1));
  breakAt(2);
  expect(() => layer.resetState({ h: zeros(1, 1), c: zeros(1, 1) })).toThrow('device lost');
  mend();
  expect(backend.memory()).toEqual({ tensors: 0, layers: 1, streams: 0, buffers: 0 });
});
