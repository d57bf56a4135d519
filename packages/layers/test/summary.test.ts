// The tables are what keras 3.15.1 printed of the same models, copied.

import { cpu } from '@gatefold/cpu';
import { expect, test } from 'vitest';
import { input, layers, model, sequential } from '../src/index.ts';

const backend = await cpu();

test('a Sequential model has three columns, and its input no row', () => {
  using plain = sequential(
    [
      input({ shape: [3, 2] }),
      layers.lstm({ units: 4, returnSequences: true }),
      layers.dropout({ rate: 0.2 }),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
    { backend, name: 'plain' },
  );
  expect(plain.summary()).toBe(`Model: "plain"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                         ┃ Output Shape                ┃         Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━┩
│ lstm (LSTM)                          │ (None, 3, 4)                │             112 │
├──────────────────────────────────────┼─────────────────────────────┼─────────────────┤
│ dropout (Dropout)                    │ (None, 3, 4)                │               0 │
├──────────────────────────────────────┼─────────────────────────────┼─────────────────┤
│ dense (Dense)                        │ (None, 3, 3)                │              15 │
└──────────────────────────────────────┴─────────────────────────────┴─────────────────┘
 Total params: 127 (508.00 B)
 Trainable params: 127 (508.00 B)
 Non-trainable params: 0 (0.00 B)`);
});

test('a graph says what each layer is connected to, in the order of Keras, and cuts long names as Keras does', () => {
  const [x, y] = [input({ shape: [null, 5], name: 'x' }), input({ shape: [7], name: 'y' })];
  const name = 'words_with_a_very_long_name_indeed';
  const e = layers.embedding({ inputDim: 10, outputDim: 5, maskZero: true, name }).apply(y);
  const [, h, c] = layers
    .lstm({ units: 4, returnState: true, returnSequences: true, name: 'lstm_1' })
    .apply(x);
  const d = layers.lstm({ units: 4, name: 'lstm_2' }).apply(e, { initialState: [h, c] });
  const b = layers.batchNormalization().apply(d);
  const z = layers.concatenate().apply([b, h]);
  const wide = layers.dense({ units: 2000 }).apply(z);
  using graph = model({ inputs: [x, y], outputs: [wide, c], backend, name: 'graph' });
  expect(graph.summary()).toBe(`Model: "graph"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                  ┃ Output Shape              ┃         Param # ┃ Connected to               ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━┩
│ y (InputLayer)                │ (None, 7)                 │               0 │ -                          │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ x (InputLayer)                │ (None, None, 5)           │               0 │ -                          │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ words_with_a_very_long_name_… │ (None, 7, 5)              │              50 │ y[0][0]                    │
│ (Embedding)                   │                           │                 │                            │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ lstm_1 (LSTM)                 │ [(None, None, 4), (None,  │             160 │ x[0][0]                    │
│                               │ 4), (None, 4)]            │                 │                            │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ lstm_2 (LSTM)                 │ (None, 4)                 │             160 │ words_with_a_very_long_na… │
│                               │                           │                 │ lstm_1[0][1], lstm_1[0][2] │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ batch_normalization           │ (None, 4)                 │              16 │ lstm_2[0][0]               │
│ (BatchNormalization)          │                           │                 │                            │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ concatenate (Concatenate)     │ (None, 8)                 │               0 │ batch_normalization[0][0], │
│                               │                           │                 │ lstm_1[0][1]               │
├───────────────────────────────┼───────────────────────────┼─────────────────┼────────────────────────────┤
│ dense (Dense)                 │ (None, 2000)              │          18,000 │ concatenate[0][0]          │
└───────────────────────────────┴───────────────────────────┴─────────────────┴────────────────────────────┘
 Total params: 18,386 (71.82 KB)
 Trainable params: 18,378 (71.79 KB)
 Non-trainable params: 8 (32.00 B)`);
});

test('of two sizes as near, the even one is printed, as Python does', () => {
  // 288 numbers are 1.125 KB.
  using even = sequential([input({ shape: [16] }), layers.dense({ units: 18, useBias: false })], {
    backend,
  });
  expect(even.summary()).toContain(' Total params: 288 (1.12 KB)');
});
