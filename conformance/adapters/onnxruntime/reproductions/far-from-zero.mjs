// Softplus overflows from 89 on, and a GRU's sigmoid and tanh leave their ranges far from zero: below 0 and below -1.
// Clauses A13 and A3. Every number of the weights is 1 and the state is 0: an RNN gives its activation of x, and a GRU
// whose z has closed gives that of its candidate.
// rnn_activation_functors.h, Softplus: log(1 + exp(x)). rnn_helpers.cc, gru_output_gate_sigmoid and gru_output_gate_tanh: a
// quotient of polynomials that nothing keeps within the range; LSTM and RNN take other functions.

import { oneNode, run } from './one-node.mjs';

const softplus = await oneNode('RNN', { activations: ['Softplus'] });
for (const x of [88, 89]) {
  console.log(`RNN softplus, wanted ${x}:`, await run(softplus, [1, 1, 1], [x], 0));
}
const sigmoid = await oneNode('GRU', { activations: ['Sigmoid', 'Sigmoid'] });
console.log('GRU sigmoid, wanted 2.06e-9:', await run(sigmoid, [1, 1, 1], [-20], 0));
const tanh = await oneNode('GRU', { activations: ['Sigmoid', 'Tanh'] });
console.log('GRU tanh, wanted -1:', await run(tanh, [1, 1, 1], [-20], 0));
