// The 2018 article on return_sequences and return_state, call by call: what each pair of flags returns, in the
// order in which Keras lists it, with the article's numbers. a<t> is the output of step t, which is the hidden
// state h; c<t> is the cell state, which only an LSTM has; T is the last step.

import { cpu, gru, kerasOutputs, lstm, sizeOf, tensor } from '@gatefold/cpu';

using backend = await cpu(); // on the way out it frees all that it made

// prettier-ignore
const x = tensor([[[0.1, 0.2], [0.3, 0.1], [0.2, 0.3]]]); // [batch, timeSteps, inputDim] = [1, 3, 2]
const tenths = (...shape: number[]) => tensor(Array<number>(sizeOf(shape)).fill(0.1), shape);
const ofLSTM = {
  kernel: tenths(2, 4), // [inputDim, 4·units], gates i f g o
  recurrentKernel: tenths(1, 4), // [units, 4·units]
  bias: tensor([0, 1, 0, 0]), // Keras starts the forget gate's bias at 1
};
const ofGRU = { kernel: tenths(2, 3), recurrentKernel: tenths(1, 3), bias: tensor([0, 0, 0]) };

// What Keras meant in 2018 when nothing was said.
const keras2 = { units: 1, recurrentActivation: 'hardSigmoidKeras2' } as const;
const sequences = backend.layer(lstm({ ...keras2, returnSequences: true }), ofLSTM);
const neither = backend.layer(lstm(keras2), ofLSTM);
const state = backend.layer(lstm({ ...keras2, returnState: true }), ofLSTM);
const flags = { returnSequences: true, returnState: true } as const;
const both = backend.layer(lstm({ ...keras2, ...flags }), ofLSTM);
const gruBoth = backend.layer(gru({ ...keras2, ...flags, resetAfter: false }), ofGRU);

printRow('call', ' returns', 'shape', 'numbers');
await show('lstm, returnSequences', ['a<1..T>'], sequences.run(x));
await show('lstm', ['a<T>'], neither.run(x));
await show('lstm, returnState', ['a<T>', 'a<T>', 'c<T>'], state.run(x));
await show('lstm, both', ['a<1..T>', 'a<T>', 'c<T>'], both.run(x));
await show('gru, both', ['a<1..T>', 'a<T>'], gruBoth.run(x));

// What Keras 3 means.
const [last = NaN] = await backend
  .layer(lstm({ units: 1 }), ofLSTM)
  .run(x)
  .output.data();
console.log(`\nKeras 3's default recurrentActivation is sigmoid: a<T> becomes ${last.toFixed(8)}.`);

// The article's sums were float32, this backend's are float64.
const c = await both.run(x).state.c.data();
const [next = NaN] = new Float32Array(new Uint32Array(c.buffer).map((bits) => bits + 1).buffer);
console.log(`The article's c<T>, ${next.toFixed(8)}, is the float32 next to ours.`);

async function show(call: string, names: string[], result: { output: unknown; state?: unknown }) {
  const outputs = kerasOutputs(result).flat();
  for (const [index, output] of outputs.entries()) {
    const open = index === 0 ? '(' : ' ';
    const close = index + 1 === outputs.length ? ')' : ',';
    const numbers = Array.from(await output.data(), (number) => number.toFixed(8)).join(' ');
    const shape = `[${output.shape.join(', ')}]`;
    printRow(index === 0 ? call : '', `${open}${names[index]}${close}`, shape, numbers);
  }
}

function printRow(call: string, returns: string, shape: string, numbers: string) {
  console.log(`${call.padEnd(23)}${returns.padEnd(12)}${shape.padEnd(11)}${numbers}`);
}

// prints:
// call                    returns    shape      numbers
// lstm, returnSequences  (a<1..T>)   [1, 3, 1]  0.00767819 0.01597687 0.02480672
// lstm                   (a<T>)      [1, 1]     0.02480672
// lstm, returnState      (a<T>,      [1, 1]     0.02480672
//                         a<T>,      [1, 1]     0.02480672
//                         c<T>)      [1, 1]     0.04864850
// lstm, both             (a<1..T>,   [1, 3, 1]  0.00767819 0.01597687 0.02480672
//                         a<T>,      [1, 1]     0.02480672
//                         c<T>)      [1, 1]     0.04864850
// gru, both              (a<1..T>,   [1, 3, 1]  0.01481556 0.02755804 0.03920874
//                         a<T>)      [1, 1]     0.03920874
//
// Keras 3's default recurrentActivation is sigmoid: a<T> becomes 0.02572775.
// The article's c<T>, 0.04864851, is the float32 next to ours.
