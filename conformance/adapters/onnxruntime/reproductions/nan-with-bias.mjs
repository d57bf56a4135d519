// An LSTM or a GRU with a bias takes NaN for the largest float, 3.4e38, and every gate for 1: NaN does not show.
// Without a bias it does. Clause V16: NaN in x must show in the output.
// rnn_helpers.cc, clip_add_bias: std::min(clip, NaN) is clip, and without a clip that is the largest float.
// On WebGPU it shows neither with a bias nor without: webgpu/rnn/lstm.cc and gru.cc clamp before each sigmoid and tanh.

import { oneNode, run } from './one-node.mjs';

const relu = ['Sigmoid', 'Relu', 'Relu'];
for (const [what, op, options] of [
  ['LSTM', 'LSTM', {}],
  ['LSTM without bias', 'LSTM', { bias: false }],
  ['LSTM with relu', 'LSTM', { activations: relu }],
  ['GRU', 'GRU', {}],
  ['GRU without bias', 'GRU', { bias: false }],
]) {
  console.log(what, await run(await oneNode(op, options), [1, 1, 1], [NaN], 0.25));
}
