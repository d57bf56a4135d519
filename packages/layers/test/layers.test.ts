// Each layer against its equation, written out. Numbers of real Keras are in keras-goldens.test.ts.

import { activationNames } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';
import { expect, test } from 'vitest';
import { input, layers, model, type ProgramLayer, type SymbolicTensor } from '../src/index.ts';
import { distinct, rounded } from './numbers.ts';

type Rows = readonly (number | Rows)[];

/** What a layer makes of inputs, without their batch of one. */
async function outputOf(
  layer: ProgramLayer<SymbolicTensor>,
  ...rows: readonly Rows[]
): Promise<{ shape: readonly number[]; numbers: number[] }> {
  using backend = await cpu();
  const shapeOf = (value: number | Rows): number[] =>
    typeof value === 'number' ? [] : [value.length, ...shapeOf(value[0])];
  const inputs = rows.map((row) => input({ shape: shapeOf(row) }));
  using program = model({ inputs, outputs: layer.apply(inputs), backend });
  const y = await program.predict(
    rows.length === 1 ? ([rows[0]] as never) : (rows.map((row) => [row]) as never),
  );
  return { shape: y.shape.slice(1), numbers: rounded(y) };
}

const { sin, exp, tanh, sqrt } = Math;
const steps = [
  [1, 2],
  [3, 5],
  [8, 13],
  [21, 34],
];

test.each<[string, ProgramLayer<SymbolicTensor>, Rows[], number[], number[]]>([
  ['MaxPooling1D', layers.maxPooling1D(), [steps], [2, 2], [3, 5, 21, 34]],
  [
    'MaxPooling1D, same',
    layers.maxPooling1D({ poolSize: 3, strides: 3, padding: 'same' }),
    [steps],
    [2, 2],
    [3, 5, 21, 34],
  ],
  [
    'AveragePooling1D',
    layers.averagePooling1D({ poolSize: 2, strides: 1 }),
    [steps],
    [3, 2],
    [2, 3.5, 5.5, 9, 14.5, 23.5],
  ],
  [
    'AveragePooling1D, same: padding counts for nothing',
    layers.averagePooling1D({ poolSize: 3, strides: 2, padding: 'same' }),
    [steps],
    [2, 2],
    [4, 20 / 3, 14.5, 23.5].map((x) => Number(x.toFixed(6))),
  ],
  ['GlobalMaxPooling1D', layers.globalMaxPooling1D(), [steps], [2], [21, 34]],
  [
    'GlobalAveragePooling1D, keepdims',
    layers.globalAveragePooling1D({ keepdims: true }),
    [steps],
    [1, 2],
    [8.25, 13.5],
  ],
  ['Flatten', layers.flatten(), [steps], [8], steps.flat()],
  ['Reshape', layers.reshape({ targetShape: [2, -1] }), [steps], [2, 4], steps.flat()],
  ['Permute', layers.permute({ dims: [2, 1] }), [steps], [2, 4], [1, 3, 8, 21, 2, 5, 13, 34]],
  ['RepeatVector', layers.repeatVector({ n: 2 }), [[4, 7]], [2, 2], [4, 7, 4, 7]],
  [
    'ZeroPadding1D',
    layers.zeroPadding1D({ padding: [1, 2] }),
    [[[4, 7]]],
    [4, 2],
    [0, 0, 4, 7, 0, 0, 0, 0],
  ],
  ['Cropping1D', layers.cropping1D({ cropping: [1, 2] }), [steps], [1, 2], [3, 5]],
  ['UpSampling1D', layers.upSampling1D({ size: 2 }), [[[4], [7]]], [4, 1], [4, 4, 7, 7]],
  [
    'Add',
    layers.add(),
    [
      [4, 7],
      [1, 2],
      [10, 20],
    ],
    [2],
    [15, 29],
  ],
  ['Add, a row to every step', layers.add(), [[[4], [7]], [10]], [2, 1], [14, 17]],
  [
    'Subtract',
    layers.subtract(),
    [
      [4, 7],
      [1, 2],
    ],
    [2],
    [3, 5],
  ],
  [
    'Multiply',
    layers.multiply(),
    [
      [4, 7],
      [1, 2],
    ],
    [2],
    [4, 14],
  ],
  [
    'Average',
    layers.average(),
    [
      [4, 7],
      [1, 2],
    ],
    [2],
    [2.5, 4.5],
  ],
  [
    'Maximum',
    layers.maximum(),
    [
      [4, 2],
      [1, 7],
    ],
    [2],
    [4, 7],
  ],
  [
    'Minimum',
    layers.minimum(),
    [
      [4, 2],
      [1, 7],
    ],
    [2],
    [1, 2],
  ],
  [
    'Concatenate',
    layers.concatenate(),
    [
      [[4], [7]],
      [
        [1, 2],
        [3, 5],
      ],
    ],
    [2, 3],
    [4, 1, 2, 7, 3, 5],
  ],
  ['Concatenate in time', layers.concatenate({ axis: 1 }), [[[4], [7]], [[1]]], [3, 1], [4, 7, 1]],
  [
    'Dot',
    layers.dot({ axes: 1 }),
    [
      [4, 7],
      [1, 2],
    ],
    [1],
    [18],
  ],
  [
    'Dot of sequences',
    layers.dot({ axes: [2, 2] }),
    [
      [[4, 7]],
      [
        [1, 2],
        [3, 5],
      ],
    ],
    [1, 2],
    [18, 47],
  ],
  ['Rescaling', layers.rescaling({ scale: 2, offset: 1 }), [[4, 7]], [2], [9, 15]],
  ['UnitNormalization', layers.unitNormalization(), [[3, 4]], [2], [0.6, 0.8]],
  [
    'Masking',
    layers.masking({ maskValue: 7 }),
    [
      [
        [7, 7],
        [7, 1],
      ],
    ],
    [2, 2],
    [0, 0, 7, 1],
  ],
  [
    'ReLU',
    layers.relu({ maxValue: 6, negativeSlope: 0.5, threshold: 1 }),
    [[-3, 0.5, 2, 9]],
    [4],
    [-2, -0.25, 2, 6],
  ],
  ['LeakyReLU', layers.leakyReLU(), [[-3, 2]], [2], [-0.9, 2]],
  ['ELU', layers.elu({ alpha: 2 }), [[-1, 2]], [2], [Number((2 * (exp(-1) - 1)).toFixed(6)), 2]],
  ['Softmax along time', layers.softmax({ axis: 1 }), [[[0], [Math.log(3)]]], [2, 1], [0.25, 0.75]],
  ['Dropout', layers.dropout({ rate: 0.5 }), [[4, 7]], [2], [4, 7]],
])('%s', async (_, layer, inputs, shape, numbers) => {
  expect(await outputOf(layer, ...inputs)).toEqual({ shape, numbers });
});

