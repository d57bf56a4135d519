// An encoder and a decoder. The decoder runs one step at a time: the letter that it wrote is its next input, and
// the `state` it returned is its next `initialState`. The encoder reads a Roman numeral counted on the fingers,
// VVIIIIIII; the decoder gets its state, nothing else, and writes the number in good form.

import { cpu, lstm, type LSTMConfig, type StateOf, tensor } from '@gatefold/cpu';

const letters = ['X', 'V', 'I'];
const values = [10, 5, 1];
const oneHot = (letter: string) => letters.map((other) => (other === letter ? 1 : 0));

// Weights by hand, for one unit with the gates i f g o. σ(20) opens i, f and o; the activation is linear, so that
// c' = c + g, h' = c', and g is the value of the letter: the encoder adds it up, the decoder takes it off.
const weights = (sign: 1 | -1) => ({
  kernel: tensor(values.map((value) => [0, 0, sign * value, 0])),
  recurrentKernel: tensor([[0, 0, 0, 0]]),
  bias: tensor([20, 20, 0, 20]),
});
// The decoder's head: the largest letter that is not too much; none, which ends the word, when nothing is left.
const nextLetter = (left: number) => letters.find((_, k) => (values[k] ?? 0) < left + 0.5) ?? '';

using backend = await cpu();
// #region loop
const cell = { units: 1, activation: 'linear', returnState: true } as const;
using encoder = backend.layer(lstm(cell), weights(1));
using decoder = backend.layer(lstm({ ...cell, returnSequences: true }), weights(-1));

const counted = 'VVIIIIIII';
let last: { state: StateOf<LSTMConfig>; dispose(): void } = encode(counted);
let word = '';
const left: number[] = [];
for (let letter = ''; ; word += letter) {
  const step = decoder.run(tensor([[oneHot(letter)]]), { initialState: last.state }); // x: [1, 1, 3]
  last.dispose();
  last = step; // its state stays on the backend: the loop reads the output, one number
  const [number = 0] = await step.output.data();
  left.push(number);
  letter = nextLetter(number);
  if (letter === '') break;
}
last.dispose();
// #endregion loop
console.log(`${counted} is ${word}`);
console.log('left, step by step ', left.map(Math.round).join(' '));

// #region at-once
// Training shows the decoder the whole word at once (teacher forcing); the numbers are the same.
{
  using encoded = encode(counted);
  const shifted = tensor([['', ...word].map(oneHot)]); // [1, 5, 3]
  using whole = decoder.run(shifted, { initialState: encoded.state });
  const numbers = [...(await whole.output.data())];
  console.log('left, all at once  ', numbers.map(Math.round).join(' '));
  console.log('equal to the last bit:', left.join() === numbers.join());
}
// #endregion at-once
console.log('alive:', backend.memory());

function encode(numeral: string) {
  return encoder.run(tensor([[...numeral].map(oneHot)]));
}

// #region prints
// prints:
// VVIIIIIII is XVII
// left, step by step  17 7 2 1 0
// left, all at once   17 7 2 1 0
// equal to the last bit: true
// alive: { tensors: 0, layers: 2, streams: 0, buffers: 0, bytes: 688 }

// #endregion prints
