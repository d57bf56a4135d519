// Devices that gather runs, prepare in the background, or fail later: a strict one says what comes too soon.

import { describe, expect, test } from 'vitest';
import { defineBackend, hostMemory, type Kernels, type SequenceCall } from '../src/author.ts';
import { bidirectional, lstm, simpleRNN, stacked, tensor } from '../src/index.ts';
import type { CheckedCell } from '../src/author.ts';
import { makeWeights } from './make-weights.ts';
import { tinyBackend, tinyKernels, type TinyKernels } from './tiny-backend.ts';

const config = simpleRNN({ units: 1, activation: 'linear', returnSequences: true });
const weights = makeWeights(config, 1);
const x = tensor([[[1], [2], [3]]]);

/** A device that computes when it is told to, and refuses to touch a buffer of work that it still holds. */
function gatheringKernels(changes: Partial<TinyKernels> = {}) {
  const tiny = tinyKernels();
  const log: string[] = [];
  let gathered: { work: () => void; buffers: Set<Float32Array> }[] = [];
  const demand = (what: string, ...buffers: Float32Array[]): void => {
    const held = gathered.some((each) => buffers.some((buffer) => each.buffers.has(buffer)));
    if (held) throw new Error(`${what} of a buffer of gathered work`);
    log.push(what);
  };
  const gather = (work: () => void, ...buffers: Float32Array[]): void => {
    log.push('run');
    gathered.push({ work, buffers: new Set(buffers) });
  };
  const kernels: TinyKernels = {
    ...tiny,
    run(call) {
      const { x: input, output, initialState, finalState } = call;
      gather(() => tiny.run(call), input, output, initialState.h, finalState.h, finalState.c);
    },
    merge: (call) => gather(() => tiny.merge?.(call), call.forward, call.backward, call.output),
    submit() {
      const works = gathered;
      gathered = [];
      log.push(`submit ${works.length}`);
      for (const { work } of works) work();
    },
    write(buffer, data) {
      demand('write', buffer);
      tiny.write(buffer, data);
    },
    copy(from, to) {
      demand('copy', from, to);
      tiny.copy(from, to);
    },
    read(buffer, target) {
      demand('read', buffer);
      return tiny.read(buffer, target);
    },
    free(buffer) {
      demand('free', buffer);
      buffer.fill(NaN);
    },
    ...changes,
  };
  return { kernels, log };
}

