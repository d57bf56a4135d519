// Where masks come from, where they go, and where Keras ends them. A probe gives what reaches it as numbers.

import type { LayerConfig } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';
import type { GraphCall, GraphLayer } from '@gatefold/importers';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type EasyLayerMaker,
  input,
  layers,
  Model,
  model,
  type ProgramLayer,
  registerLayer,
  sequential,
  type SymbolicTensor,
} from '../src/index.ts';
import { rounded } from './numbers.ts';

const noMask = 9;
let probe: EasyLayerMaker<object>;

beforeAll(() => {
  probe = registerLayer('MaskProbe', () => ({
    outputShapes: ([x]) => [x.slice(0, 2)],
    run: ({ inputs: [x], masks: [mask] }) => {
      const shape = mask?.shape ?? x.shape.slice(0, 2);
      const length = shape.reduce((all, size) => all * size, 1);
      return [
        { shape, data: Float32Array.from(mask?.data ?? new Float32Array(length).fill(noMask)) },
      ];
    },
  }));
});

const ids = [4, 0, 7, 0];
const kept = [1, 0, 1, 0];
const words = (): ProgramLayer<SymbolicTensor> =>
  layers.embedding({ inputDim: 9, outputDim: 4, maskZero: true });

/** The mask after layers that follow an Embedding with maskZero. */
async function maskAfter(...following: readonly ProgramLayer<SymbolicTensor>[]): Promise<number[]> {
  using backend = await cpu();
  using program = sequential([input({ shape: [4] }), words(), ...following, probe()], { backend });
  return rounded(await program.predict([ids]));
}

test('Embedding masks the zeros only when it is told to', async () => {
  expect(await maskAfter()).toEqual(kept);
  using backend = await cpu();
  const plain = layers.embedding({ inputDim: 9, outputDim: 4 });
  using program = sequential([input({ shape: [4] }), plain, probe()], { backend });
  expect(rounded(await program.predict([ids]))).toEqual(Array(4).fill(noMask));
});

// keras 3.15.1: supports_masking of each class.
describe('Keras 3 hands the mask on through', () => {
  test.each<[string, () => ProgramLayer<SymbolicTensor>]>([
    ['Dense', () => layers.dense({ units: 2 })],
    ['Dropout', () => layers.dropout({ rate: 0.5 })],
    ['SpatialDropout1D', () => layers.spatialDropout1D({ rate: 0.5 })],
    ['GaussianNoise', () => layers.gaussianNoise({ stddev: 1 })],
    ['GaussianDropout', () => layers.gaussianDropout({ rate: 0.5 })],
    ['Activation', () => layers.activation({ activation: 'tanh' })],
    ['ReLU', () => layers.relu()],
    ['LeakyReLU', () => layers.leakyReLU()],
    ['ELU', () => layers.elu()],
    ['PReLU', () => layers.prelu()],
    ['BatchNormalization', () => layers.batchNormalization()],
    ['LayerNormalization', () => layers.layerNormalization()],
    ['UnitNormalization', () => layers.unitNormalization()],
    ['Rescaling', () => layers.rescaling({ scale: 2 })],
    ['TimeDistributed', () => layers.timeDistributed({ layer: layers.dense({ units: 2 }) })],
    ['a GRU with returnSequences', () => layers.gru({ units: 2, returnSequences: true })],
    [
      'goBackwards, which does not turn it',
      () => layers.gru({ units: 2, returnSequences: true, goBackwards: true }),
    ],
    [
      'Bidirectional',
      () => layers.bidirectional({ layer: layers.gru({ units: 2, returnSequences: true }) }),
    ],
  ])('%s', async (_, layer) => {
    expect(await maskAfter(layer())).toEqual(kept);
  });
});

describe('the mask ends at', () => {
  test.each<[string, () => ProgramLayer<SymbolicTensor>]>([
    ['Conv1D', () => layers.conv1D({ filters: 2, kernelSize: 1 })],
    ['MaxPooling1D', () => layers.maxPooling1D({ poolSize: 1 })],
    ['AveragePooling1D', () => layers.averagePooling1D({ poolSize: 1 })],
    ['ZeroPadding1D', () => layers.zeroPadding1D({ padding: 0 })],
    ['Cropping1D', () => layers.cropping1D({ cropping: 0 })],
    ['UpSampling1D', () => layers.upSampling1D({ size: 1 })],
    ['Reshape', () => layers.reshape({ targetShape: [4, 4] })],
    ['Permute', () => layers.permute({ dims: [1, 2] })],
    ['Flatten', () => layers.flatten()],
  ])('%s', async (_, layer) => {
    expect(new Set(await maskAfter(layer()))).toEqual(new Set([noMask]));
  });
});

test('Masking masks the steps that hold nothing but its value', async () => {
  using backend = await cpu();
  using program = sequential(
    [input({ shape: [3, 2] }), layers.masking({ maskValue: 5 }), probe()],
    { backend },
  );
  expect(
    rounded(
      await program.predict([
        [
          [5, 5],
          [5, 0],
          [0, 0],
        ],
      ]),
    ),
  ).toEqual([0, 1, 1]);
});

