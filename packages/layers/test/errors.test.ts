// What is refused: with a stable code, by the path of the layer or the name of the input, before any work.

import type { LayerConfig } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';
import type { GraphCall, GraphLayer } from '@gatefold/importers';
import { expect, test } from 'vitest';
import { input, layers, loadModel, Model, model, registerLayer, sequential } from '../src/index.ts';
import { distinct } from './numbers.ts';

const backend = await cpu();
const sequence = input({ shape: [null, 3], name: 'x' });
const vector = input({ shape: [2], name: 'y' });
const outputs = [
  layers.gru({ units: 2 }).apply(sequence),
  layers.dense({ units: 1 }).apply(vector),
] as const;
const program = model({ inputs: [sequence, vector], outputs, backend, name: 'two' });

test.each([
  [
    [distinct([1, 4, 3])],
    'RNN_CONFIG',
    'two.predict: must be a list of 2 inputs: x, y, got a list of 1; { x, y } names them',
  ],
  [{ x: distinct([1, 4, 3]) }, 'RNN_CONFIG', 'two.predict: y: is missing; its inputs: x, y'],
  [
    { x: distinct([1, 4, 3]), z: [[1]] },
    'RNN_CONFIG',
    'two.predict: z: is not an input of this model; its inputs: x, y',
  ],
  [
    [distinct([1, 4, 2]), [[1, 2]]],
    'RNN_SHAPE',
    'two.predict: x: must be [?, ?, 3], got [1, 4, 2]; look at model.summary()',
  ],
  [
    [distinct([4, 3]), [[1, 2]]],
    'RNN_SHAPE',
    'two.predict: x: must be [?, ?, 3], got [4, 3]; the batch is the first axis',
  ],
  [
    [distinct([2, 4, 3]), [[1, 2]]],
    'RNN_SHAPE',
    'two.predict: y: must have the batch of x, 2, got 1',
  ],
  [
    [new Float32Array(12), [[1, 2]]],
    'RNN_SHAPE',
    'two.predict: x: must have a shape that the model tells, and [?, ?, 3] does not, got a Float32Array of 12; give { shape, data }',
  ],
  [
    [distinct([1, 4, 3]), [['1', 2]]],
    'RNN_DTYPE',
    "two.predict: y: [0][0]: must be a number, got '1'; convert it with Number(value)",
  ],
])('predict(%o) is %s', async (data, code, message) => {
  await expect(program.predict(data as never)).rejects.toMatchObject({ code, message });
  // The control: what fits is computed.
  expect(await program.predict([distinct([1, 4, 3]), new Float32Array(2)])).toHaveLength(2);
});

test('a model of several outputs is not asked for one', async () => {
  await expect(program.predictOne([distinct([1, 4, 3]), [[1, 2]]])).rejects.toMatchObject({
    code: 'RNN_CONFIG',
    message:
      'two.predictOne: is for a model of one output, got 2: gru, dense; predict and push return them in a list',
  });
});

/** A model of one layer, as a file has it. */
function fileOf(
  className: string,
  config: object,
  weights: GraphLayer['weights'] = [],
  shape: unknown = [null, 4, 3],
  reads = 'x',
  output = 0,
): Model {
  const tensor = (layer: string) => ({ tensor: { layer, call: 0, output: 0 } });
  const call: GraphCall = { layer: 'encoder/one', call: 0, args: [tensor(reads)], kwargs: {} };
  const one: GraphLayer = {
    path: 'encoder/one',
    className,
    config: config as Record<string, unknown>,
    weights,
  };
  const x: GraphLayer = {
    path: 'x',
    className: 'InputLayer',
    config: { batch_shape: shape },
    weights: [],
  };
  const graph = {
    name: 'file',
    className: 'Functional',
    kerasVersion: '3.15.1',
    layers: new Map([x, one].map((layer) => [layer.path, layer])),
    calls: [call],
    inputs: [tensor('x').tensor],
    outputs: [{ ...tensor('encoder/one').tensor, output }],
  };
  return new Model(
    { graph, layers: new Map<string, { config: LayerConfig; weights: never }>() },
    backend,
  );
}

