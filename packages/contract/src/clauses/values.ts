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
    'useBias: false computes what a bias of zeros would.',
    `${layers}/lstm.py, gru.py, simple_rnn.py`,
  ),
  backendClause(
    'V9',
    "The article's one-unit LSTM gives 0.00767819, 0.01597687, 0.02480672 and c = 0.04864851.",
    'C. Zhang, "How to use return_state or return_sequences in Keras" (dlology.com, 2018), run on Keras 2.2',
    'Only with the defaults of Keras 2.2 and older, hard_sigmoid = clip(0.2 x + 0.5, 0, 1); sigmoid, the default since 2.3, gives 0.02572775 in the end.',
  ),
  backendClause(
    'V10',
    "The article's GRU has two components, a<1..T> and a<T>, since its only state is its output.",
    `${layers}/gru.py: states [h]`,
  ),
  backendClause(
    'V11',
    'A forget bias is part of the weights; nothing is added to it at run time.',
    `${layers}/lstm.py build: unit_forget_bias changes the initial bias only`,
  ),
  backendClause(
    'V12',
    'A row of the batch depends on that row alone: permuting, adding or removing rows permutes, adds or removes results.',
    `${layers}/rnn.py: every operation is row-wise`,
  ),
  backendClause(
    'V13',
    'Running k steps and then the rest from the returned state, as a tensor or as the numbers read from it, equals running the whole.',
    `${layers}/rnn.py: the state is all that a step knows of the past`,
  ),
  backendClause(
    'V14',
    'The output of a step depends on no later input.',
    `${layers}/rnn.py backend.rnn loop`,
  ),
  backendClause(
    'V15',
    'Renumbering the units, in every gate and in the state alike, renumbers the outputs and changes nothing else.',
    'Follows from V1 to V4',
  ),
  backendClause(
    'V16',
    'NaN or infinity in one row reaches no other row.',
    'Follows from V12; a batched product that multiplies by zero breaks it',
  ),
  backendClause(
    'V17',
    'Each element of x, of the kernels, of the bias and of the initial state counts.',
    'Follows from V1 to V4; public vectors with equal weights cannot see an ignored one',
  ),
  backendClause(
    'V18',
    'One non-zero element U[j, k] lets h_j act on unit k and on no other.',
    `${layers}: h·U, not h·Uᵀ`,
  ),
];

const activationSource = 'keras/src/activations/activations.py (3.15); tf_keras/activations.py';

const activationClauses: readonly Clause[] = Object.entries(activations).map(
  ([name, { formula }], index) =>
    backendClause(
      `A${index + 1}`,
      `${name}(x) = ${formula}.`,
      activationSource,
      name.startsWith('hardSigmoid')
        ? 'hard_sigmoid is clip(0.2 x + 0.5, 0, 1) in every Keras 2 and clip(x / 6 + 0.5, 0, 1) in Keras 3.'
        : undefined,
    ),
);

const weightClauses: readonly Clause[] = [
  backendClause(
    'W1',
    'Kernels are [inputDim, g·units] and [units, g·units], with g = 1, 3 or 4 gate blocks along the last axis.',
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
    'The bias of a GRU with resetAfter is [2, 3·units], the row for x·W before the row for h·U; every other bias is [g·units].',
    `${layers}/gru.py build`,
  ),
  backendClause(
    'W5',
    'The weights of a Bidirectional are { forward, backward }, those of a stack a list with one entry for each cell.',
    `${layers}/bidirectional.py, stacked_rnn_cells.py: forward before backward, first cell first`,
  ),
  contractClause(
    'W7',
    'weightsInOrder names what get_weights() lists, kernel, recurrent kernel and, unless useBias is false, bias, cell by cell, forward before backward; kerasWeights lists it again.',
    'keras/src/layers/layer.py get_weights; the generator of the goldens calls set_weights with this order',
  ),
  contractClause(
    'W8',
    'A list of weights that is too long or too short, or has an array of another shape in a place, is refused with RNN_SHAPE.',
    'keras/src/layers/layer.py set_weights',
  ),
];

export const equationClauses: readonly Clause[] = [
  ...valueClauses,
  ...activationClauses,
  ...weightClauses,
];
