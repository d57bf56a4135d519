// A stream of characters: the layer is fed one at a time and remembers where it is. This one follows the brackets
// in a program's text, and knows that a bracket inside quotes is none: two LSTM units whose weights are made by
// hand, `quoted`, which is 0 or 1, and `depth`, which counts.

import { cpu, lstm, tensor } from '@gatefold/cpu';

// A one-hot row for '(' ')' and '"'; any other character is a row of zeros.
const text = 'f(a, g("(:", (b)), ")")';
const listed = ['(', ')', '"'];
const rows = [...text].map((character) => listed.map((other) => (character === other ? 1 : 0)));

// c' = f·c + i·g and h' = o·c', for the activation is linear; σ(±20) makes the gates open or shut.
//   quoted  At a quote: forget (f shut), and write 1 - quoted (i open, g). Else keep.
//   depth   Always keep. At a bracket that is not quoted: add 1 or -1.
// prettier-ignore
const weights = {
  //  i q  depth   f q  depth    g q  depth  o q depth
  kernel: tensor([
    [  0,    40,     0,    0,     0,     1,   0,    0], // (
    [  0,    40,     0,    0,     0,    -1,   0,    0], // )
    [ 40,     0,   -40,    0,     0,     0,   0,    0], // "
  ]),
  recurrentKernel: tensor([
    [  0,   -40,     0,    0,    -1,     0,   0,    0], // quoted
    [  0,     0,     0,    0,     0,     0,   0,    0], // depth
  ]),
  bias: tensor(
    [-20,   -20,    20,   20,     1,     0,  20,   20]),
};

using backend = await cpu();
using layer = backend.layer(
  lstm({ units: 2, activation: 'linear', returnSequences: true }),
  weights,
);
using stream = layer.stream();

// One character at a time. The same two arrays serve every push, so that a push allocates nothing.
const frame = { shape: [1, 3], data: new Float32Array(3) }; // [batch, inputDim]
const target = new Float32Array(2);
const byCharacter: number[] = [];
let [insides, depths] = ['', ''];
for (const row of rows) {
  frame.data.set(row);
  const [quoted = 0, depth = 0] = stream.push(frame).dataSync(target);
  byCharacter.push(quoted, depth);
  insides += quoted > 0.5 ? 'q' : '.';
  depths += Math.round(depth);
}
console.log('text  ', text);
console.log('quoted', insides);
console.log('depth ', depths);

// From the start again, in chunks of 1, 2, 3, … characters: the cuts make no difference.
stream.reset();
const byChunk: number[] = [];
for (let start = 0, size = 1; start < rows.length; start += size++) {
  const chunk = tensor([rows.slice(start, start + size)]); // [batch, timeSteps, inputDim]
  byChunk.push(...stream.push(chunk).dataSync());
}
console.log('chunks equal characters:', byChunk.join() === byCharacter.join());

// Nor does it make one to run the text whole.
using whole = layer.run(tensor([rows])).output;
console.log('the whole text equals both:', whole.dataSync().join() === byCharacter.join());

// prints:
// text   f(a, g("(:", (b)), ")")
// quoted .......qqq.........qq..
// depth  01111122222223321111110
// chunks equal characters: true
// the whole text equals both: true