const dense = { units: 2, activation: 'linear' };
const [kernel, bias] = [distinct([3, 2]), distinct([2])];

test('a layer that fits is the control', async () => {
  const found = await fileOf('Dense', dense, [kernel, bias]).predictOne(distinct([1, 4, 3]));
  expect(found.shape).toEqual([1, 4, 2]);
});

test.each([
  [
    'Nobody',
    {},
    [],
    'RNN_UNSUPPORTED',
    "encoder/one (Nobody): no layer of class Nobody is known; registerLayer('Nobody', (config) => ({ outputShapes, run })) adds it",
  ],
  [
    'Lambda',
    {},
    [],
    'RNN_UNSUPPORTED',
    'encoder/one (Lambda): no layer of class Lambda is known; its Python code is in no file: write the function as a layer and registerLayer it',
  ],
  [
    'Dense',
    dense,
    [distinct([2, 3]), bias],
    'RNN_SHAPE',
    'encoder/one (Dense): kernel: must be [3, 2], got [2, 3]; the weights are of another layer or another config',
  ],
  [
    'Dense',
    dense,
    [kernel],
    'RNN_SHAPE',
    'encoder/one (Dense): weights: must be 2: kernel, bias, got 1; the weights are of another layer or another config',
  ],
  [
    'Dense',
    { ...dense, units: 'two' },
    [kernel, bias],
    'RNN_CONFIG',
    "encoder/one (Dense).units: must be a whole number of at least 1, got 'two'",
  ],
  [
    'Dense',
    { ...dense, gain: 2 },
    [kernel, bias],
    'RNN_CONFIG',
    'encoder/one (Dense).gain: is not an option that is read here, got 2; known: units, use_bias, activation, kernel_initializer, bias_initializer',
  ],
  [
    'Dense',
    { ...dense, dtype: { class_name: 'QuantizedDTypePolicy' } },
    [kernel, bias],
    'RNN_UNSUPPORTED',
    'encoder/one (Dense).dtype: quantised weights are not computed with here, got QuantizedDTypePolicy; save the model before it is quantised',
  ],
  [
    'Dense',
    { ...dense, activation: 'wavy' },
    [kernel, bias],
    'RNN_UNSUPPORTED',
    "encoder/one (Dense).activation: must be an activation that is known here, got 'wavy'",
  ],
  [
    'MaxPooling1D',
    { data_format: 'channels_first' },
    [],
    'RNN_UNSUPPORTED',
    "encoder/one (MaxPooling1D).data_format: must be channels_last, got 'channels_first'",
  ],
  [
    'Conv1D',
    { filters: 1, kernel_size: 9 },
    [distinct([9, 3, 1]), distinct([1])],
    'RNN_SHAPE',
    'encoder/one (Conv1D): x must have at least 9 time steps, as wide as the window, got [?, 4, 3]',
  ],
  ['Dot', { axes: 1 }, [], 'RNN_CONFIG', 'encoder/one (Dot): takes 2 inputs, got 1'],
  [
    'Reshape',
    { target_shape: [5, -1] },
    [],
    'RNN_SHAPE',
    'encoder/one (Reshape): x must hold as many numbers as [5, -1], got [?, 4, 3]',
  ],
  [
    'BatchNormalization',
    { axis: 3 },
    [],
    'RNN_SHAPE',
    'encoder/one (BatchNormalization): x must have an axis 3, got [?, 4, 3]',
  ],
  ['LSTM', {}, [], 'RNN_UNSUPPORTED', 'encoder/one (LSTM): no layer of class LSTM is known'],
])('%s %o', (className, config, weights, code, message) => {
  const load = (): Model => fileOf(className, config, weights);
  expect(load).toThrow(message);
  expect(load).toThrow(expect.objectContaining({ code }));
});

test.each([
  ['layer', 'must be given what an input or a call before it gives, got nobody:0:0'],
  ['output', 'encoder/one:0:1: must be an output of its layer'],
])('a damaged file, whose %s is not there', async (what, message) => {
  const load = async (): Promise<unknown> => {
    const read = what === 'layer' ? 'nobody' : 'x';
    const output = what === 'output' ? 1 : 0;
    return fileOf('Dense', dense, [kernel, bias], [null, 4, 3], read, output).predict(
      distinct([1, 4, 3]),
    );
  };
  await expect(load()).rejects.toMatchObject({ code: 'RNN_FILE' });
  await expect(load()).rejects.toThrow(message);
});

