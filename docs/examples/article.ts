// The 2018 article on return_sequences and return_state, call by call: what each pair of flags returns, in the
// order in which Keras lists it, beside what the article prints. a<t> is the output of step t, which is the hidden
// state h; c<t> is the cell state, which only an LSTM has; T is the last step.
// C. Zhang, "How to use return_state or return_sequences in Keras", dlology.com, 2018.

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
const flags = { returnSequences: true, returnState: true } as const;
const sequences = backend.layer(lstm({ ...keras2, returnSequences: true }), ofLSTM);
const neither = backend.layer(lstm(keras2), ofLSTM);
const state = backend.layer(lstm({ ...keras2, returnState: true }), ofLSTM);
const both = backend.layer(lstm({ ...keras2, ...flags }), ofLSTM);
const gruBoth = backend.layer(gru({ ...keras2, ...flags, resetAfter: false }), ofGRU);

const [all, last, c] = ['0.00767819 0.01597687 0.02480672', '0.02480672', '0.04864851'];
printRow('call', ' returns', 'shape', 'computed', 'the article');
await show('lstm, returnSequences', sequences.run(x), ['a<1..T>', all]);
await show('lstm', neither.run(x), ['a<T>', last]);
await show('lstm, returnState', state.run(x), ['a<T>', last], ['a<T>', last], ['c<T>', c]);
await show('lstm, both', both.run(x), ['a<1..T>', all], ['a<T>', last], ['c<T>', c]);
await show('gru, both', gruBoth.run(x), ['a<1..T>', '–'], ['a<T>', '–']);

// The article's sums were float32, this backend's are float64; at this size float32 numbers lie 2^-28 apart.
const [ours = NaN] = await both.run(x).state.c.data();
const [below, above] = [ours, ours + 2 ** -28].map((number) => number.toFixed(10));
console.log(`\nc<T> lies between two float32: ${below}, the nearer, and ${above}, the article's.`);

// What Keras 3 means.
const [keras3 = NaN] = await backend
  .layer(lstm({ units: 1 }), ofLSTM)
  .run(x)
  .output.data();
console.log(`Keras 3's default recurrentActivation is sigmoid: a<T> becomes ${keras3.toFixed(8)}.`);

async function show(
  call: string,
  result: { output: unknown; state?: unknown },
  ...article: [name: string, prints: string][]
) {
  for (const [index, output] of kerasOutputs(result).flat().entries()) {
    const [name, prints] = article[index] ?? ['nothing', ''];
    const returns = `${index === 0 ? '(' : ' '}${name}${index + 1 < article.length ? ',' : ')'}`;
    const computed = Array.from(await output.data(), (number) => number.toFixed(8)).join(' ');
    const beside = prints === computed ? 'the same' : prints;
    printRow(index === 0 ? call : '', returns, `[${output.shape.join(', ')}]`, computed, beside);
  }
}

function printRow(call: string, returns: string, shape: string, computed: string, beside: string) {
  const columns = [
    call.padEnd(22),
    returns.padEnd(11),
    shape.padEnd(10),
    computed.padEnd(33),
    beside,
  ];
  console.log(columns.join(' '));
}

// prints:
// call                    returns    shape      computed                          the article
// lstm, returnSequences  (a<1..T>)   [1, 3, 1]  0.00767819 0.01597687 0.02480672  the same
// lstm                   (a<T>)      [1, 1]     0.02480672                        the same
// lstm, returnState      (a<T>,      [1, 1]     0.02480672                        the same
//                         a<T>,      [1, 1]     0.02480672                        the same
//                         c<T>)      [1, 1]     0.04864850                        0.04864851
// lstm, both             (a<1..T>,   [1, 3, 1]  0.00767819 0.01597687 0.02480672  the same
//                         a<T>,      [1, 1]     0.02480672                        the same
//                         c<T>)      [1, 1]     0.04864850                        0.04864851
// gru, both              (a<1..T>,   [1, 3, 1]  0.01481556 0.02755804 0.03920874  –
//                         a<T>)      [1, 1]     0.03920874                        –
//
// c<T> lies between two float32: 0.0486485027, the nearer, and 0.0486485064, the article's.
// Keras 3's default recurrentActivation is sigmoid: a<T> becomes 0.02572775.
