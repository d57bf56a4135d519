// Devices that gather runs, or fail later: a strict one says what comes too soon.

import { describe, expect, test } from 'vitest';
import { defineBackend } from '../src/author.ts';
import { bidirectional, lstm, simpleRNN, stacked, tensor } from '../src/index.ts';
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

  test('D12 comes before a copy of what it makes', () => {
    const { kernels } = gatheringKernels();
    using backend = defineBackend(kernels);
    const layer = backend.layer({ ...config, returnState: true }, weights);
    const { state } = layer.run(x);
    using stream = layer.stream({ initialState: state });
    expect([...stream.push(tensor([[4]])).dataSync()]).toEqual([10]);
  });

  test('D12 comes before the end, and the device ends after all that it holds', () => {
    const { kernels, log } = gatheringKernels({ dispose: () => void log.push('dispose') });
    const backend = defineBackend(kernels);
    backend.layer(config, weights).run(x);
    backend.dispose();
    // x, the two states and the output.
    expect(log.slice(-6)).toEqual(['submit 1', 'free', 'free', 'free', 'free', 'dispose']);
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
    // What another buffer waits for stays where it is.
    backend.layer(config, weights).run(x);
    log.length = 0;
    backend.exchange.bufferOf('test', output);
    expect(log).toEqual([]);
    output.dispose();
    expect(log).toEqual(['free']);
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
    await expect(output.data()).rejects.toThrow(
      'tiny: the device failed at a call before this one, got the device is gone',
    );
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
    await expect(reading).rejects.toThrow('tensor.data: the backend was used after dispose()');
    await backend.idle();
    expect([...target]).toEqual([1, 3, 6]);
    expect(backend.memory()).toEqual({ tensors: 0, layers: 0, streams: 0, buffers: 0 });
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
    const layer = backend.layer({ ...config, returnState: true }, weights);
    layer.run(x).dispose();
    await Promise.resolve();
    expect(pool).not.toEqual([]);
    const { output } = layer.run(x);
    await Promise.resolve();
    confirm[0]?.reject(new Error('the first is lost'));
    confirm[1]?.resolve();
    expect([...(await output.data())]).toEqual([1, 3, 6]);
    await expect(backend.idle()).rejects.toThrow('the first is lost');
    // Nor when its failure was known before it was freed.
    const failed = layer.run(x);
    await Promise.resolve();
    confirm[2]?.reject(new Error('the third is lost'));
    await expect(failed.output.data()).rejects.toThrow('the third is lost');
    failed.dispose();
    const after = layer.run(x).output.data();
    confirm[3]?.resolve();
    expect([...(await after)]).toEqual([1, 3, 6]);
  });

  test('D14 a stream whose push has failed begins anew with reset', async () => {
    const { backend, confirm } = confirmingBackend();
    const stream = backend.layer(config, weights).stream();
    const lost = stream.push(tensor([[1]])).data();
    confirm[0]?.reject(new Error('the first is lost'));
    await expect(lost).rejects.toThrow('the first is lost');
    stream.reset();
    const again = stream.push(tensor([[5]])).data();
    confirm[1]?.resolve();
    expect([...(await again)]).toEqual([5]);
    // Zeros that take the place of a state wait for nothing that made it.
    stream.push(tensor([[6]]));
    stream.reset();
    stream.reset();
    const zeros = stream.state.h.data();
    await Promise.resolve();
    confirm[2]?.reject(new Error('the third is lost'));
    expect([...(await zeros)]).toEqual([0]);
    await expect(backend.idle()).rejects.toThrow('the third is lost');
  });

  test('D14 work that reads what is confirmed fails with its own submission', async () => {
    const { backend, confirm } = confirmingBackend();
    const layer = backend.layer(config, weights);
    const { output } = layer.run(x);
    await Promise.resolve();
    const fed = layer.run(output);
    await Promise.resolve();
    confirm[0]?.resolve();
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    const early = fed.output.data();
    confirm[1]?.reject(new Error('the second is lost'));
    await expect(early).rejects.toThrow('the second is lost');
    await expect(fed.output.data()).rejects.toThrow('the second is lost');
    expect([...(await output.data())]).toEqual([1, 3, 6]);
  });

  test('D14 a read that fails after it was submitted is told with a code', async () => {
    const { kernels } = gatheringKernels({
      read: async () => {
        throw new Error('lost on the way');
      },
    });
    using backend = defineBackend(kernels);
    await expect(backend.layer(config, weights).run(x).output.data()).rejects.toEqual(
      expect.objectContaining({
        code: 'RNN_DEVICE',
        expected: 'the device could not read the numbers',
      }),
    );
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
    using narrow = tinyBackend({ bytes: () => 0, bytesPerNumber: 2 });
    narrow.layer(config, weights).run(x);
    expect(narrow.memory().bytes).toBe(3 * 2);
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
