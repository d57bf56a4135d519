// Reading a line of text as CTC does: logits for every step, one for each letter and one for the blank; the best
// of each step; repeats collapsed, blanks dropped. A Bidirectional LSTM reads the image column by column. Its
// weights are made by hand: every unit counts the ink of one row of the letter that it is in.

import { bidirectional, cpu, lstm, tensor } from '@gatefold/cpu';

const glyphs: Record<string, string[]> = {
  E: ['###', '#..', '###', '#..', '###'],
  H: ['#.#', '#.#', '###', '#.#', '#.#'],
  L: ['#..', '#..', '#..', '#..', '###'],
  O: ['###', '#.#', '#.#', '#.#', '###'],
};
const image = [
  '#.#.###.#...#....####.',
  '#.#.#...#...#....#..#.',
  '###.###.#...#....#..#.',
  '#.#.#...#...#....#..#.',
  '#.#.###.###.####.####.',
];
const rows = image.length;
const columns = Array.from(image[0] ?? '', (_, t) => image.map((row) => (row[t] === '#' ? 1 : 0)));

// i = o = σ(10), open. f = σ(20 · ink - 10): open as long as the column has ink, so that the gap between two
// letters clears the count. g = the pixel itself, since the activation is linear.
const fill = (value: number) => Array<number>(rows).fill(value);
const pixel = (row: number) => fill(0).map((zero, other) => (other === row ? 1 : zero));
const weights = {
  kernel: tensor(fill(0).map((_, row) => [...fill(0), ...fill(20), ...pixel(row), ...fill(0)])),
  recurrentKernel: { shape: [rows, 4 * rows], data: new Float32Array(rows * 4 * rows) }, // zeros
  bias: tensor([...fill(10), ...fill(-10), ...fill(0), ...fill(10)]),
};

// #region layer
using backend = await cpu();
const counter = lstm({ units: rows, activation: 'linear', returnSequences: true });
const layer = backend.layer(bidirectional({ layer: counter, mergeMode: 'sum' }), {
  forward: weights, // the ink from the letter's left edge to this column
  backward: weights, // and from here to its right edge: no column has to wait for the end of the letter
});
const h = await layer.run(tensor([columns])).output.data(); // [1, timeSteps, rows]
// #endregion layer

// The head: a letter's logit is w·h - |w|²/2, highest for the w nearest to h; w is the ink of its rows, 4/3 of it
// because both directions count the column in the middle. The blank is the letter without ink.
const head = Object.entries({ '-': fill(0).map(() => ''), ...glyphs }).map(([letter, glyph]) => {
  const w = glyph.map((row) => (4 / 3) * row.replaceAll('.', '').length);
  return { letter, w, bias: -dot(w, w) / 2 };
});
const path = columns.map((_, t) => {
  const logits = head.map(({ w, bias }) => dot(w, h.subarray(t * rows, (t + 1) * rows)) + bias);
  return head[logits.indexOf(Math.max(...logits))]?.letter ?? '';
});

// #region collapse
console.log(image.join('\n'));
console.log(path.join(''), ' the best of each step');
console.log(path.filter((letter, t) => letter !== path[t - 1] && letter !== '-').join(''));
// #endregion collapse

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0);
}

// #region prints
// prints:
// #.#.###.#...#....####.
// #.#.#...#...#....#..#.
// ###.###.#...#....#..#.
// #.#.#...#...#....#..#.
// #.#.###.###.####.####.
// HHH-EEE-LLL-LLLL-OOOO-  the best of each step
// HELLO

// #endregion prints
