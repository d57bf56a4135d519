// A stream gives what predict gives, however the steps are cut into chunks.

import { cpu } from '@gatefold/cpu';
import type { Backend, HostTensor } from '@gatefold/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  input,
  layers,
  type Model,
  model,
  type ProgramLayer,
  sequential,
  type SymbolicTensor,
} from '../src/index.ts';
import { distinct } from './numbers.ts';

const timeSteps = 7;
const batch = 2;

/** Steps `from` to `to` of [batch, timeSteps, …]. */
function chunkOf({ shape, data }: HostTensor, from: number, to: number): HostTensor {
  const step = data.length / (shape[0] * shape[1]);
  const rows = Array.from({ length: shape[0] }, (_, row) => [
    ...data.subarray((row * shape[1] + from) * step, (row * shape[1] + to) * step),
  ]);
  return { shape: [shape[0], to - from, ...shape.slice(2)], data: Float32Array.from(rows.flat()) };
}

type Middle = readonly ProgramLayer<SymbolicTensor>[];

const causal: Readonly<Record<string, () => Middle>> = {
  'a GRU between Denses': () => [
    layers.dense({ units: 3, activation: 'relu' }),
    layers.gru({ units: 4, returnSequences: true }),
    layers.dense({ units: 2, activation: 'softmax' }),
  ],
  'two LSTMs in a row': () => [
    layers.lstm({ units: 3, returnSequences: true }),
    layers.lstm({ units: 2, returnSequences: true }),
  ],
  'causal convolutions, dilated and in groups': () => [
    layers.conv1D({ filters: 4, kernelSize: 3, padding: 'causal', dilationRate: 2 }),
    layers.conv1D({ filters: 4, kernelSize: 2, padding: 'causal', groups: 2, activation: 'tanh' }),
    layers.conv1D({ filters: 2, kernelSize: 1 }),
  ],
  'normalisations and what trains': () => [
    layers.batchNormalization(),
    layers.dropout({ rate: 0.5 }),
    layers.layerNormalization(),
    layers.unitNormalization(),
    layers.rescaling({ scale: 2, offset: 1 }),
    layers.leakyReLU(),
    layers.softmax(),
  ],
  'TimeDistributed and cells in a stack': () => [
    layers.timeDistributed({ layer: layers.dense({ units: 3 }) }),
    layers.rnn({
      cells: [
        { kind: 'gru', units: 2 },
        { kind: 'simpleRNN', units: 3 },
      ],
      returnSequences: true,
    }),
  ],
  'Masking before an LSTM': () => [
    layers.masking(),
    layers.lstm({ units: 3, returnSequences: true }),
  ],
};

const cuts = fc.uniqueArray(fc.integer({ min: 1, max: timeSteps - 1 }), {
  maxLength: timeSteps - 1,
});

async function made(backend: Backend, parts: Middle): Promise<Model<HostTensor>> {
  return sequential([input({ shape: [null, 2] }), ...parts], { backend }).ready;
}

test.each(Object.entries(causal))('%s: any chunks give the whole', async (_, parts) => {
  using backend = await cpu();
  using program = await made(backend, parts());
  const x = distinct([batch, timeSteps, 2]);
  x.data.fill(0, 4, 8); // two steps that Masking takes for padding
  const whole = await program.predict(x);
  using stream = program.stream({ batch });
  await fc.assert(
    fc.asyncProperty(cuts, fc.boolean(), async (places, isSync) => {
      stream.reset();
      const edges = [0, ...places.toSorted((a, b) => a - b), timeSteps];
      for (let k = 1; k < edges.length; k++) {
        const [from, to] = [edges[k - 1], edges[k]];
        const chunk = chunkOf(x, from, to);
        const found = isSync ? stream.pushSync(chunk) : await stream.push(chunk);
        expect(found).toEqual(chunkOf(whole, from, to));
      }
    }),
    { numRuns: 15 },
  );
});

test('a frame has no time axis, and neither has what comes out', async () => {
  using backend = await cpu();
  using program = await made(backend, causal['a GRU between Denses']());
  const x = distinct([1, timeSteps, 2]);
  const whole = await program.predict(x);
  using stream = program.stream();
  const frames = Array.from({ length: timeSteps }, (_, t) => x.data.slice(2 * t, 2 * t + 2));
  const found = frames.map((frame) => stream.pushSync(frame));
  expect(found.map(({ shape }) => shape)).toEqual(frames.map(() => [1, 2]));
  expect(found.flatMap(({ data }) => [...data])).toEqual([...whole.data]);
});