describe('submit', () => {
  test('D12 comes at the end of the task, once for many runs', async () => {
    const { kernels, log } = gatheringKernels();
    using backend = defineBackend(kernels);
    const layer = backend.layer(config, weights);
    const first = layer.run(x);
    const second = layer.run(first.output);
    expect(log.filter((entry) => entry.startsWith('submit'))).toEqual([]);
    await Promise.resolve();
    expect(log.filter((entry) => entry.startsWith('submit'))).toEqual(['submit 2']);
    expect([...(await second.output.data())]).toEqual([1, 4, 10]);
    expect(log.filter((entry) => entry.startsWith('submit'))).toHaveLength(1);
  });

  test('D12 comes before idle() is over, and idle() tells what it fails at', async () => {
    const { kernels, log } = gatheringKernels();
    using backend = defineBackend(kernels);
    backend.layer(config, weights).run(x);
    await backend.idle();
    expect(log).toContain('submit 1');
    const failing = gatheringKernels().kernels;
    const submit = async (): Promise<void> => {
      await failing.submit?.();
      throw new Error('no room');
    };
    using other = defineBackend({ ...failing, submit });
    other.layer(config, weights).run(x);
    await expect(other.idle()).rejects.toThrow('no room');
  });

  test('D12 comes before a read at once, and frees wait for it', () => {
    const { kernels, log } = gatheringKernels();
    using backend = defineBackend(kernels);
    const layer = backend.layer(config, weights);
    const before = backend.memory().buffers;
    const { output } = layer.run(x);
    expect(backend.memory().buffers).toBe(before + 1);
    expect(log).not.toContain('free');
    expect([...output.dataSync()]).toEqual([1, 3, 6]);
    // x and the two states.
    expect(log.filter((entry) => entry === 'free')).toHaveLength(3);
    expect(log.indexOf('submit 1')).toBeLessThan(log.indexOf('free'));
  });

  test('D12 comes before the end of the task when many frees wait for it', () => {
    const { kernels, log } = gatheringKernels();
    using backend = defineBackend(kernels);
    const layer = backend.layer(config, weights);
    for (let run = 0; run < 100; run++) layer.run(x).dispose();
    expect(log.find((entry) => entry.startsWith('submit'))).toBeDefined();
    expect(log).toContain('free');
  });

  test('D12 comes before each push, which writes to one x again and again', () => {
    const { kernels, log } = gatheringKernels();
    using backend = defineBackend(kernels);
    const stream = backend.layer(config, weights).stream();
    const outputs = [1, 2, 3].map((value) => stream.push(tensor([[value]])));
    expect(log.filter((entry) => entry.startsWith('submit'))).toEqual(['submit 1', 'submit 1']);
    expect(outputs[2]?.dataSync()[0]).toBe(6);
    stream.push(stream.push(tensor([[4]])));
    expect(stream.state.h.dataSync()[0]).toBe(20);
  });

  test('D12 comes before a buffer is handed out', () => {
    const { kernels, log } = gatheringKernels();
    using backend = defineBackend(kernels, (exchange) => ({ exchange }));
    const { output } = backend.layer(config, weights).run(x);
    expect([...backend.exchange.bufferOf('test', output)]).toEqual([1, 3, 6]);
    expect(log).toContain('submit 1');
  });

  test('D12 holds for stacks, Bidirectional, stateful layers and disposal in any order', async () => {
    const { kernels } = gatheringKernels();
    using backend = defineBackend(kernels);
    const stack = stacked({ cells: [simpleRNN({ units: 1 }), simpleRNN({ units: 1 })] });
    const both = bidirectional({ layer: simpleRNN({ units: 1, returnSequences: true }) });
    const state = simpleRNN({ units: 1, stateful: true, returnState: true });
    for (const each of [stack, both, state]) {
      const layer = backend.layer(each, makeWeights(each, 1));
      const plain = tinyBackend().layer(each, makeWeights(each, 1));
      const [got, wanted] = [layer, plain].map((made) => {
        const unread = made.run(x);
        const result = made.run(x);
        unread.dispose();
        return result;
      });
      layer.dispose();
      const output = (result: typeof got) => (result as { output: { data(): unknown } }).output;
      expect(await output(got).data()).toEqual(await output(wanted).data());
      got?.dispose();
    }
    expect(backend.memory()).toEqual({ tensors: 0, layers: 0, streams: 0, buffers: 0 });
  });

  test('D14 what it fails at is thrown by data() of the runs that were gathered, and of what they feed', async () => {
    const { kernels } = gatheringKernels();
    using backend = defineBackend({
      ...kernels,
      submit: () => {
        void kernels.submit?.();
        throw new Error('the device is gone');
      },
    });
    const layer = backend.layer(config, weights);
    const { output } = layer.run(x);
    const fed = layer.run(output);
    const code = expect.objectContaining({ code: 'RNN_DEVICE' });
    await expect(output.data()).rejects.toThrow('the device is gone');
    await expect(fed.output.data()).rejects.toEqual(code);
    expect(() => fed.output.dataSync()).toThrow(code);
    await backend.idle();
  });

  test('D14 reads wait for what it promises, and reject with what that rejects with', async () => {
    let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
    const { kernels } = gatheringKernels();
    using backend = defineBackend({
      ...kernels,
      submit: () => {
        void kernels.submit?.();
        return new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
      },
    });
    const layer = backend.layer(config, weights);
    const good = layer.run(x).output.data();
    let arrived = false;
    void good.then(() => (arrived = true));
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
    expect(arrived).toBe(false);
    settle?.resolve();
    expect([...(await good)]).toEqual([1, 3, 6]);
    const { output } = layer.run(x);
    await Promise.resolve();
    settle?.reject(new Error('out of memory'));
    await expect(output.data()).rejects.toThrow('out of memory');
    layer.run(x);
    await Promise.resolve();
    settle?.reject(new Error('nobody reads this'));
    await expect(backend.idle()).rejects.toThrow('nobody reads this');
    await backend.idle();
  });

  /** A device that confirms a submission when the test says so. */
  function confirmingBackend(changes: Partial<TinyKernels> = {}) {
    const confirm: { resolve: () => void; reject: (error: Error) => void }[] = [];
    const { kernels } = gatheringKernels(changes);
    const backend = defineBackend({
      ...kernels,
      submit: () => {
        void kernels.submit?.();
        return new Promise<void>((resolve, reject) => confirm.push({ resolve, reject }));
      },
    });
    return { backend, confirm };
  }

  test('D14 a read that waits gives what a lent output held when it was asked for', async () => {
    const { backend, confirm } = confirmingBackend();
    const stream = backend.layer(config, weights).stream();
    const first = stream.push(tensor([[1]])).data();
    const second = stream.push(tensor([[2]])).data();
    stream.dispose();
    const third = second.then(() => backend.dispose());
    for (const { resolve } of confirm) resolve();
    expect([...(await first), ...(await second)]).toEqual([1, 3]);
    await third;
  });

  test('D14 a read that waits touches no buffer after the end', async () => {
    const { backend, confirm } = confirmingBackend();
    const target = new Float32Array(3);
    const reading = backend.layer(config, weights).run(x).output.data(target);
    backend.dispose();
    for (const { resolve } of confirm) resolve();
    await expect(reading).rejects.toEqual(expect.objectContaining({ code: 'RNN_DISPOSED' }));
    await backend.idle();
    expect([...target]).toEqual([1, 3, 6]);
  });

  test('D14 a buffer under the handle of one that was freed has nothing of its failure', async () => {
    const pool: Float32Array[] = [];
    const { backend, confirm } = confirmingBackend({
      allocate(size) {
        const at = pool.findLastIndex(({ length }) => length === size);
        return at === -1
          ? new Float32Array(size)
          : (pool.splice(at, 1)[0]?.fill(0) as Float32Array);
      },
      free: (buffer) => void pool.push(buffer),
    });
    const layer = backend.layer(config, weights);
    layer.run(x).dispose();
    await Promise.resolve();
    expect(pool).not.toEqual([]);
    const { output } = layer.run(x);
    await Promise.resolve();
    confirm[0]?.reject(new Error('the first is lost'));
    confirm[1]?.resolve();
    expect([...(await output.data())]).toEqual([1, 3, 6]);
    await expect(backend.idle()).rejects.toThrow('the first is lost');
  });

  test('D14 what was submitted after work that fails, and reads it, fails with it; nothing else does', async () => {
    const { backend, confirm } = confirmingBackend();
    const layer = backend.layer({ ...config, returnState: true }, weights);
    const stream = layer.stream();
    const frame = stream.push(tensor([[1]]));
    const lost = layer.run(x);
    await Promise.resolve();
    const fed = layer.run(lost.output);
    const apart = layer.run(x);
    stream.reset();
    const again = stream.push(tensor([[5]]));
    await Promise.resolve();
    const copied = layer.stream({ initialState: lost.state });
    confirm[0]?.reject(new Error('the first is lost'));
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    for (const { resolve } of confirm) resolve();
    await expect(lost.output.data()).rejects.toThrow('the first is lost');
    await expect(fed.output.data()).rejects.toThrow('the first is lost');
    const leaf = (copied.state as unknown as { h: typeof frame }).h;
    await expect(leaf.data()).rejects.toThrow('the first is lost');
    expect([...(await apart.output.data())]).toEqual([1, 3, 6]);
    expect([...(await again.data())]).toEqual([5]);
    await backend.idle();
    backend.dispose();
  });
});