test('Dense: x·W + b, then the activation', async () => {
  const weights = [
    { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    { shape: [2], data: Float32Array.of(10, 20) },
  ];
  const layer = layers.dense({ units: 2, activation: 'relu', weights });
  expect(
    await outputOf(layer, [
      [1, -1],
      [-9, 1],
    ]),
  ).toEqual({ shape: [2, 2], numbers: [8, 18, 4, 6] });
});

test('Embedding: a row for each number', async () => {
  const weights = [{ shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) }];
  const layer = layers.embedding({ inputDim: 3, outputDim: 2, weights });
  expect(await outputOf(layer, [2, 0])).toEqual({ shape: [2, 2], numbers: [5, 6, 1, 2] });
  await expect(outputOf(layer, [3])).rejects.toMatchObject({
    code: 'RNN_CONFIG',
    message:
      'embedding (Embedding): x must hold whole numbers from 0 to 2, got 3; the table has no row for it',
  });
});

test.each(['valid', 'same', 'causal'] as const)(
  'Conv1D, %s: a sum over a window',
  async (padding) => {
    const [size, dilation, stride] = [3, 2, padding === 'causal' ? 2 : 1];
    const weights = [distinct([size, 2, 3]), distinct([3], 5)];
    const layer = layers.conv1D({
      filters: 3,
      kernelSize: size,
      dilationRate: dilation,
      strides: stride,
      padding,
      weights,
    });
    const x = Array.from({ length: 9 }, (_, t) => [sin(t), sin(3 * t)]);
    const { shape, numbers } = await outputOf(layer, x);
    const reach = dilation * (size - 1);
    const before = { valid: 0, same: reach / 2, causal: reach }[padding];
    const wanted: number[] = [];
    for (let t = 0; t < shape[0]; t++) {
      for (let f = 0; f < 3; f++) {
        let sum = weights[1].data[f];
        for (let k = 0; k < size; k++) {
          for (let c = 0; c < 2; c++) {
            sum +=
              (x[stride * t + dilation * k - before]?.[c] ?? 0) *
              weights[0].data[(k * 2 + c) * 3 + f];
          }
        }
        wanted.push(sum);
      }
    }
    expect(shape).toEqual([{ valid: 5, same: 9, causal: 5 }[padding], 3]);
    for (const [k, value] of wanted.entries()) expect(numbers[k]).toBeCloseTo(value, 5);
  },
);

