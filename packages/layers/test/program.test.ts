// Programs against the same layers called by hand on a backend.

import {
  bidirectional,
  gru,
  kerasOutputs,
  lstm,
  type Tensor,
  weightsInOrder,
} from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { glorotUniform, input, layers, model, orthogonal, sequential } from '../src/index.ts';
import { distinct } from './numbers.ts';

const seeded = (seed: number) => ({
  kernelInitializer: glorotUniform({ seed }),
  recurrentInitializer: orthogonal({ seed }),
});

test('stacked layers are layers called one by one, each with the output of the one before', async () => {
  using backend = await cpu();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ units: fc.integer({ min: 1, max: 5 }), isLstm: fc.boolean() }), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 6 }),
      async (stack, batch, timeSteps) => {
        const x = distinct([batch, timeSteps, 2]);
        const made = stack.map(({ units, isLstm }, seed) => {
          const options = { units, returnSequences: true, ...seeded(seed) } as const;
          return isLstm ? layers.lstm(options) : layers.gru(options);
        });
        using program = sequential([input({ shape: [null, 2] }), ...made], { backend });
        const found = await program.predict(x);
        let value: Tensor | undefined;
        for (const [index, { units, isLstm }] of stack.entries()) {
          const config = isLstm
            ? lstm({ units, returnSequences: true })
            : gru({ units, returnSequences: true });
          const layer = backend.layer(config, weightsInOrder(config, made[index].weights) as never);
          value = layer.run(value ?? x).output;
        }
        expect(found).toEqual({ shape: value?.shape, data: value?.dataSync() });
      },
    ),
    { numRuns: 25 },
  );
});

test('an encoder hands its states to a decoder, and inputs are given in order or by name', async () => {
  using backend = await cpu();
  const x = input({ shape: [null, 3], name: 'x' });
  const y = input({ shape: [null, 2], name: 'y' });
  const encoder = layers.lstm({ units: 4, returnState: true });
  const decoder = layers.lstm({ units: 4, returnSequences: true });
  const [, h, c] = encoder.apply(x);
  using program = model({
    inputs: [x, y],
    outputs: decoder.apply(y, { initialState: [h, c] }),
    backend,
  });
  expect(program.inputNames).toEqual(['x', 'y']);
  expect(program.inputShapes).toEqual([
    [null, null, 3],
    [null, null, 2],
  ]);
  const [numbersX, numbersY] = [distinct([2, 5, 3]), distinct([2, 3, 2], 7)];
  const found = await program.predict([numbersX, numbersY]);

  const first = lstm({ units: 4, returnState: true });
  const second = lstm({ units: 4, returnSequences: true });
  const { state } = backend.layer(first, weightsInOrder(first, encoder.weights)).run(numbersX);
  const { output } = backend
    .layer(second, weightsInOrder(second, decoder.weights))
    .run(numbersY, { initialState: state });
  expect(found.data).toEqual(output.dataSync());
  expect(await program.predict({ y: numbersY, x: numbersX })).toEqual(found);
});

test('a shared layer has one set of weights', async () => {
  using backend = await cpu();
  const [a, b] = [input({ shape: [4, 2] }), input({ shape: [4, 2] })];
  const shared = layers.gru({ units: 3 });
  using program = model({ inputs: [a, b], outputs: [shared.apply(a), shared.apply(b)], backend });
  const x = distinct([1, 4, 2]);
  const [one, other] = await program.predict([x, x]);
  expect(one).toEqual(other);
  expect(backend.memory().layers).toBe(1);
});