describe('prepare', () => {
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
    const { kernels, ready } = slowKernels({
      guest: (_, value) => {
        const { lent } = value as { lent?: Float32Array };
        return lent === undefined ? null : { shape: [1, 1], buffer: lent };
      },
    });
    using backend = defineBackend(kernels);
    const layer = backend.layer({ ...config, stateful: true }, weights);
    const stream = layer.stream();
    const lent = Float32Array.of(5);
    const frame = { lent } as never;
    stream.push(tensor([[1]]));
    stream.push(frame);
    lent.fill(100);
    const pushed = stream.push(tensor([[2]]));
    layer.run(x);
    const stored = layer.run(x);
    ready[0]?.resolve();
    expect([...(await pushed.data())]).toEqual([8]);
    expect([...(await stored.output.data())]).toEqual([7, 9, 12]);
  });

  test('D14 a failed preparation is thrown by data(), and by idle() where nobody read', async () => {
    const { kernels, ready } = slowKernels();
    using backend = defineBackend(kernels);
    const layer = backend.layer(config, weights);
    const { output } = layer.run(x);
    const reading = output.data();
    ready[0]?.reject(new Error('does not compile'));
    await expect(reading).rejects.toEqual(expect.objectContaining({ code: 'RNN_DEVICE' }));
    await backend.idle();
    await expect(layer.run(x).output.data()).rejects.toThrow('does not compile');
    backend.layer(config, weights);
    ready[1]?.reject(new Error('nobody ran it'));
    await expect(backend.idle()).rejects.toThrow('nobody ran it');
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
    const { kernels, ready, released } = slowKernels({ dispose: () => void (ended = true) });
    const backend = defineBackend(kernels);
    const layer = backend.layer(config, weights);
    const reading = layer.run(x).output.data();
    backend.dispose();
    await expect(reading).rejects.toEqual(expect.objectContaining({ code: 'RNN_DISPOSED' }));
    expect([released.length, ended]).toEqual([0, false]);
    ready[0]?.resolve();
    await backend.idle();
    expect([released.length, ended]).toEqual([1, true]);
    expect(backend.memory()).toEqual({ tensors: 0, layers: 0, streams: 0, buffers: 0 });
  });

  test('D13 nothing is read at once, or handed out, before its weights are there', async () => {
    const { kernels, ready } = slowKernels({ supports: tinyKernels().supports });
    using backend = defineBackend(kernels, (exchange) => ({ exchange }));
    const { output } = backend.layer(config, weights).run(x);
    const early = expect.objectContaining({ code: 'RNN_DEVICE' });
    expect(() => output.dataSync()).toThrow(early);
    expect(() => backend.exchange.bufferOf('test', output)).toThrow(early);
    ready[0]?.resolve();
    await backend.idle();
    expect([...output.dataSync()]).toEqual([1, 3, 6]);
  });
});