test('Conv1D in groups: each sees its own channels', async () => {
  const weights = [{ shape: [1, 1, 2], data: Float32Array.of(2, 3) }];
  const layer = layers.conv1D({ filters: 2, kernelSize: 1, groups: 2, useBias: false, weights });
  expect(await outputOf(layer, [[10, 100]])).toEqual({ shape: [1, 2], numbers: [20, 300] });
});

test('Conv2D, MaxPooling2D, ZeroPadding2D', async () => {
  const image = [
    [[1], [2], [3]],
    [[4], [5], [6]],
    [[7], [8], [9]],
  ];
  const weights = [{ shape: [2, 2, 1, 1], data: Float32Array.of(1, 10, 100, 1000) }];
  const layer = layers.conv2D({ filters: 1, kernelSize: 2, useBias: false, weights });
  expect(await outputOf(layer, image)).toEqual({
    shape: [2, 2, 1],
    numbers: [5421, 6532, 8754, 9865],
  });
  const padded = layers.zeroPadding2D({
    padding: [
      [1, 0],
      [0, 1],
    ],
  });
  expect(await outputOf(padded, [[[4]]])).toEqual({ shape: [2, 2, 1], numbers: [0, 0, 4, 0] });
  expect(await outputOf(layers.maxPooling2D({ strides: 1 }), image)).toEqual({
    shape: [2, 2, 1],
    numbers: [5, 6, 8, 9],
  });
  expect(await outputOf(layers.averagePooling2D({ padding: 'same' }), image)).toEqual({
    shape: [2, 2, 1],
    numbers: [3, 4.5, 7.5, 9],
  });
  expect(await outputOf(layers.globalAveragePooling2D(), image)).toEqual({
    shape: [1],
    numbers: [5],
  });
});

test('BatchNormalization: γ (x - μ) / √(σ² + ε) + β', async () => {
  const weights = [2, 3, 5, 7].map((value) => ({ shape: [1], data: Float32Array.of(value) }));
  const { numbers } = await outputOf(layers.batchNormalization({ epsilon: 2, weights }), [[11]]);
  expect(numbers).toEqual([(2 * (11 - 5)) / sqrt(7 + 2) + 3]);
});

test('LayerNormalization: over one axis, or over both', async () => {
  const [last] = [
    await outputOf(layers.layerNormalization({ epsilon: 0 }), [
      [1, 3],
      [10, 30],
    ]),
  ];
  expect(last.numbers).toEqual([-1, 1, -1, 1]);
  const both = await outputOf(layers.layerNormalization({ axis: [1, 2], epsilon: 0 }), [
    [1, 1],
    [3, 3],
  ]);
  expect(both.numbers).toEqual([-1, -1, 1, 1]);
  const time = await outputOf(layers.layerNormalization({ axis: 1, epsilon: 0 }), [
    [1, 10],
    [3, 30],
  ]);
  expect(time.numbers).toEqual([-1, -1, 1, 1]);
});

