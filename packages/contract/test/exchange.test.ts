// What a backend beside a runtime of its own needs: reads of two sorts, directions together, tensors across the border.

import { describe, expect, test } from 'vitest';
import { bidirectional, simpleRNN, stacked, type Tensor, tensor } from '../src/index.ts';
import { defineBackend, type Exchange, type Kernels } from '../src/author.ts';
import { tinyBackend, tinyKernels, type TinyKernels } from './tiny-backend.ts';

const config = simpleRNN({ units: 1, activation: 'linear', returnSequences: true });
const weights = {
  kernel: tensor([[1]]),
  recurrentKernel: tensor([[1]]),
  bias: tensor([0]),
};
const x = tensor([[[1], [2], [3]]]);

describe('readSync', () => {
  test('D14 a read that fails later is told with a code, and its cause', async () => {
    const cause = new TypeError('the buffer cannot be mapped');
    using backend = tinyBackend({ read: () => Promise.reject(cause), readSync: () => undefined });
    const { output } = backend.layer(config, weights).run(x);
    await expect(output.data()).rejects.toEqual(
      expect.objectContaining({ code: 'RNN_DEVICE', actual: cause.message, cause }),
    );
    await backend.idle();
  });

  test('D9 serves dataSync, and read serves data', async () => {
    const calls: string[] = [];
    using backend = tinyBackend({
      read: async (buffer, target) => {
        calls.push('read');
        await Promise.resolve();
        target.set(buffer);
      },
      readSync: (buffer, target) => {
        calls.push('readSync');
        target.set(buffer);
      },
    });
    const { output } = backend.layer(config, weights).run(x);
    expect([...output.dataSync()]).toEqual([1, 3, 6]);
    expect([...(await output.data())]).toEqual([1, 3, 6]);
    expect(calls).toEqual(['readSync', 'read']);
  });
});

describe('runBoth', () => {
  type Calls = Parameters<NonNullable<Kernels<Float32Array, never>['runBoth']>>;
  const kernels = tinyKernels();
  const layer = bidirectional({ layer: config, mergeMode: 'sum' });

  test('D9 gets the directions of a Bidirectional, and the result is the same', () => {
    const pairs: Calls[] = [];
    using together = tinyBackend({
      runBoth: (...calls) => {
        pairs.push(calls as never);
        for (const call of calls) kernels.run(call);
      },
    });
    using apart = tinyBackend();
    const both = { forward: weights, backward: weights };
    const [got, wanted] = [together, apart].map((backend) => [
      ...backend.layer(layer, both).run(x).output.dataSync(),
    ]);
    expect(got).toEqual(wanted);
    expect(pairs).toHaveLength(1);
    expect(pairs[0]?.map(({ goBackwards }) => goBackwards)).toEqual([false, true]);
    expect(pairs[0]?.[0].x).toBe(pairs[0]?.[1].x);
  });

  test('D9 is not called for stacks, whose second cells read different inputs', () => {
    using backend = tinyBackend({
      runBoth: () => {
        throw new Error('not for stacks');
      },
    });
    const cell = simpleRNN({ units: 1, activation: 'linear' });
    const stack = stacked({ cells: [cell, cell], returnSequences: true });
    const list = [weights, weights];
    const mixed = bidirectional({ layer: stack, backwardLayer: { ...config, goBackwards: true } });
    for (const [layerConfig, backward] of [
      [bidirectional({ layer: stack }), list],
      [mixed, weights],
    ] as const) {
      const made = backend.layer(layerConfig, { forward: list, backward } as never);
      expect((made.run(x) as { output: Tensor }).output.shape).toEqual([1, 3, 2]);
    }
  });
});

