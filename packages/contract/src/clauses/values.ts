// V: the equations and what follows from them. A: activations. W: weights.

import { activations } from '../activations.ts';
import { backendClause, type Clause, contractClause } from './clause.ts';

const layers = 'keras/src/layers/rnn';

const valueClauses: readonly Clause[] = [
  backendClause(
    'V1',
    'SimpleRNN: h_t = a(x_t·W + h·U + b).',
    `${layers}/simple_rnn.py SimpleRNNCell.call`,
  ),
  backendClause(
    'V2',
    'LSTM: i, f, o = σ(x_t·W + h·U + b), g = a(x_t·W + h·U + b), c_t = f ⊙ c + i ⊙ g, h_t = o ⊙ a(c_t).',
    `${layers}/lstm.py LSTMCell.call; no peepholes, projection or clipping`,
  ),
  backendClause(
    'V3',
    'GRU without resetAfter: n = a(x_t·Wn + (r ⊙ h)·Un + bn), r resets the state before the product.',
    `${layers}/gru.py; arXiv:1406.1078v3, the published paper`,
  ),
  backendClause(
    'V4',
    'GRU with resetAfter: n = a(x_t·Wn + bn + r ⊙ (h·Un + dn)), r resets the product with its own bias dn inside.',
    `${layers}/gru.py reset_after; arXiv:1406.1078v1; cuDNN`,
  ),
  backendClause(
    'V5',
    'GRU: h_t = z ⊙ h + (1 - z) ⊙ n, so z = 1 keeps the old state.',
    `${layers}/gru.py; PyTorch and cuDNN agree, some papers take z the other way`,
  ),
  backendClause(
    'V6',
    'An LSTM applies `activation` twice, to the candidate g and to c_t on its way into h_t.',
    `${layers}/lstm.py _compute_carry_and_output`,
  ),
  backendClause(
    'V7',
    'Without initialState the state before the first step is zero.',
    `${layers}/rnn.py get_initial_state`,
  ),
  backendClause(
    'V8',
    'A layer with useBias: false gives what it would give with a bias of zeros.',
    `${layers}/lstm.py, gru.py, simple_rnn.py`,
  ),
  backendClause(
    'V9',
    'The one-unit LSTM of the 2018 article gives 0.00767819, 0.01597687, 0.02480672, and c = 0.04864851 in the end.',
    'C. Zhang, "How to use return_state or return_sequences in Keras" (dlology.com, 2018), run on Keras 2.2',
    'Only with the defaults of Keras 2.2 and older, hard_sigmoid = clip(0.2 x + 0.5, 0, 1); sigmoid, the default since 2.3, gives 0.02572775 in the end.',
  ),
  backendClause(
    'V10',
    "The article's GRU returns two tensors, a<1..T> and a<T>: the outputs of all steps, and the final state, which is the last output.",
    `${layers}/gru.py: states [h]`,
  ),
  backendClause(
    'V11',
    'The 1 with which Keras starts the bias of a forget gate is part of the weights that are given: nothing is added to a bias when the layer runs.',
    `${layers}/lstm.py build: unit_forget_bias changes the initial bias only`,
  ),
  backendClause(
    'V12',
    'The results of a row depend on that row alone: rows that are put in another order, added or taken away do the same to the results, and nothing else.',
    `${layers}/rnn.py: every operation is row-wise`,
  ),
  backendClause(
    'V13',
    'Running k steps, and then the rest from the state that came back, gives what running all steps at once gives, whether that state is handed on as a tensor or as numbers that were read from it.',
    `${layers}/rnn.py: the state is all that a step knows of the past`,
  ),
  backendClause(
    'V14',
    'The output of a step depends on no later input.',
    `${layers}/rnn.py backend.rnn loop`,
  ),
  backendClause(
    'V15',
    'Numbering the units in another order, in every gate and in the state alike, puts the outputs in that order and changes nothing else.',
    'Follows from V1 to V4',
  ),
  backendClause(
    'V16',
    'NaN or infinity in one row reaches no other row; what becomes of it within its row is left open.',
    'Follows from V12; a batched product that multiplies by zero breaks it',
  ),
  backendClause(
    'V17',
    'Each element of x, of the kernels, of the bias and of the initial state has an effect on the results.',
    'Follows from V1 to V4; public vectors with equal weights cannot see an ignored one',
  ),
  backendClause(
    'V18',
    'Where U[j, k] is the only element of the recurrent kernel that is not zero, h_j acts on unit k and on no other.',
    `${layers}: h·U, not h·Uᵀ`,
  ),
];

const activationSource = 'keras/src/activations/activations.py (3.15); tf_keras/activations.py';

/** Written otherwise, as in torch, it overflows sooner: a backend may have either. */
const orElse: Readonly<Record<string, string>> = { hardSilu: ', or x relu6(x + 3) / 6' };

const activationClauses: readonly Clause[] = Object.entries(activations).map(
  ([name, { formula }], index) =>
    backendClause(
      `A${index + 1}`,
      `${name}(x) = ${formula}${orElse[name] ?? ''}.`,
      activationSource,
      name.startsWith('hardSigmoid')
        ? 'hard_sigmoid is clip(0.2 x + 0.5, 0, 1) in every Keras 2 and clip(x / 6 + 0.5, 0, 1) in Keras 3.'
        : undefined,
    ),
);

const weightClauses: readonly Clause[] = [
  backendClause(
    'W1',
    'The kernel is [inputDim, g·units] and the recurrent kernel [units, g·units]: blocks of columns along the last axis, one for each of g gates, where g is 1 for a SimpleRNN, 3 for a GRU and 4 for an LSTM.',
    `${layers}/lstm.py, gru.py, simple_rnn.py build`,
  ),
  backendClause(
    'W2',
    'The blocks of an LSTM are, in this order, i f g o.',
    `${layers}/lstm.py build (Keras writes i f c o)`,
  ),
  backendClause(
    'W3',
    'The blocks of a GRU are, in this order, z r n.',
    `${layers}/gru.py build (Keras writes z r h)`,
  ),
  backendClause(
    'W4',
    'The bias of a GRU with resetAfter is [2, 3·units], first the row that is added to x·W and then the row that is added to h·U; every other bias is [g·units].',
    `${layers}/gru.py build`,
  ),
  backendClause(
    'W5',
    'The weights of a Bidirectional are { forward, backward }, those of a stack a list with one entry for each cell.',
    `${layers}/bidirectional.py, stacked_rnn_cells.py: forward before backward, first cell first`,
  ),
  contractClause(
    'W7',
    'weightsInOrder gives names to what get_weights() lists: kernel, recurrent kernel and, unless useBias is false, bias, cell after cell, forward before backward; kerasWeights makes the list again.',
    'keras/src/layers/layer.py get_weights; the generator of the goldens calls set_weights with this order',
  ),
  contractClause(
    'W8',
    'A list of weights that is too long or too short, or in which an array has not the shape that belongs in its place, is refused with RNN_SHAPE.',
    'keras/src/layers/layer.py set_weights',
  ),
];

export const equationClauses: readonly Clause[] = [
  ...valueClauses,
  ...activationClauses,
  ...weightClauses,
];