test('UnitNormalization along an axis with two more behind it', async () => {
  // [height, width, channels]; along the height 3 and 4, 6 and 8, … are the sides of right triangles.
  const sides = [3, 4].map((side) => [1, 2, 3].map((k) => [k, 10 * k].map((of) => side * of)));
  const { numbers } = await outputOf(layers.unitNormalization({ axis: 1 }), sides);
  expect(numbers).toEqual([...Array<number>(6).fill(0.6), ...Array<number>(6).fill(0.8)]);
  const { numbers: weighed } = await outputOf(layers.softmax({ axis: 1 }), [
    [
      [0, Math.log(3)],
      [0, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [Math.log(3), 0],
      [0, 0],
    ],
  ]);
  expect(weighed).toEqual([0.5, 0.75, 0.25, 0.5, 0.5, 0.5, 0.5, 0.25, 0.75, 0.5, 0.5, 0.5]);
});

test('PReLU: a slope for each feature, shared in time', async () => {
  const weights = [{ shape: [1, 2], data: Float32Array.of(0.5, 0.25) }];
  const layer = layers.prelu({ sharedAxes: [1], weights });
  expect(
    await outputOf(layer, [
      [-2, -4],
      [3, -8],
    ]),
  ).toEqual({ shape: [2, 2], numbers: [-1, -1, 3, -2] });
});

test('Attention: softmax(q·k)·v, and AdditiveAttention: softmax(Σ tanh(q + k))·v', async () => {
  const [query, value] = [
    [[1, 2]],
    [
      [0.5, 0.1],
      [0.2, 0.4],
    ],
  ];
  const scores = value.map((v) => v[0] + 2 * v[1]);
  const added = value.map((v) => tanh(1 + v[0]) + tanh(2 + v[1]));
  const mix = (of: number[]): number[] => {
    const [a, b] = of.map(exp);
    return [0, 1].map((k) => Number(((a * value[0][k] + b * value[1][k]) / (a + b)).toFixed(6)));
  };
  expect((await outputOf(layers.attention(), query, value)).numbers).toEqual(mix(scores));
  expect((await outputOf(layers.additiveAttention(), query, value)).numbers).toEqual(mix(added));
});

test.each(activationNames)('the activation %s is the one that cells have', async (activation) => {
  // Of a SimpleRNN with the identity for a kernel and nothing else the output is the activation of x.
  using backend = await cpu();
  const inputs = input({ shape: [1, 1] });
  const [one, zero] = [1, 0].map((value) => ({ shape: [1, 1], data: Float32Array.of(value) }));
  const cell = layers
    .simpleRNN({ units: 1, activation, useBias: false, weights: [one, zero] })
    .apply(inputs);
  const plain = layers.flatten().apply(layers.activation({ activation }).apply(inputs));
  using program = model({ inputs, outputs: [cell, plain], backend });
  const x = { shape: [9, 1, 1], data: Float32Array.of(-7, -2.6, -1, -0.3, 0, 0.4, 1.2, 2.7, 30) };
  const [wanted, found] = await program.predict(x);
  for (const [k, value] of wanted.data.entries()) {
    // Both compute in float64, and round once.
    expect(Math.abs(found.data[k] - value)).toBeLessThanOrEqual(2 ** -23 * Math.abs(value));
  }
});

test('glu: one half of the last axis, gated by the other', async () => {
  const found = await outputOf(layers.activation({ activation: 'glu' }), [[3, 5, 0, Math.log(3)]]);
  expect(found).toEqual({ shape: [1, 2], numbers: [1.5, 3.75] });
});

test('sparsemax: as Keras has it, whose threshold is not that of the paper', async () => {
  // keras 3.15.1, activations.sparsemax([[0.5, 1, 0.2, -3]]): the paper's is [0.25, 0.75, 0, 0].
  const found = await outputOf(layers.activation({ activation: 'sparsemax' }), [[0.5, 1, 0.2, -3]]);
  expect(found.numbers).toEqual([0, 0.25, 0, 0]);
});

test('softmax and its logarithm do not overflow', async () => {
  expect(
    (await outputOf(layers.activation({ activation: 'softmax' }), [[1000, 1000]])).numbers,
  ).toEqual([0.5, 0.5]);
  expect(
    (await outputOf(layers.activation({ activation: 'logSoftmax' }), [[1000, 0]])).numbers,
  ).toEqual([0, -1000]);
});

test('nothing is written to, and no two outputs share their numbers', async () => {
  using backend = await cpu();
  const inputs = input({ shape: [4, 2] });
  const makers = [
    layers.relu(),
    layers.softmax(),
    layers.layerNormalization(),
    layers.masking(),
    layers.dropout({ rate: 1 }),
    layers.flatten(),
  ];
  using program = model({ inputs, outputs: makers.map((layer) => layer.apply(inputs)), backend });
  const x = distinct([1, 4, 2]);
  const before = x.data.slice();
  const outputs = await program.predict(x);
  for (const [index, { data }] of outputs.entries()) data.fill(index);
  for (const [index, { data }] of outputs.entries()) expect([...new Set(data)]).toEqual([index]);
  expect(x.data).toEqual(before);
});
