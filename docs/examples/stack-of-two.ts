// Two LSTM layers, one on top of the other. The lower one returns its sequence, and that tensor is the upper
// one's input as it is: it never leaves the backend. Keras can also put two cells into one RNN, which here is
// `stacked`: the same weights, the same numbers.

import { cpu, lstm, sizeOf, stacked, type Tensor, tensor } from '@gatefold/cpu';

using backend = await cpu();

// Weights and input without two equal numbers: samples of a sine.
let phase = 0;
function sines(...shape: number[]) {
  const samples = Array.from({ length: sizeOf(shape) }, () => Math.sin(phase++));
  return tensor(samples, shape);
}
const lowerWeights = { kernel: sines(2, 12), recurrentKernel: sines(3, 12), bias: sines(12) };
const upperWeights = { kernel: sines(3, 8), recurrentKernel: sines(2, 8), bias: sines(8) };
const x = sines(1, 3, 2); // [batch, timeSteps, inputDim]

// #region two-layers
// Two layers: the upper one needs a row for each step, so the lower one returns its sequence.
using lower = backend.layer(lstm({ units: 3, returnSequences: true }), lowerWeights);
using upper = backend.layer(lstm({ units: 2, returnState: true }), upperWeights);
const sequence = lower.run(x).output;
const layered = upper.run(sequence);
await show('lower, sequence', sequence);
await show('upper, output', layered.output);
await show('upper, c', layered.state.c);
// #endregion two-layers

// #region stacked
// One layer of two cells: at each step the upper cell reads what the lower one has just written.
const cells = [lstm({ units: 3 }), lstm({ units: 2 })] as const;
using stack = backend.layer(stacked({ cells, returnState: true }), [lowerWeights, upperWeights]);
const together = stack.run(x);
const [ofLower, ofUpper] = together.state; // { h, c } of each cell
await show('stack, output', together.output);
await show('stack, upper c', ofUpper.c);
await show('stack, lower c', ofLower.c);
// #endregion stacked

async function show(name: string, numbers: Tensor) {
  const digits = Array.from(await numbers.data(), (number) => number.toFixed(4));
  console.log(`${name.padEnd(16)} [${numbers.shape.join(', ')}]  ${digits.join(' ')}`);
}

// #region prints
// prints:
// lower, sequence  [1, 3, 3]  -0.1576 -0.0922 0.1332 0.0281 -0.1608 0.0348 0.0896 -0.2511 -0.0430
// upper, output    [1, 2]  -0.0194 -0.3225
// upper, c         [1, 2]  -0.0581 -0.7682
// stack, output    [1, 2]  -0.0194 -0.3225
// stack, upper c   [1, 2]  -0.0581 -0.7682
// stack, lower c   [1, 3]  0.3863 -0.3370 -0.0467

// #endregion prints
