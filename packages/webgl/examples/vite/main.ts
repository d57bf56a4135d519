// The same page as ../plain, for Vite, and as a part of TensorFlow.js: x is one of its tensors, and the outputs become
// some, with no readback in between.

import { gru, kerasOutputs, lstm, sizeOf, type Tensor, tensor, webgl } from '@gatefold/webgl';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgl';

// #region tfjs
await tf.setBackend('webgl');
using backend = await webgl({ tf }); // on the way out it frees all that it made
print('#renderer', backend.renderer);

// prettier-ignore
const x = tf.tensor([[[0.1, 0.2], [0.3, 0.1], [0.2, 0.3]]]); // [batch, timeSteps, inputDim] = [1, 3, 2]
// #endregion tfjs
const tenths = (...shape: number[]) => tensor(Array<number>(sizeOf(shape)).fill(0.1), shape);
const ofLSTM = {
  kernel: tenths(2, 4), // [inputDim, 4·units], gates i f g o
  recurrentKernel: tenths(1, 4), // [units, 4·units]
  bias: tensor([0, 1, 0, 0]), // Keras starts the forget gate's bias at 1
};
const ofGRU = { kernel: tenths(2, 3), recurrentKernel: tenths(1, 3), bias: tensor([0, 0, 0]) };

// What Keras meant in 2018 when nothing was said.
const keras2 = { units: 1, recurrentActivation: 'hardSigmoidKeras2' } as const;
const flags = { returnSequences: true, returnState: true } as const;
const sequences = backend.layer(lstm({ ...keras2, returnSequences: true }), ofLSTM);
const neither = backend.layer(lstm(keras2), ofLSTM);
const state = backend.layer(lstm({ ...keras2, returnState: true }), ofLSTM);
const both = backend.layer(lstm({ ...keras2, ...flags }), ofLSTM);
const gruBoth = backend.layer(gru({ ...keras2, ...flags, resetAfter: false }), ofGRU);

await show('lstm, returnSequences', sequences.run(x));
await show('lstm', neither.run(x));
await show('lstm, returnState', state.run(x));
await show('lstm, both', both.run(x));
await show('gru, both', gruBoth.run(x));
document.body.dataset['done'] = 'true';

// #region show
async function show(call: string, result: { output: unknown; state?: unknown }): Promise<void> {
  for (const output of kerasOutputs(result).flat() as Tensor[]) {
    const asTensor = backend.toTensor(output);
    const numbers = Array.from(await asTensor.data(), (number) => number.toFixed(8));
    print('#output', `${call}: [${asTensor.shape.join(', ')}] ${numbers.join(' ')}\n`);
    asTensor.dispose();
  }
}
// #endregion show

function print(selector: string, text: string): void {
  document.querySelector(selector)?.append(text);
}
