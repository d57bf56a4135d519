// R: direction. I: initial state. P: stateful layers, whose state persists.

import { backendClause, type Clause } from './clause.ts';

const rnn = 'keras/src/layers/rnn/rnn.py';

export const orderClauses: readonly Clause[] = [
  backendClause(
    'R1',
    'goBackwards processes the steps last to first, and leaves the outputs in that order.',
    'keras/src/backend/*/rnn.py; keras#1431, #1703, #3163: the output is not turned back',
    'ONNX and WebNN turn the output back; so does Keras 3.14 and later on jax with cuDNN.',
  ),
  backendClause(
    'R2',
    'goBackwards on x equals a forward run on x reversed in time, outputs and states.',
    'keras/src/backend/*/rnn.py',
  ),
  backendClause(
    'R3',
    'With goBackwards the last output and the state are those after x_0.',
    'keras/src/backend/*/rnn.py',
  ),
  backendClause(
    'R4',
    'alignOutput puts the output of step t into row t, also with goBackwards, and changes no number; without goBackwards the output is there already.',
    'Extension of this contract: direction "reverse" of ONNX LSTM, GRU and RNN, and of WebNN',
    'No Keras has it, so toKerasConfig refuses it.',
  ),
  backendClause(
    'I1',
    'initialState replaces the zeros before the first processed step: h for every cell, c for an LSTM as well.',
    `${rnn} call`,
  ),
  backendClause(
    'I2',
    'A layer takes the state that another layer has returned as it is, without reading it back.',
    'Encoder and decoder; design: tensors stay on the device',
  ),
  backendClause(
    'I3',
    'initialState may mix host tensors and tensors of the backend.',
    'Design',
    'Keras 2 refuses a mix of its own and other tensors.',
  ),
  backendClause(
    'I4',
    'initialState holds for one call: the next begins with zeros again unless the layer is stateful.',
    `${rnn} call`,
  ),
  backendClause(
    'P1',
    'A stateful layer begins each call with the state that the call before ended with, row by row.',
    `${rnn} call, stateful`,
    'Keras 3 on jax loses the state between the batches of predict.',
  ),
  backendClause(
    'P2',
    'A sequence in parts through a stateful layer equals the whole in one call.',
    'Follows from P1 and V13',
  ),
  backendClause(
    'P3',
    'resetState() goes back to zeros: the next call repeats the first.',
    `${rnn} reset_state`,
  ),
  backendClause(
    'P4',
    'resetState(state) sets the stored state.',
    'Keras 2 reset_states(states); keras#8317',
    'In Keras 3 reset_state takes no argument.',
  ),
  backendClause(
    'P5',
    'initialState replaces the stored state in every call that gives it, and what that call ends with is stored.',
    `${rnn} call; keras#10965, #11241`,
    'tf.keras from 2.2 prefers the stored state once it is not zero (tensorflow#32299).',
  ),
  backendClause(
    'P6',
    'The state that a stateful layer returns is the one that it stores.',
    `${rnn} call`,
  ),
  backendClause(
    'P7',
    'Stored states are those after masks and goBackwards: frozen by masked steps, and after x_0 when going backwards.',
    `${rnn} call`,
  ),
  backendClause(
    'P8',
    'A stored state, also one that resetState(state) has set or a call without steps has left, binds the batch: another batch size is refused, with an initialState too, until resetState(), with a state of any batch or with none.',
    `${rnn}, since 3.12`,
    'Keras keeps the batch for good; here resetState() frees it.',
  ),
  backendClause(
    'P9',
    'Every layer keeps a state of its own, also when two are made of the same config and weights.',
    `${rnn} build`,
  ),
  backendClause(
    'P10',
    'A call that is refused leaves the stored state as it was.',
    'Design: errors are thrown before any work is done',
  ),
];