test('both directions begin with the weights of the layer that they were made of', async () => {
  using backend = await cpu();
  const layer = layers.gru({ units: 3, returnState: true, ...seeded(5) });
  const both = layers.bidirectional({ layer, mergeMode: 'sum' });
  const inputs = input({ shape: [4, 2] });
  using program = model({ inputs, outputs: both.apply(inputs), backend });
  const config = bidirectional({ layer: gru({ units: 3, returnState: true }), mergeMode: 'sum' });
  const weights = weightsInOrder<typeof config>(config, both.weights);
  expect(weights.forward.kernel).toEqual(weights.backward.kernel);
  const x = distinct([2, 4, 2]);
  const found = await program.predict(x);
  const wanted = kerasOutputs(backend.layer(config, weights).run(x)) as readonly Tensor[];
  expect(found).toEqual(wanted.map((tensor) => ({ shape: tensor.shape, data: tensor.dataSync() })));
});

test('both directions have the weights that their layers were given', () => {
  const given = (value: number) =>
    [[2, 1], [1, 1], [1]].map((shape) => ({ shape, data: new Float32Array(shape[0]).fill(value) }));
  const both = layers.bidirectional({
    layer: layers.simpleRNN({ units: 1, weights: given(3) }),
    backwardLayer: layers.simpleRNN({ units: 1, goBackwards: true, weights: given(4) }),
  });
  both.apply(input({ shape: [4, 2] }));
  expect(both.weights).toEqual([...given(3), ...given(4)]);
});