describe('guest', () => {
  /** A runtime's tensor: it has a shape and a way to be read, as ours have. */
  const guestOf = (shape: readonly number[], numbers: number[]): never =>
    ({ shape, data: async () => Float32Array.from(numbers), numbers }) as never;
  const withGuests = (changes: Partial<TinyKernels> = {}): ReturnType<typeof tinyBackend> =>
    tinyBackend({
      ...changes,
      guest: (_, value) => {
        const { numbers } = value as { numbers?: number[] };
        if (numbers === undefined) return null;
        const { shape } = value as { shape: readonly number[] };
        return { shape, buffer: Float32Array.from(numbers) };
      },
    });

  test('D10 stands for x, for initialState and for a frame, and is neither kept nor counted', () => {
    using backend = withGuests();
    using layer = backend.layer(simpleRNN({ units: 1, activation: 'linear' }), weights);
    const before = backend.memory();
    using result = layer.run(guestOf([1, 3, 1], [1, 2, 3]), {
      initialState: { h: guestOf([1, 1], [10]) },
    });
    expect([...result.output.dataSync()]).toEqual([16]);
    using stream = layer.stream();
    expect([...stream.push(guestOf([1, 1], [4])).dataSync()]).toEqual([4]);
    stream.dispose();
    result.dispose();
    expect(backend.memory()).toEqual(before);
  });

  test('D10 is copied straight to where a stream reads it', () => {
    let allocations = 0;
    using backend = withGuests({
      allocate: (size) => {
        allocations++;
        return new Float32Array(size);
      },
    });
    using stream = backend.layer(config, weights).stream();
    stream.push(guestOf([1, 1], [4]));
    const before = allocations;
    expect([...stream.push(guestOf([1, 1], [5])).dataSync()]).toEqual([9]);
    expect(allocations).toBe(before);
  });

  test('D10 stands for a weight, at any depth, and for a mask', () => {
    using backend = withGuests();
    const lent = { ...weights, kernel: guestOf([1, 1], [2]) };
    const mask = guestOf([1, 3], [1, 0, 1]);
    using layer = backend.layer(config, lent);
    expect(backend.memory().buffers).toBe(0);
    expect([...layer.run(x, { mask }).output.dataSync()]).toEqual([1, 1, 4]);
    const both = bidirectional({ layer: config, mergeMode: 'sum' });
    using two = backend.layer(both, { forward: lent, backward: lent });
    expect(two.run(x).output.shape).toEqual([1, 3, 1]);
    expect(() =>
      backend.layer(config, { ...weights, kernel: guestOf([2, 2], [1, 2, 3, 4]) }),
    ).toThrow(expect.objectContaining({ code: 'RNN_SHAPE' }));
    const trap = {
      shape: [1, 1],
      get numbers() {
        throw new Error('not for you');
      },
    };
    expect(() => backend.layer(config, { ...weights, kernel: trap as never })).toThrow(
      /^simpleRNN weights: must be readable/,
    );
  });

  test('D10 is refused as a weight or a mask where the device cannot be read at once', () => {
    using backend = tinyBackend({
      supports: { ...tinyKernels().supports, dataSync: false },
      guest: (_, value) => {
        const { numbers } = value as { numbers?: number[] };
        return numbers === undefined ? null : { shape: [1, 1], buffer: Float32Array.from(numbers) };
      },
    });
    const refused =
      'tiny cannot read a tensor on the device at once; read it first, and pass { shape, data }';
    const kernel = guestOf([1, 1], [2]);
    expect(() => backend.layer(config, { ...weights, kernel })).toThrow(refused);
    using layer = backend.layer(config, weights);
    expect(() => layer.run(tensor([[[1]]]), { mask: guestOf([1, 1], [1]) })).toThrow(refused);
  });

  test('D10 of no numbers is not copied', () => {
    using backend = withGuests({
      copy: () => {
        throw new Error('an empty copy');
      },
    });
    using layer = backend.layer(config, weights);
    const mask = guestOf([0, 3], []);
    expect(layer.run(tensor([], [0, 3, 1]), { mask }).output.shape).toEqual([0, 3, 1]);
  });

  test('D10 that is none of them is foreign', () => {
    using backend = withGuests();
    using layer = backend.layer(config, weights);
    const foreign = { shape: [1, 3, 1], data: async () => new Float32Array(3) } as never;
    expect(() => layer.run(foreign)).toThrow(expect.objectContaining({ code: 'RNN_FOREIGN' }));
  });
});

describe('exchange', () => {
  const open = (changes: Partial<TinyKernels> = {}) =>
    defineBackend(tinyKernels(changes), (exchange: Exchange<Float32Array>) => ({ exchange }));

  test('D11 hands buffers out and in', () => {
    using backend = open();
    const { exchange } = backend;
    const made = exchange.tensorOf('test', [1, 3, 1], (buffer) => buffer.set([1, 2, 3]));
    expect(exchange.bufferOf('test', made)).toEqual(Float32Array.from([1, 2, 3]));
    expect([...backend.layer(config, weights).run(made).output.dataSync()]).toEqual([1, 3, 6]);
    const { buffers } = backend.memory();
    made.dispose();
    expect(backend.memory().buffers).toBe(buffers - 1);
    expect(() => exchange.bufferOf('test', made)).toThrow(
      expect.objectContaining({ code: 'RNN_DISPOSED' }),
    );
  });

  test('D11 leaves nothing of a buffer whose filling failed', () => {
    using backend = open();
    const fail = (): never => {
      throw new Error('the device is full');
    };
    expect(() => backend.exchange.tensorOf('test', [2], fail)).toThrow('the device is full');
    expect(backend.memory()).toEqual({ tensors: 0, layers: 0, streams: 0, buffers: 0 });
  });

  test('D11 is closed when the backend is disposed of', () => {
    const { exchange } = open();
    const backend = open();
    backend.dispose();
    expect(() => backend.exchange.tensorOf('test', [1], () => undefined)).toThrow(
      expect.objectContaining({ code: 'RNN_DISPOSED' }),
    );
    expect(() => backend.exchange.bufferOf('test', { shape: [1] })).toThrow(
      'test: the backend was used after dispose()',
    );
    expect(() => exchange.bufferOf('test', { shape: [1] })).toThrow(
      expect.objectContaining({ code: 'RNN_FOREIGN' }),
    );
  });

  test('D11 finds no buffer behind what is no tensor of this backend', () => {
    using backend = open();
    const made = backend.exchange.tensorOf('test', [1], () => undefined);
    for (const value of [null, undefined, 7, 'seven', {}, () => made, new Proxy(made, {})]) {
      expect(() => backend.exchange.bufferOf('test', value)).toThrow(
        expect.objectContaining({ code: 'RNN_FOREIGN' }),
      );
    }
  });

  test('D11 gives out no guest: it has none of the buffers of this backend', () => {
    using backend = open({
      guest: (_, value) => ({ shape: [1], buffer: (value as { own: Float32Array }).own }),
    });
    expect(() => backend.exchange.bufferOf('test', { own: new Float32Array(1) })).toThrow(
      expect.objectContaining({ code: 'RNN_FOREIGN' }),
    );
  });
});
