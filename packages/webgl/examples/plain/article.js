// The 2018 article on return_sequences and return_state, on WebGL2, without a bundler. docs/examples/article.ts tells the story; this page shows the numbers.

import { gru, kerasOutputs, lstm, sizeOf, tensor, webgl } from '@gatefold/webgl';

const backend = await webgl();
document.querySelector('#renderer').textContent = backend.renderer;

// prettier-ignore
const x = tensor([[[0.1, 0.2], [0.3, 0.1], [0.2, 0.3]]]); // [batch, timeSteps, inputDim] = [1, 3, 2]
const tenths = (...shape) => tensor(Array(sizeOf(shape)).fill(0.1), shape);
const ofLSTM = {
  kernel: tenths(2, 4), // [inputDim, 4·units], gates i f g o
  recurrentKernel: tenths(1, 4), // [units, 4·units]
  bias: tensor([0, 1, 0, 0]), // Keras starts the forget gate's bias at 1
};
const ofGRU = { kernel: tenths(2, 3), recurrentKernel: tenths(1, 3), bias: tensor([0, 0, 0]) };

// What Keras meant in 2018 when nothing was said.
const keras2 = { units: 1, recurrentActivation: 'hardSigmoidKeras2' };
const flags = { returnSequences: true, returnState: true };
await show('lstm, returnSequences', lstm({ ...keras2, returnSequences: true }), ofLSTM);
await show('lstm', lstm(keras2), ofLSTM);
await show('lstm, returnState', lstm({ ...keras2, returnState: true }), ofLSTM);
await show('lstm, both', lstm({ ...keras2, ...flags }), ofLSTM);
await show('gru, both', gru({ ...keras2, ...flags, resetAfter: false }), ofGRU);
backend.dispose();
document.body.dataset.done = 'true';

async function show(call, config, weights) {
  const layer = backend.layer(config, weights);
  for (const output of kerasOutputs(layer.run(x))) {
    const numbers = Array.from(await output.data(), (number) => number.toFixed(8));
    const line = `${call}: [${output.shape.join(', ')}] ${numbers.join(' ')}`;
    document.querySelector('#output').append(`${line}\n`);
  }
  layer.dispose();
}