test('GlobalAveragePooling1D counts the kept steps alone, and GlobalMaxPooling1D all', async () => {
  using backend = await cpu();
  const masked = (layer: ProgramLayer<SymbolicTensor>) =>
    sequential([input({ shape: [3, 1] }), layers.masking({ maskValue: -1 }), layer], { backend });
  const x = [[[2], [-1], [5]]];
  expect(rounded(await masked(layers.globalAveragePooling1D()).predict(x))).toEqual([3.5]);
  // Masking made the masked step a 0, which is less than neither.
  expect(rounded(await masked(layers.globalMaxPooling1D()).predict([[[-2], [-1], [-5]]]))).toEqual([
    0,
  ]);
});

/** A merge of two Embeddings with the masks 1010 and 1100, as a file of some Keras has it; `none` leaves the second unmasked. */
async function merged(
  kerasVersion: string,
  className: string,
  isSecondMasked: boolean,
): Promise<number[]> {
  using backend = await cpu();
  const table = { shape: [9, 2], data: new Float32Array(18) };
  const layer = (
    path: string,
    of: string,
    config: object,
    weights = [] as GraphLayer['weights'],
  ): [string, GraphLayer] => [
    path,
    { path, className: of, config: config as Record<string, unknown>, weights },
  ];
  const embedding = (mask: boolean): object => ({ input_dim: 9, output_dim: 2, mask_zero: mask });
  const tensor = (name: string) => ({ tensor: { layer: name, call: 0, output: 0 } });
  const call = (name: string, ...args: GraphCall['args']): GraphCall => ({
    layer: name,
    call: 0,
    args,
    kwargs: {},
  });
  const graph = {
    name: 'merge',
    className: 'Functional',
    kerasVersion,
    layers: new Map([
      layer('x', 'InputLayer', { batch_shape: [null, 4] }),
      layer('y', 'InputLayer', { batch_shape: [null, 4] }),
      layer('a', 'Embedding', embedding(true), [table]),
      layer('b', 'Embedding', embedding(isSecondMasked), [table]),
      layer('merge', className, {}),
      layer('probe', 'MaskProbe', {}),
    ]),
    calls: [
      call('a', tensor('x')),
      call('b', tensor('y')),
      call('merge', [tensor('a'), tensor('b')]),
      call('probe', tensor('merge')),
    ],
    inputs: [tensor('x').tensor, tensor('y').tensor],
    outputs: [tensor('probe').tensor],
  };
  using loaded = new Model(
    { graph, layers: new Map<string, { config: LayerConfig; weights: never }>() },
    backend,
  );
  return rounded(await loaded.predictOne([[[4, 0, 7, 0]], [[1, 2, 0, 0]]]));
}

const none = Array(4).fill(noMask) as number[];

// keras 3.15.1 and tf_keras 2.21: base_merge.py, concatenate.py, compute_mask.
test.each([
  ['3.15.1', 'Add', true, [1, 1, 1, 0]],
  ['2.15.0', 'Add', true, [1, 0, 0, 0]],
  ['3.15.1', 'Add', false, none],
  ['2.15.0', 'Add', false, [1, 0, 1, 0]],
  ['3.15.1', 'Concatenate', true, [1, 1, 1, 0]],
  ['2.15.0', 'Concatenate', true, [1, 0, 0, 0]],
  ['3.15.1', 'Concatenate', false, [1, 1, 1, 1]],
  ['2.15.0', 'Concatenate', false, [1, 0, 1, 0]],
  ['3.15.1', 'Maximum', true, [1, 1, 1, 0]],
])(
  'Keras %s, %s, the second input masked: %s',
  async (version, className, isSecondMasked, mask) => {
    expect(await merged(version, className, isSecondMasked)).toEqual(mask);
  },
);

test('an Attention looks at no masked value, zeroes masked queries, and hands on their mask', async () => {
  using backend = await cpu();
  const [x, y] = [input({ shape: [2, 1] }), input({ shape: [3, 1] })];
  const [query, value] = [x, y].map((one) => layers.masking().apply(one));
  const attended = layers.attention().apply([query, value]);
  using program = model({ inputs: [x, y], outputs: [attended, probe().apply(attended)], backend });
  const [found, mask] = await program.predict([[[[0], [1]]], [[[2], [0], [0]]]]);
  expect(rounded(found)).toEqual([0, 2]);
  expect(rounded(mask)).toEqual([0, 1]);
});

test('a causal Attention looks at no later step', async () => {
  using backend = await cpu();
  const x = input({ shape: [3, 1] });
  const outputs = layers.attention().apply([x, x], { useCausalMask: true });
  using program = model({ inputs: x, outputs, backend });
  const wanted = [2, 5, 9].map((query, row, all) => {
    const seen = all.slice(0, row + 1);
    const weights = seen.map((key) => Math.exp(query * (key - query)));
    const sum = weights.reduce((a, b) => a + b);
    const mixed = seen.reduce((total, value, k) => total + (weights[k] / sum) * value, 0);
    return Number(mixed.toFixed(6));
  });
  expect(rounded(await program.predict([[[2], [5], [9]]]))).toEqual(wanted);
});

test('a masked step is as if it were not there', async () => {
  using backend = await cpu();
  using program = sequential(
    [input({ shape: [4] }), words(), layers.dense({ units: 3 }), layers.lstm({ units: 2 })],
    { backend },
  );
  const found = await program.predict([ids]);
  expect(await program.predict([[4, 7, 0, 0]])).toEqual(found);
});
