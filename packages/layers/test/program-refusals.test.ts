// What a program's author mistypes, without types to tell: refused where it is written, and never left unheeded.

import { cpu } from '@gatefold/cpu';
import { expect, test } from 'vitest';
import {
  constant,
  glorotUniform,
  input,
  layers,
  model,
  orthogonal,
  registerLayer,
  sequential,
  zeros,
} from '../src/index.ts';

const backend = await cpu();
const sequence = input({ shape: [4, 3] });
const vector = input({ shape: [3] });
const lstm = layers.lstm({ units: 2 });
const applied = layers.dense({ units: 1 }).apply(vector);
const kernel = { shape: [3, 1], data: new Float32Array(3) };
const rnn = [
  { shape: [3, 1], data: new Float32Array(3) },
  { shape: [1, 1], data: new Float32Array(1) },
];
const returns = (numbers: unknown) => () => numbers as Float32Array;
/** The makers as JavaScript has them, which nobody keeps from taking anything. */
const loose = layers as unknown as Record<
  string,
  (options?: unknown) => { apply: (x: unknown, options?: unknown) => unknown }
>;

test.each<[message: string, write: () => unknown]>([
  [
    "dense (Dense): kernel: must begin with what a function makes, got 'ones'; constant(0.1) and its like are initialisers",
    () => loose['dense']({ units: 1, kernelInitializer: 'ones' }).apply(vector),
  ],
  [
    "lstm (LSTM): bias: must begin with what a function makes, got 'zeros'",
    () => loose['lstm']({ units: 1, biasInitializer: 'zeros' }).apply(sequence),
  ],
  [
    'dense (Dense): kernel: data must be a Float32Array, got a function',
    () => layers.dense({ units: 1, kernelInitializer: zeros as never }).apply(vector),
  ],
  [
    'dense (Dense): kernel: shape [3, 1] holds 3 numbers, got data of 2',
    () => layers.dense({ units: 1, kernelInitializer: returns(new Float32Array(2)) }).apply(vector),
  ],
  ['constant: must be a number, got undefined', () => constant(undefined as never)],
  [
    'glorotUniform.Seed: is not an option; did you mean seed',
    () => glorotUniform({ Seed: 1 } as never),
  ],
  [
    'orthogonal: must be a plain object of options, got 5; write { seed: … }',
    () => orthogonal(5 as never),
  ],
  [
    'dense (Dense): bias: data must be a Float32Array, got [0]',
    () =>
      layers
        .dense({ units: 1, weights: [kernel, { shape: [1], data: [0] }] as never })
        .apply(vector),
  ],
  [
    'dense (Dense): kernel: must be { shape, data } with whole dimensions, got an array of 3',
    () => layers.dense({ units: 1, weights: [[[1], [2], [3]], [0]] as never }).apply(vector),
  ],
  [
    'lstm (LSTM): weights: must be a list, as get_weights() returns it, got { kernel }',
    () => layers.lstm({ units: 1, weights: { kernel } as never }).apply(sequence),
  ],
  [
    'bidirectional (Bidirectional): weights: must be 4: kernel, recurrentKernel, kernel, recurrentKernel',
    () =>
      layers
        .bidirectional({ layer: layers.simpleRNN({ units: 1, useBias: false, weights: rnn }) })
        .apply(sequence),
  ],
  [
    'timeDistributed.weights: is not an option',
    () => loose['timeDistributed']({ layer: lstm, weights: [] }),
  ],
  ['timeDistributed.layer: must be a layer, got undefined', () => loose['timeDistributed']({})],
  ['bidirectional.layer: must be a layer, got undefined', () => loose['bidirectional']({})],
  [
    'bidirectional.layer: must be a SimpleRNN, LSTM, GRU or RNN, got TimeDistributed',
    () => layers.bidirectional({ layer: layers.timeDistributed({ layer: lstm }) }),
  ],
  [
    'dense: must be given its options by name, got 4; as in dense({ units: 4 })',
    () => loose['dense'](4),
  ],
  [
    'dense.use_bias: is not an option; did you mean useBias',
    () => loose['dense']({ units: 1, use_bias: false }),
  ],
  [
    'dense.inputShape: is not an option; known: units, useBias',
    () => loose['dense']({ units: 1, inputShape: [3] }),
  ],
  [
    'lstm.kernel_initializer: is not an option; did you mean kernelInitializer',
    () => loose['lstm']({ units: 1, kernel_initializer: zeros() }),
  ],
  [
    'lstm.returnSequence: is not an option; known: units, activation, recurrentActivation, useBias, returnSequences, returnState, goBackwards, alignOutput, stateful, zeroOutputForMask, unitForgetBias, kernelInitializer',
    () => loose['lstm']({ units: 1, returnSequence: true }),
  ],
  [
    "rnn.cells: must be a list of cells, got an array of 1; as in [{ kind: 'lstm', units: 4 }]",
    () => loose['rnn']({ cells: [lstm] }),
  ],
  ['dense (Dense).name: must be text, got 3', () => loose['dense']({ units: 1, name: 3 })],
  [
    'input.batchSize: must be a whole number of at least 1, got -1',
    () => input({ shape: [3], batchSize: -1 }),
  ],
  [
    'lstm (LSTM).apply.initial_state: is not an option; did you mean initialState',
    () => loose['lstm']({ units: 1 }).apply(sequence, { initial_state: [vector, vector] }),
  ],
  [
    'lstm (LSTM).apply: initialState: must be what input() or apply() returned',
    () => lstm.apply(sequence, { initialState: [[0], [0]] as never }),
  ],
  [
    'lstm (LSTM): initialState.h: must be [?, 2], got [?, 3]',
    () => lstm.apply(sequence, { initialState: [vector, vector] }),
  ],
  [
    'dense (Dense).apply: initialState: is for layers that have a state',
    () => layers.dense({ units: 1 }).apply(vector, { initialState: vector }),
  ],
  [
    'dense (Dense).apply: must be what input() or apply() returned, or a list of them, got LSTM, not applied',
    () => layers.dense({ units: 1 }).apply(lstm as never),
  ],
  [
    'sequential[1]: must be a layer that is not applied yet, got',
    () => sequential([vector, applied as never], { backend }),
  ],
  [
    'model: outputs: must be what input() or apply() returned, or a list of them, got { y }',
    () => model({ inputs: vector, outputs: { y: applied } as never, backend }),
  ],
  [
    'model functional: outputs: must be one at least',
    () => model({ inputs: vector, outputs: [], backend }),
  ],
  [
    'registerLayer: LSTM: must be a class that does not come with this package',
    () => registerLayer('LSTM', () => ({}) as never),
  ],
])('%s', (message, write) => {
  expect(write).toThrow(
    expect.objectContaining({ isRnnError: true, message: expect.stringContaining(message) }),
  );
});

test('the control: the same options, written right, are taken', () => {
  const rows = [
    layers.dense({ units: 1, name: 'one', useBias: true, kernelInitializer: zeros() }),
    layers.dense({ units: 1, weights: [kernel, { shape: [1], data: Float32Array.of(7) }] }),
  ];
  for (const layer of rows) expect(layer.apply(vector).shape).toEqual([null, 1]);
  expect(rows[1].weights[1].data[0]).toBe(7);
  const state = input({ shape: [2] });
  expect(lstm.apply(sequence, { initialState: [state, state] }).shape).toEqual([null, 2]);
  for (const make of [glorotUniform, orthogonal]) expect(make({ seed: 3 })([2, 2])).toHaveLength(4);
});