test('cells of a stack have initialisers of their own', () => {
  const stack = layers.rnn({
    cells: [
      { kind: 'lstm', units: 2, unitForgetBias: false },
      { kind: 'lstm', units: 3 },
    ],
    returnState: true,
  });
  const outputs = stack.apply(input({ shape: [4, 5] })) as readonly { shape: unknown }[];
  expect(outputs.map(({ shape }) => shape)).toEqual([3, 2, 2, 3, 3].map((units) => [null, units]));
  expect(stack.weights.map(({ shape }) => shape)).toEqual([
    [5, 8],
    [2, 8],
    [8],
    [2, 12],
    [3, 12],
    [12],
  ]);
  expect([...stack.weights[2].data]).toEqual(Array(8).fill(0));
  expect([...stack.weights[5].data]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
});

test('an explicit mask stands in the place of the one that the input brings', async () => {
  using backend = await cpu();
  const [x, mask] = [input({ shape: [4, 2] }), input({ shape: [4] })];
  const layer = layers.gru({ units: 3, returnSequences: true });
  using program = model({ inputs: [x, mask], outputs: layer.apply(x, { mask }), backend });
  const numbers = distinct([1, 4, 2]);
  const found = await program.predict([numbers, [[1, 0.5, 0, 0]]]);
  const config = gru({ units: 3, returnSequences: true });
  const kept = { shape: [1, 4], data: [1, 1, 0, 0] };
  const { output } = backend
    .layer(config, weightsInOrder(config, layer.weights))
    .run(numbers, { mask: kept });
  expect(found.data).toEqual(output.dataSync());
});

test('TimeDistributed runs a layer on every step, and a recurrent one on every sequence', async () => {
  using backend = await cpu();
  const inputs = input({ shape: [3, 4, 2] });
  const gruLayer = layers.gru({ units: 2 });
  const outputs = layers.timeDistributed({ layer: gruLayer }).apply(inputs);
  using program = model({ inputs, outputs, backend });
  const found = await program.predict(distinct([2, 3, 4, 2]));
  expect(found.shape).toEqual([2, 3, 2]);
});

test('a TimeDistributed has the weights of its layer, which may run elsewhere too', async () => {
  using backend = await cpu();
  const sequences = input({ shape: [3, 4, 2] });
  const one = input({ shape: [4, 2] });
  for (const layer of [layers.gru({ units: 2 }), layers.conv1D({ filters: 2, kernelSize: 4 })]) {
    const outputs = [layers.timeDistributed({ layer }).apply(sequences), layer.apply(one)] as const;
    using program = model({ inputs: [sequences, one], outputs, backend });
    const x = distinct([1, 4, 2]);
    const thrice = { shape: [1, 3, 4, 2], data: [...x.data, ...x.data, ...x.data] };
    const [distributed, alone] = await program.predict([thrice, x]);
    expect([...distributed.data]).toEqual([...alone.data, ...alone.data, ...alone.data]);
  }
  const weights = [{ shape: [2, 1], data: Float32Array.of(1, 10) }];
  const dense = layers.dense({ units: 1, useBias: false, weights });
  const given = sequential([input({ shape: [2, 2] }), layers.timeDistributed({ layer: dense })], {
    backend,
  });
  const steps = [
    [1, 2],
    [3, 4],
  ];
  expect([...(await given.predict([steps])).data]).toEqual([21, 43]);
});

test('layers are named after their classes, in the order in which they were made, and one name is one layer', async () => {
  using backend = await cpu();
  const inputs = input({ shape: [4, 2] });
  const [first, second] = [layers.dense({ units: 1 }), layers.dense({ units: 1 })];
  const named = layers.dense({ units: 1, name: 'dense_2' });
  const [b, a] = [second.apply(inputs), first.apply(inputs)];
  const third = layers.dense({ units: 1 }).apply(inputs);
  using program = model({ inputs, outputs: [b, a, named.apply(inputs), third], backend });
  expect(program.outputNames).toEqual(['dense_1', 'dense', 'dense_2', 'dense_3']);
  const twice = layers.dense({ units: 1, name: 'dense_2' }).apply(inputs);
  expect(() => model({ inputs, outputs: [named.apply(inputs), twice], backend })).toThrow(
    'model: dense_2: must be the name of one layer alone',
  );
});

test('the backend may be a promise, and is the caller’s to dispose of', async () => {
  const inputs = input({ shape: [4, 2] });
  const program = model({
    inputs,
    outputs: layers.gru({ units: 3 }).apply(inputs),
    backend: cpu(),
  });
  expect(() => program.backend).toThrow('functional.backend: is not there yet; await model.ready');
  await program.predict(distinct([1, 4, 2]));
  expect(program.backend.memory()).toMatchObject({ layers: 1, tensors: 0 });
  program.dispose();
  expect(program.backend.memory()).toMatchObject({ layers: 0, buffers: 0 });
  expect(program.backend.disposed).toBe(false);
  await expect(program.predict(distinct([1, 4, 2]))).rejects.toMatchObject({
    code: 'RNN_DISPOSED',
  });
  program.backend.dispose();
});

test('a backend that does not come is told to whoever waits for it', async () => {
  const inputs = input({ shape: [4, 2] });
  const backend = Promise.reject(new Error('no GPU'));
  const program = model({ inputs, outputs: layers.gru({ units: 3 }).apply(inputs), backend });
  await expect(program.predict(distinct([1, 4, 2]))).rejects.toThrow('no GPU');
  await expect(program.ready).rejects.toThrow('no GPU');
});

test('a stateful layer goes on where the call before ended, until resetStates', async () => {
  using backend = await cpu();
  const inputs = input({ shape: [null, 2], batchSize: 1 });
  const outputs = layers.gru({ units: 3, returnSequences: true, stateful: true }).apply(inputs);
  using program = model({ inputs, outputs, backend });
  const x = distinct([1, 6, 2]);
  const whole = await program.predict(x);
  program.resetStates();
  const halves = [x.data.subarray(0, 6), x.data.subarray(6)];
  const parts = [];
  for (const data of halves)
    parts.push(...(await program.predict({ shape: [1, 3, 2], data })).data);
  expect(Float32Array.from(parts)).toEqual(whole.data);
  expect(await program.predict(x)).not.toEqual(whole);
});

test('a profile has a time for each call, and the share of the host', async () => {
  using backend = await cpu();
  using program = sequential(
    [input({ shape: [null, 2] }), layers.gru({ units: 8 }), layers.dense({ units: 2 })],
    { backend },
  );
  const { layers: rows, hostShare, milliseconds } = await program.profile(distinct([1, 50, 2]));
  expect(rows.map(({ path, isRecurrent }) => [path, isRecurrent])).toEqual([
    ['gru', true],
    ['dense', false],
  ]);
  const [{ milliseconds: recurrent }, { milliseconds: host }] = rows;
  expect(milliseconds).toBe(recurrent + host);
  expect(hostShare).toBe(host / milliseconds);
  expect(backend.memory().tensors).toBe(0);
});

test('beside initialState Keras 3 hands a mask on and does not heed it, unless the call names it', async () => {
  using backend = await cpu();
  const [ids, state] = [input({ shape: [4] }), input({ shape: [2] })];
  const words = layers.embedding({ inputDim: 9, outputDim: 3, maskZero: true }).apply(ids);
  const layer = layers.gru({ units: 2 });
  const mask = input({ shape: [4] });
  const outputs = [
    layer.apply(words, { initialState: state }),
    layer.apply(words, { initialState: state, mask }),
  ] as const;
  using program = model({ inputs: [ids, state, mask], outputs, backend });
  const zeros = [[0, 0]];
  const [passed, heeded] = await program.predict([[[4, 7, 0, 0]], zeros, [[1, 1, 0, 0]]]);
  const [, all] = await program.predict([[[4, 7, 0, 0]], zeros, [[1, 1, 1, 1]]]);
  expect(passed).toEqual(all);
  expect(heeded).not.toEqual(all);
});

test('a model is a layer of another one, twice over, with one set of weights', async () => {
  using backend = await cpu();
  const x = input({ shape: [4, 2], name: 'x' });
  const y = input({ shape: [4, 2], name: 'y' });
  const [sequence, h] = layers.gru({ units: 3, returnSequences: true, returnState: true }).apply(x);
  const summed = layers.timeDistributed({ layer: layers.dense({ units: 3 }) }).apply(sequence);
  const inside = layers.add().apply([layers.gru({ units: 3 }).apply(summed), h]);
  using encoder = model({ inputs: x, outputs: [inside, sequence], backend, name: 'encoder' });
  using middle = sequential([input({ shape: [4, 3] }), layers.simpleRNN({ units: 2 })], {
    backend,
  });
  const [one, steps] = encoder.apply(x);
  const [other] = encoder.apply(y);
  const outputs = [layers.subtract().apply([one, other]), middle.apply(steps), one] as const;
  using whole = model({ inputs: [x, y], outputs, backend });
  const [a, b] = [distinct([2, 4, 2]), { shape: [2, 4, 2], data: Array(16).fill(0.3) }];
  const [difference, last, same] = await whole.predict([a, b]);
  const [found, foundSteps] = await encoder.predict(a);
  const [otherFound] = await encoder.predict(b);
  expect(same).toEqual(found);
  expect(difference.data).toEqual(found.data.map((value, k) => value - otherFound.data[k]));
  expect(last).toEqual(await middle.predict(foundSteps));
  expect(whole.summary({ expandNested: true })).toMatch(/encoder \(Functional\)[^]*└ gru \(GRU\)/);
  expect(() => encoder.apply(input({ shape: [5, 2] }))).toThrow(
    'encoder (Functional): x: must be [?, 4, 2], got [?, 5, 2]',
  );
});

test('a model in a model in a row streams, and goes on from its own state', async () => {
  using backend = await cpu();
  const inner = sequential(
    [input({ shape: [null, 2] }), layers.gru({ units: 3, returnSequences: true })],
    { backend },
  );
  const outer = sequential([input({ shape: [null, 2] }), inner, layers.dense({ units: 1 })], {
    backend,
  });
  using nest = sequential([input({ shape: [null, 2] }), outer], { backend });
  const wanted = await outer.predict(distinct([1, 4, 2]));
  using stream = nest.stream();
  const frames = [0, 1, 2, 3].map((t) => distinct([1, 4, 2]).data.slice(2 * t, 2 * t + 2));
  const found = frames.map((frame) => stream.pushOneSync(frame).data[0]);
  for (const [t, value] of found.entries()) expect(value).toBeCloseTo(wanted.data[t], 6);
});
