// The three lines on the front page of the docs, with the weights and the input that a reader has already.

import { cpu, lstm, tensor } from '@gatefold/cpu';

const units = 2;
const tenths = (rows: number, columns: number) =>
  tensor(Array<number>(rows * columns).fill(0.1), [rows, columns]);
const weights = {
  kernel: tenths(1, 4 * units), // [inputDim, 4·units], gates i f g o
  recurrentKernel: tenths(units, 4 * units), // [units, 4·units]
  bias: tensor([0, 0, 1, 1, 0, 0, 0, 0]), // Keras starts the forget gate's bias at 1
};
const x = tensor([[[1], [2], [3]]]); // [batch, timeSteps, inputDim]

// #region three-lines
const backend = await cpu();
const layer = backend.layer(lstm({ units: 2 }), weights);
const { output } = layer.run(x); // [batch, units]
// #endregion three-lines

console.log(Array.from(await output.data(), (number) => number.toFixed(4)).join(' '));

// prints: 0.1670 0.1670