/** A thing in which some methods are others. */
function withMethods<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get: (_, key) => {
      if (key in methods) return methods[key as keyof T];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A backend whose streams give their first numbers late. */
function withLateNumbers(backend: Backend): Backend {
  const waits = [30];
  return withMethods(backend, {
    layer: (config, weights) => {
      const layer = backend.layer(config, weights);
      return withMethods(layer, {
        stream: (options) => {
          const stream = layer.stream(options);
          const push: typeof stream.push = (frame, pushOptions) => {
            const output = stream.push(frame, pushOptions);
            const data = async (): Promise<Float32Array> => {
              await new Promise((done) => setTimeout(done, waits.shift() ?? 0));
              return output.data();
            };
            return withMethods(output, { data });
          };
          return withMethods(stream, { push });
        },
      });
    },
  });
}

test('frames that are pushed without waiting wait for each other, also where numbers come late', async () => {
  using backend = await cpu();
  using program = await made(withLateNumbers(backend), causal['a GRU between Denses']());
  const x = distinct([1, timeSteps, 2]);
  const whole = await program.predict(x);
  using stream = program.stream();
  const frames = Array.from({ length: timeSteps }, (_, t) => x.data.slice(2 * t, 2 * t + 2));
  const found = await Promise.all(frames.map((frame) => stream.push(frame)));
  expect(found.flatMap(({ data }) => [...data])).toEqual([...whole.data]);
});

test('without returnSequences a stream gives the last output so far, and the states', async () => {
  using backend = await cpu();
  const inputs = input({ shape: [null, 2] });
  const [last, h, c] = layers.lstm({ units: 3, returnState: true }).apply(inputs);
  using program = await model({ inputs, outputs: [layers.flatten().apply(last), h, c], backend })
    .ready;
  using stream = program.stream();
  const x = distinct([1, timeSteps, 2]);
  for (let t = 0; t < timeSteps; t++) {
    const found = stream.pushSync(x.data.slice(2 * t, 2 * t + 2));
    expect(found).toEqual(await program.predict(chunkOf(x, 0, t + 1)));
  }
});

test('Embedding begins a stream of numbers', async () => {
  using backend = await cpu();
  using program = await sequential(
    [
      input({ shape: [null] }),
      layers.embedding({ inputDim: 9, outputDim: 3, maskZero: true }),
      layers.gru({ units: 2, returnSequences: true }),
    ],
    { backend },
  ).ready;
  const whole = await program.predict([[3, 0, 8, 0, 1]]);
  using stream = program.stream();
  const found = [3, 0, 8, 0, 1].flatMap((id) => [...stream.pushSync([id]).data]);
  expect(found).toEqual([...whole.data]);
});

test.each([
  [
    'bidirectional (Bidirectional): needs the last step before the first',
    () => layers.bidirectional({ layer: layers.gru({ units: 2 }) }),
  ],
  [
    'gru (GRU): needs the last step before the first',
    () => layers.gru({ units: 2, goBackwards: true }),
  ],
  [
    'conv1d (Conv1D): needs steps that have not come yet',
    () => layers.conv1D({ filters: 2, kernelSize: 3, padding: 'same' }),
  ],
  [
    'batch_normalization (BatchNormalization): needs steps',
    () => layers.batchNormalization({ axis: 1 }),
  ],
  ['global_max_pooling1d (GlobalMaxPooling1D): needs steps', () => layers.globalMaxPooling1D()],
  ['flatten (Flatten): needs steps', () => layers.flatten()],
])('%s', async (message, layer) => {
  using backend = await cpu();
  using program = await sequential(
    [
      input({ shape: [4, 2] }),
      layers.gru({ units: 2, returnSequences: true, name: 'first' }),
      layer(),
    ],
    { backend },
  ).ready;
  expect(() => program.stream()).toThrow(message);
  expect(() => program.stream()).toThrow(expect.objectContaining({ code: 'RNN_UNSUPPORTED' }));
  // The stream that the first layer had opened is closed again.
  expect(backend.memory().streams).toBe(0);
});

test('what has a time axis is not mixed with what has none', async () => {
  using backend = await cpu();
  const inputs = input({ shape: [4, 2] });
  const last = layers.gru({ units: 2 }).apply(inputs);
  using program = await model({ inputs, outputs: layers.add().apply([inputs, last]), backend })
    .ready;
  expect(() => program.stream()).toThrow(
    'add (Add): mixes what has a time axis with what has none',
  );
});

test('a stream ends with its model, and frees what it had', async () => {
  using backend = await cpu();
  const program = await made(backend, causal['two LSTMs in a row']());
  const stream = program.stream();
  program.dispose();
  expect(() => stream.pushSync([[1, 2]])).toThrow('sequential.stream.push: called after dispose()');
  expect(backend.memory()).toMatchObject({ layers: 0, streams: 0, buffers: 0 });
});

test('a frame of another shape is refused by the name of its input', async () => {
  using backend = await cpu();
  using program = await made(backend, causal['two LSTMs in a row']());
  using stream = program.stream();
  expect(() => stream.pushSync([[1, 2, 3]])).toThrow(
    'sequential.stream.push: input_layer: must be [1, 2] or [1, ?, 2], got [1, 3]',
  );
});

test('a backend that cannot read at once says so before anything is done', async () => {
  using backend = await cpu();
  const later = withMethods(backend, { supports: { ...backend.supports, dataSync: false } });
  using program = await made(later, causal['two LSTMs in a row']());
  using stream = program.stream();
  expect(() => stream.pushSync([[1, 2]])).toThrow(
    expect.objectContaining({ code: 'RNN_UNSUPPORTED' }),
  );
  expect((await stream.push([[1, 2]])).shape).toEqual([1, 2]);
});

test('pushOne is for a model of one output, and options of a stream are checked', async () => {
  using backend = await cpu();
  using one = sequential([input({ shape: [null, 2] }), layers.gru({ units: 3 })], { backend });
  using stream = one.stream();
  using twin = one.stream();
  const frame = distinct([1, 2]);
  expect((await stream.pushOne(frame)).data).toEqual(twin.pushOneSync(frame).data);
  const x = input({ shape: [null, 2] });
  const outputs = [x, layers.gru({ units: 1, name: 'g' }).apply(x)] as const;
  using several = model({ inputs: x, outputs, backend, name: 'two' }).stream();
  const message = 'is for a model of one output, got 2: input_layer, g; predict and push return';
  await expect(several.pushOne(frame)).rejects.toThrow(`two.stream.pushOne: ${message}`);
  expect(() => several.pushOneSync(frame)).toThrow(`two.stream.pushOneSync: ${message}`);
  expect(() => one.stream({ batchSize: 2 } as never)).toThrow(
    'sequential.stream.batchSize: is not an option; known: batch',
  );
});