test('a shape that only the input tells is checked before any work', async () => {
  const open = fileOf('Dense', dense, [kernel, bias], [null, null, null]);
  await expect(open.predict(distinct([1, 2, 5]))).rejects.toThrow(
    'encoder/one (Dense): kernel: must be [5, 2], got [3, 2]',
  );
});

test('layers of a program are called with what fits them', () => {
  const inputs = input({ shape: [4, 3] });
  expect(() => layers.dense({ units: 1 }).apply([[1, 2]] as never)).toThrow(
    'dense (Dense).apply: must be what input() or apply() returned',
  );
  expect(() => layers.gru({ units: 2 }).apply(inputs, { initialState: [inputs, inputs] })).toThrow(
    'gru (GRU): initialState: must be 1 state, h, got 2',
  );
  expect(() => layers.gru({ units: 2 }).apply(input({ shape: [3] }))).toThrow(
    'gru (GRU): x must be [batch, timeSteps, features], got [?, 3]',
  );
  expect(() => layers.dense({ units: 1 }).apply(input({ shape: [4, null] }))).toThrow(
    'dense (Dense): kernel: must have a shape: the last size of the input may not be open',
  );
  expect(() => layers.concatenate().apply([inputs, input({ shape: [5, 3] })])).toThrow(
    'concatenate (Concatenate): its inputs must have the same sizes but along axis -1, got [?, 4, 3] and [?, 5, 3]',
  );
  expect(() => layers.add().apply([inputs, input({ shape: [4, 2] })])).toThrow(
    'add (Add): its inputs must have one shape, or sizes of 1, got [?, 4, 3] and [?, 4, 2]',
  );
  expect(() => layers.lstm({ units: 2, returnSequence: true } as never)).toThrow(
    'lstm.returnSequence: is not an option',
  );
  expect(() => layers.bidirectional({ layer: layers.dense({ units: 1 }) as never })).toThrow(
    'bidirectional.layer: must be a SimpleRNN, LSTM, GRU or RNN, got Dense',
  );
  expect(() => input({ shape: 3 } as never)).toThrow('input.shape: must be a list of sizes');
});

test('a model lists all its inputs, and sequential has one tensor from layer to layer', () => {
  expect(() => model({ inputs: vector, outputs, backend })).toThrow(
    'model functional: inputs: must list every input that the outputs come from, got none that is x',
  );
  expect(() => model({ inputs: outputs[0], outputs, backend })).toThrow(
    'must be what input() returned',
  );
  const returnsState = layers.gru({ units: 2, returnState: true });
  expect(() => sequential([sequence, returnsState as never], { backend })).toThrow(
    'sequential[1]: must give one tensor, got 2',
  );
  expect(() => sequential([layers.gru({ units: 2 })] as never, { backend })).toThrow(
    'sequential: must begin with an input',
  );
});

test('a class that comes with the package is not registered anew, and one of an app may be', () => {
  const layerClass = () => ({ outputShapes: () => [[1]], run: () => [] });
  expect(() => registerLayer('Dense', layerClass)).toThrow(
    'registerLayer: Dense: must be a class that does not come with this package',
  );
  registerLayer('Mine', layerClass);
  expect(() => registerLayer('Mine', layerClass)).not.toThrow();
});

test('a file of weights alone is no model, and bytes of nothing are no file', async () => {
  const magic = Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'), 1, 0);
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }\n";
  const npy = Uint8Array.of(...magic, header.length, 0, ...new TextEncoder().encode(header));
  await expect(loadModel(npy, { backend })).rejects.toMatchObject({
    code: 'RNN_FILE',
    message:
      'loadModel: the file must hold a whole model, with its config, got weights alone; build the model with input() and layers, or take single layers with importModel()',
  });
  await expect(loadModel(new Uint8Array(9), { backend })).rejects.toMatchObject({
    code: 'RNN_FILE',
  });
  await expect(loadModel(npy, { backend, gpu: true } as never)).rejects.toMatchObject({
    code: 'RNN_CONFIG',
  });
});

