import { expect, test } from 'vitest';
import {
  bidirectional,
  type LayerConfig,
  lstm,
  simpleRNN,
  type Tensor,
  tensor,
} from '../src/index.ts';
import {
  backendFromEngine,
  type Engine,
  type EngineCall,
  type EngineLayer,
  type EngineResult,
} from '../src/engine.ts';
import { elsewhere } from './hostile.ts';
import { makeWeights, zeros } from './make-weights.ts';

const [batch, timeSteps, inputDim, units] = [2, 3, 4, 1];
const config = simpleRNN({ units, returnState: true, stateful: true });
const forgetful = simpleRNN({ units, returnState: true });
const weights = makeWeights(config, inputDim);
const x = zeros(batch, timeSteps, inputDim);

/** Adds 1 to its state with every run. */
class CountingLayer implements EngineLayer {
  readonly calls: EngineCall[] = [];
  #h: Float32Array = new Float32Array(batch);

  async run(call: EngineCall): Promise<EngineResult> {
    this.calls.push(call);
    // Later calls are quicker, and would overtake the ones before.
    await new Promise((resolve) => setTimeout(resolve, this.calls.length === 1 ? 9 : 0));
    const given = call.initialState as { h: { data: Float32Array } } | null;
    this.#h = (given?.h.data ?? this.#h).map((h) => h + 1);
    const h = { shape: [batch, units], data: this.#h };
    return { output: h, state: { h } };
  }

  resetState(state: unknown): void {
    const { h } = (state ?? { h: zeros(batch, units) }) as { h: { data: Float32Array } };
    this.#h = h.data.slice();
  }
}

function engine(changes: Partial<Engine> = {}): Engine {
  return {
    name: 'counting',
    supports: {
      cells: ['simpleRNN', 'lstm'],
      activations: ['tanh'],
      recurrentActivations: ['sigmoid'],
      resetAfter: [],
      masking: true,
      goBackwards: false,
      stateful: true,
      bidirectional: true,
      stacked: false,
      precision: 'f32',
    },
    layer: () => new CountingLayer(),
    ...changes,
  };
}

/** An engine whose every answer is the given one. */
function answering(answer: unknown, layerConfig: LayerConfig = forgetful) {
  const backend = backendFromEngine(
    engine({ layer: () => ({ run: () => answer as EngineResult }) }),
  );
  const made = backend.layer(layerConfig, makeWeights(layerConfig, inputDim));
  const { output } = made.run(x);
  return ((output as { backward?: Tensor }).backward ?? (output as Tensor)).data();
}

test('D5 an engine that lacks nothing makes a backend', () => {
  const backend = backendFromEngine(engine({ version: '1.2', environment: { device: 'abacus' } }));
  expect(backend).toMatchObject({ name: 'counting', version: '1.2' });
  expect(backend.environment).toEqual({ device: 'abacus' });
  expect(backend.supports).toMatchObject({ streaming: false, dataSync: false, stateful: true });
  expect(backend.supports.weightPrecision).toBe('f32');
});

test('D5 a name, a layer() or a claim that is missing, unknown or wrong is refused', () => {
  const defining = (changes: object) => () => backendFromEngine(engine(changes));
  const claiming = (claims: object) => defining({ supports: { ...engine().supports, ...claims } });
  expect(defining({ name: '' })).toThrow("backendFromEngine.name: must be a name, got ''");
  expect(defining({ layer: 7 })).toThrow('backendFromEngine(counting).layer: must be a function');
  expect(claiming({ stateful: undefined })).toThrow('supports.stateful: must be true or false');
  expect(claiming({ streaming: true })).toThrow('supports.streaming: is not a claim');
  expect(claiming({ alignOutput: 'yes' })).toThrow('alignOutput: must be true or false, or absent');
  const unreadable = {
    get name(): string {
      throw new Error('not for you');
    },
  };
  expect(() => backendFromEngine(unreadable as never)).toThrow(
    /^backendFromEngine: must be readable/,
  );
  expect(claiming({ precision: 'f8' })).toThrow("must be 'f64', 'f32' or 'f16', got 'f8'");
  expect(claiming({ weightPrecision: 'int8' })().supports.weightPrecision).toBe('int8');
  expect(claiming({ weightPrecision: 'int4' })).toThrow(
    "supports.weightPrecision: must be 'f32', 'f16', 'bf16' or 'int8', or absent, got 'int4'",
  );
});

test('D6 an engine is asked in order, and with copies', async () => {
  const layer = new CountingLayer();
  const backend = backendFromEngine(engine({ layer: () => layer }));
  const made = backend.layer(config, weights);
  const given = { shape: x.shape, data: x.data.slice() };
  const results = [made.run(given), made.run(given), made.run(given)];
  given.data.fill(9);
  const numbers = await Promise.all(results.map(({ output }) => output.data()));
  expect(numbers.map(([first]) => first)).toEqual([1, 2, 3]);
  expect(layer.calls.map((call) => call.x.data.some((value) => value !== 0))).toEqual([
    false,
    false,
    false,
  ]);
  made.resetState({ h: tensor([[5], [7]]) });
  const h = await made.run(x).state.h.data();
  expect([...h]).toEqual([6, 8]);
  made.resetState();
  const chained = made.run(x, { initialState: made.run(x).state });
  expect([...(await chained.output.data())]).toEqual([2, 2]);
});

test('D6 what was refused never reaches the engine', () => {
  let asked = 0;
  const backend = backendFromEngine(
    engine({
      layer: () => {
        asked++;
        return new CountingLayer();
      },
    }),
  );
  expect(() => backend.layer({ ...config, goBackwards: true }, weights)).toThrow(
    'supports.goBackwards: false',
  );
  expect(() => backend.layer(config, {} as never)).toThrow('simpleRNN.bias: is required');
  expect(asked).toBe(0);
  const layer = backend.layer(config, weights);
  expect(() => layer.run(zeros(1, 2))).toThrow('keep the batch axis');
  expect(() => layer.stream()).toThrow('supports.streaming: false');
  layer.dispose();
  expect(() => layer.run(x)).toThrow('used after dispose()');
  backend.dispose();
  expect(backend.memory()).toEqual({ tensors: 0, layers: 0, streams: 0, buffers: 0 });
});

test('D6 an engine gets empty arrays of an empty batch', async () => {
  const layer = new CountingLayer();
  const backend = backendFromEngine(engine({ layer: () => layer }));
  const once = { ...config, stateful: false };
  const nothing = { h: zeros(0, units) };
  backend.layer(once, weights).run(zeros(0, timeSteps, inputDim), { initialState: nothing });
  await expect(backend.idle()).rejects.toThrow('output');
  expect(layer.calls[0]).toEqual({
    x: zeros(0, timeSteps, inputDim),
    mask: null,
    initialState: nothing,
  });
});

test('D17 an array that an engine uses again changes no tensor', async () => {
  const shared = new Float32Array(batch * units);
  let runs = 0;
  const once = simpleRNN({ units });
  const backend = backendFromEngine(
    engine({
      layer: () => ({
        run: () => ({ output: { shape: [batch, units], data: shared.fill(++runs) } }),
      }),
    }),
  );
  const layer = backend.layer(once, makeWeights(once, inputDim));
  const [first, second] = [layer.run(x), layer.run(x)];
  expect([...(await second.output.data())]).toEqual([2, 2]);
  expect([...(await first.output.data())]).toEqual([1, 1]);
});

test('D14 of a flood of failures that nobody reads, idle() tells the first and keeps few', async () => {
  const once = simpleRNN({ units });
  const backend = backendFromEngine(
    engine({
      layer: () => ({
        run: () => {
          throw new Error(`failure ${++failures}`);
        },
      }),
    }),
  );
  let failures = 0;
  const layer = backend.layer(once, makeWeights(once, inputDim));
  const read = layer.run(x);
  for (let k = 0; k < 1_000; k++) layer.run(x).dispose();
  await expect(read.output.data()).rejects.toThrow('failure 1');
  await expect(backend.idle()).rejects.toThrow('failure 2');
  await backend.idle();
  expect(failures).toBe(1_001);
});

test('L15 a pending read of an engine settles when the backend is disposed of', async () => {
  const stuck = backendFromEngine(
    engine({ layer: () => ({ run: () => new Promise<EngineResult>(() => undefined) }) }),
  );
  const reading = stuck.layer(forgetful, weights).run(x).output.data();
  stuck.dispose();
  await expect(reading).rejects.toEqual(expect.objectContaining({ code: 'RNN_DISPOSED' }));
  await expect(reading).rejects.toThrow('tensor.data: the backend was used after dispose()');
});

test('D6 the state that an engine stores counts in memory()', async () => {
  const backend = backendFromEngine(engine());
  const layer = backend.layer(config, weights);
  const before = backend.memory().buffers;
  layer.run(x).dispose();
  layer.run(x).dispose();
  expect(backend.memory().buffers).toBe(before + 1);
  layer.resetState({ h: zeros(batch, units) });
  expect(backend.memory().buffers).toBe(before + 1);
  layer.resetState();
  expect(backend.memory().buffers).toBe(before);
  await backend.idle();
});

test('D6 layers are disposed of, and the engine after them', async () => {
  const said: string[] = [];
  const backend = backendFromEngine(
    engine({
      layer: () => Object.assign(new CountingLayer(), { dispose: () => void said.push('layer') }),
      dispose: () => void said.push('engine'),
    }),
  );
  const { output } = backend.layer(config, weights).run(x);
  backend.dispose();
  await backend.idle();
  expect(said).toEqual(['layer', 'engine']);
  expect(output.disposed).toBe(true);
});

test('D6 an engine and its layers need nothing to dispose of', async () => {
  const backend = backendFromEngine(engine());
  backend.layer(config, weights).dispose();
  await expect(backend.idle()).resolves.toBeUndefined();
  backend.dispose();
  await expect(backend.idle()).resolves.toBeUndefined();
});

test('D7 a layer that keeps no state goes on after a call that failed', async () => {
  const once = simpleRNN({ units });
  let calls = 0;
  using backend = backendFromEngine(
    engine({
      layer: () => ({
        run: () => {
          if (++calls === 1) throw new Error('out of memory');
          return { output: zeros(batch, units) };
        },
      }),
    }),
  );
  const layer = backend.layer(once, makeWeights(once, inputDim));
  await expect(layer.run(x).output.data()).rejects.toThrow('out of memory');
  expect([...(await layer.run(x).output.data())]).toEqual([0, 0]);
});

test('D7 a state that never comes is told of by idle() alone, though the layer that gets it is busy', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  const counting = new CountingLayer();
  const failing: EngineLayer = {
    run: () => Promise.reject(new Error('out of memory')),
    resetState: () => undefined,
  };
  using backend = backendFromEngine(
    engine({ layer: ({ kind }) => (kind === 'simpleRNN' ? counting : failing) }),
  );
  const lost = lstm({ units, returnState: true });
  const { state } = backend.layer(lost, makeWeights(lost, inputDim)).run(x);
  const layer = backend.layer(config, weights);
  layer.run(x);
  layer.resetState({ h: state.h });
  await expect(backend.idle()).rejects.toThrow('out of memory');
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

test('D7 what an engine throws reaches the reader, once', async () => {
  const failing = backendFromEngine(
    engine({
      layer: () => {
        throw new Error('no such layer');
      },
    }),
  );
  const layer = failing.layer(config, weights);
  const { output, state } = layer.run(x);
  await expect(output.data()).rejects.toThrow('no such layer');
  await expect(state.h.data()).rejects.toThrow('no such layer');
  layer.dispose();
  await failing.idle();
});

test('D7 a stateful layer does not go on from a state that its engine may not have', async () => {
  const counting = new CountingLayer();
  let fails = true;
  using backend = backendFromEngine(
    engine({
      layer: () => ({
        run: (call) => {
          if (fails) throw new Error('out of memory');
          return counting.run(call);
        },
        resetState: (state) => counting.resetState(state),
      }),
    }),
  );
  const layer = backend.layer(config, weights);
  const lost = layer.run(x).output.data();
  await expect(lost).rejects.toThrow('out of memory');
  fails = false;
  await expect(layer.run(x).output.data()).rejects.toThrow('out of memory');
  const given = { initialState: { h: zeros(batch, units) } };
  expect([...(await layer.run(x, given).output.data())]).toEqual([1, 1]);
  expect([...(await layer.run(x).output.data())]).toEqual([2, 2]);
  fails = true;
  layer.run(x);
  layer.resetState();
  await expect(backend.idle()).rejects.toThrow('out of memory');
  fails = false;
  expect([...(await layer.run(x).output.data())]).toEqual([1, 1]);
});

test('D7 nothing that is thrown is lost, though it be undefined', async () => {
  using backend = backendFromEngine(engine({ layer: () => ({ run: () => Promise.reject() }) }));
  backend.layer(forgetful, weights).run(x);
  let told = false;
  await backend.idle().catch(() => (told = true));
  expect(told).toBe(true);
});

test('D8 what an engine makes in the place of a layer is refused', async () => {
  const run = (): EngineResult => ({ output: zeros(batch, units) });
  for (const [made, method] of [
    [undefined, 'run'],
    [null, 'run'],
    [{}, 'run'],
    [{ resetState: run }, 'run'],
    [{ run }, 'resetState'],
  ] as const) {
    const backend = backendFromEngine(engine({ layer: () => made as never }));
    const { output } = backend.layer(config, weights).run(x);
    await expect(output.data()).rejects.toEqual(
      expect.objectContaining({
        code: 'RNN_ENGINE',
        where: 'counting.layer',
        expected: `must give a layer with a method ${method}`,
      }),
    );
    backend.dispose();
    await backend.idle();
  }
});

test('D8 an answer may lie in an array of another realm, of a subclass, or of a shared buffer', async () => {
  class Own extends Float32Array {}
  const arrays = [
    elsewhere('Float32Array.of(1, 2)') as Float32Array,
    Own.of(1, 2),
    new Float32Array(new SharedArrayBuffer(8)).fill(1, 0, 1).fill(2, 1),
  ];
  for (const data of arrays) {
    const answer = { shape: [batch, units], data };
    expect(await answering({ output: answer, state: { h: answer } })).toEqual(
      Float32Array.of(1, 2),
    );
  }
});

test('D7 what nobody has read is thrown by idle()', async () => {
  const failing = backendFromEngine(
    engine({
      layer: () =>
        Object.assign(new CountingLayer(), {
          dispose: () => Promise.reject(new Error('stuck')),
        }),
    }),
  );
  failing.layer(config, weights).dispose();
  await expect(failing.idle()).rejects.toThrow('stuck');
  await failing.idle();
});

test('D8 an answer of another shape is refused', async () => {
  const h = zeros(batch, units);
  const state = { h };
  await answering({ output: h, state });
  for (const [answer, message] of [
    [undefined, 'output: must be { shape, data } of shape [2, 1] with a Float32Array of 2, got'],
    [{ output: zeros(units, batch), state }, 'got [1, 2] with 2'],
    [{ output: { shape: [2, 2], data: h.data }, state }, 'got [2, 2] with 2'],
    [{ output: { shape: [2], data: h.data }, state }, 'got [2] with 2'],
    [{ output: { shape: [2, 1], data: [0, 0] }, state }, 'got [2, 1] with [0, 0]'],
    [{ output: { shape: [2, 1], data: new Float32Array(1) }, state }, 'got [2, 1] with 1'],
    [{ output: h }, 'state: must be there with returnState: true, got undefined'],
    [{ output: h, state: { h, c: h } }, 'state: must be { h }, got { h, c }'],
    [{ output: h, state: { h: zeros(batch) } }, 'state.h: must be { shape, data }'],
  ] as const) {
    await expect(answering(answer)).rejects.toThrow(message);
    await expect(answering(answer)).rejects.toMatchObject({ code: 'RNN_ENGINE' });
  }
  await expect(answering({ output: zeros(1), state })).rejects.toMatchObject({
    where: 'counting.simpleRNN.run: output',
  });
  await expect(answering({ output: h, state }, lstm({ units }))).rejects.toThrow(
    'state: must be absent with returnState: false',
  );
});

test('D8 a Bidirectional that does not merge answers with both directions', async () => {
  const both = bidirectional({ layer: simpleRNN({ units }), mergeMode: null });
  const h = zeros(batch, units);
  const backend = backendFromEngine(
    engine({ layer: () => ({ run: () => ({ output: { forward: h, backward: h } }) }) }),
  );
  const { output } = backend.layer(both, makeWeights(both, inputDim)).run(x);
  expect([...(await output.backward.data())]).toEqual([0, 0]);
  await expect(answering({ output: h }, both)).rejects.toThrow('output.forward: must be');
  await expect(answering({ output: { forward: h } }, both)).rejects.toThrow(
    'output.backward: must be',
  );
});