describe('bytes', () => {
  test('D15 counts buffers and weights where the kernels report them', () => {
    using silent = tinyBackend();
    expect(silent.memory()).not.toHaveProperty('bytes');
    const wide = lstm({ units: 2, returnState: true });
    using backend = tinyBackend({ bytes: ({ weights: { kernel } }) => kernel.byteLength });
    expect(backend.memory().bytes).toBe(0);
    const layer = backend.layer(wide, makeWeights(wide, 3));
    const weightBytes = 3 * 8 * 4;
    expect(backend.memory().bytes).toBe(weightBytes);
    const result = layer.run({ shape: [2, 4, 3], data: new Float32Array(24) });
    // An output and two states of [2, 2].
    expect(backend.memory().bytes).toBe(weightBytes + 3 * 4 * 4);
    result.dispose();
    layer.dispose();
    expect(backend.memory().bytes).toBe(0);
  });
});

describe('a device that throws at the end', () => {
  test('D16 leaves right counts, everything disposed of, and its first error', () => {
    let isEnding = false;
    let frees = 0;
    const backend = tinyBackend({
      free: () => {
        if (isEnding) throw new Error(`free ${++frees} failed`);
      },
      release: () => {
        throw new Error('release failed');
      },
    });
    const layer = backend.layer({ ...config, stateful: true }, weights);
    const stream = layer.stream();
    stream.push(tensor([[1]]));
    const { output } = layer.run(x);
    isEnding = true;
    expect(() => backend.dispose()).toThrow('free 1 failed');
    // x, the output and two states of the stream; the stored state; the output.
    expect(frees).toBe(6);
    expect(backend.memory()).toEqual({ tensors: 0, layers: 0, streams: 0, buffers: 0 });
    expect([backend, layer, stream, output].map(({ disposed }) => disposed)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });
});