test('a program without a backend is refused, and so is a path for an address', async () => {
  const none = { backend: undefined } as never;
  const refusal = {
    code: 'RNN_CONFIG',
    message:
      "sequential: backend: must be a backend, or a promise of one, got undefined; give what a backend's package makes, as in { backend: wasm() }",
  };
  expect(() => sequential([vector], none)).toThrow(expect.objectContaining(refusal));
  expect(() => model({ inputs: vector, outputs, ...(none as object) } as never)).toThrow(
    /^model: backend: must be/,
  );
  await expect(loadModel('model.keras', none)).rejects.toThrow(/^loadModel: backend: must be/);
  await expect(loadModel('model.keras', { backend })).rejects.toMatchObject({
    code: 'RNN_FILE',
    message:
      'loadModel: must be given a whole file or its address, got model.keras; in Node, hand in the bytes of a file: await readFile(path)',
  });
});

test('a number that is no row of an Embedding is refused, be it a fraction or below 0', async () => {
  const row = sequential([input({ shape: [2] }), layers.embedding({ inputDim: 4, outputDim: 1 })], {
    backend,
  });
  for (const id of [0.5, -0.5, -1, 4, Number.NaN]) {
    await expect(row.predict([[1, id]])).rejects.toMatchObject({
      code: 'RNN_CONFIG',
      message: `embedding (Embedding): x must hold whole numbers from 0 to 3, got ${id}; the table has no row for it`,
    });
  }
  expect((await row.predict([[0, 3]])).shape).toEqual([1, 2, 1]);
});

test('sizes that no array holds are refused before there is one', () => {
  const large = 2 ** 31;
  const [row, rows] = [input({ shape: [4] }), input({ shape: [4, 4] })];
  const picture = input({ shape: [4, 4, 1] });
  const wide = layers.dense({ units: large });
  expect(() => wide.apply(row)).toThrow('dense (Dense): kernel: must come to 2^32 numbers at most');
  for (const [grown, where] of [
    [layers.repeatVector({ n: large }).apply(row), 'repeat_vector (RepeatVector)'],
    [layers.zeroPadding1D({ padding: large }).apply(rows), 'zero_padding1d (ZeroPadding1D)'],
    [layers.zeroPadding2D({ padding: large }).apply(picture), 'zero_padding2d (ZeroPadding2D)'],
    [layers.upSampling1D({ size: large }).apply(rows), 'up_sampling1d (UpSampling1D)'],
  ] as const) {
    expect(() =>
      model({ inputs: grown.source.layer.calls[0].inputs, outputs: grown, backend }),
    ).toThrow(`${where}: must come to 2^32 numbers at most, got [?, `);
  }
});

test('what is no backend is refused when its promise has come', async () => {
  const made = sequential([vector], { backend: Promise.resolve({}) as never, name: 'late' });
  await expect(made.predict([[1, 2]])).rejects.toThrow('late: backend: must be a backend');
});

test.each([[new Map([['y', 1]])], [Promise.resolve(1)], [{}]])(
  'predict(%o) is told what it got',
  async (data) => {
    const one = sequential([vector, layers.dense({ units: 1 })], { backend });
    await expect(one.predict(data as never)).rejects.toMatchObject({ code: 'RNN_DTYPE' });
  },
);

test('what a registered layer returns is of the shape that it says', async () => {
  const short = registerLayer('Short', () => ({
    outputShapes: ([x]) => [x],
    run: ({ inputs: [x] }) => [{ shape: x.shape, data: new Float32Array(1) }],
  }));
  const plain = registerLayer('Plain', () => ({
    outputShapes: ([x]) => [x],
    run: ({ inputs: [x] }) => [{ shape: x.shape, data: [1, 2] as never }],
  }));
  await expect(sequential([vector, short()], { backend }).predict([[1, 2]])).rejects.toThrow(
    'short (Short).run: shape [1, 2] holds 2 numbers, got data of 1',
  );
  await expect(sequential([vector, plain()], { backend }).predict([[1, 2]])).rejects.toThrow(
    'plain (Plain).run: data must be a Float32Array, got [1, 2]',
  );
});
