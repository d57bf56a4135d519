// A session whose model is one recurrent node, for the reproductions: plain ONNX Runtime, and just enough of onnx.proto
// to write such a model by hand. Every number of the weights is 1, every bias 0.

import { opset, ort, packageName, sessionOptions } from './runtime.mjs';

const varint = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)]);
export const number = (field, n) => [...varint(field * 8), ...varint(n)];
export const bytes = (field, content) => [
  ...varint(field * 8 + 2),
  ...varint(content.length),
  ...content,
];
export const text = (field, string) => bytes(field, [...new TextEncoder().encode(string)]);

const tensor = (name, dims, fill) => {
  const data = new Float32Array(dims.reduce((a, b) => a * b)).fill(fill);
  const raw = bytes(9, [...new Uint8Array(data.buffer)]);
  return [...dims.flatMap((n) => number(1, n)), ...number(2, 1), ...text(8, name), ...raw];
};
// Every dimension is open: X [steps, batch, 1], Y [steps, 1, batch, 1], the states [1, batch, 1].
export const value = (name) => {
  const letters = name === 'Y' ? 'abcd' : 'abc';
  const dims = [...letters].flatMap((letter) => bytes(1, text(2, `${name} ${letter}`)));
  return [...text(1, name), ...bytes(2, bytes(1, [...number(1, 1), ...bytes(2, dims)]))];
};
const attribute = (name, given) => [
  ...text(1, name),
  ...(typeof given === 'number'
    ? [...number(3, given), ...number(20, 2)]
    : [...given.flatMap((string) => text(9, string)), ...number(20, 8)]),
];

const gates = { RNN: 1, GRU: 3, LSTM: 4 };

console.log(packageName, ort.env.versions.common);

/** One unit, one input. */
export function oneNode(op, { bias = true, takesStates = true, activations } = {}) {
  const g = gates[op];
  const initial = op === 'LSTM' ? ['initial_h', 'initial_c'] : ['initial_h'];
  const states = takesStates ? initial : [];
  const outputs = op === 'LSTM' ? ['Y', 'Y_h', 'Y_c'] : ['Y', 'Y_h'];
  const node = [
    ...['X', 'W', 'R', bias ? 'B' : '', '', ...states].flatMap((name) => text(1, name)),
    ...outputs.flatMap((name) => text(2, name)),
    ...text(4, op),
    ...bytes(5, attribute('hidden_size', 1)),
    ...(activations === undefined ? [] : bytes(5, attribute('activations', activations))),
  ];
  const graph = [
    ...bytes(1, node),
    ...text(2, op),
    ...bytes(5, tensor('W', [1, g, 1], 1)),
    ...bytes(5, tensor('R', [1, g, 1], 1)),
    ...(bias ? bytes(5, tensor('B', [1, 2 * g], 0)) : []),
    ...['X', ...states].flatMap((name) => bytes(11, value(name))),
    ...outputs.flatMap((name) => bytes(12, value(name))),
  ];
  return sessionOf(graph);
}

export function sessionOf(graph) {
  const model = [...number(1, 10), ...bytes(7, graph), ...bytes(8, number(2, opset))];
  return ort.InferenceSession.create(Uint8Array.from(model), sessionOptions);
}

/** Runs a session on x [steps, batch, 1] with every state at `state`. */
export async function run(session, shape, x, state) {
  const batch = shape[1];
  const feeds = { X: new ort.Tensor('float32', Float32Array.from(x), shape) };
  for (const name of session.inputNames.slice(1)) {
    const data = new Float32Array(batch).fill(state);
    feeds[name] = new ort.Tensor('float32', data, [1, batch, 1]);
  }
  try {
    const made = await session.run(feeds);
    return Object.entries(made)
      .map(([name, { dims, data }]) => `${name} [${dims.join(', ')}] ${[...data].join(' ')}`)
      .join('; ');
  } catch (error) {
    return String(error);
  }
}
