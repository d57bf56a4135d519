// S: what comes back, and in which shape.

import { backendClause, type Clause, contractClause } from './clause.ts';

const rnn = 'keras/src/layers/rnn/rnn.py';

export const outputClauses: readonly Clause[] = [
  backendClause(
    'S1',
    'Without returnSequences the output is [batch, units]: that of the step that was processed last.',
    `${rnn} call`,
  ),
  backendClause(
    'S2',
    'With returnSequences the output is [batch, timeSteps, units], one row for each processed step.',
    `${rnn} call`,
  ),
  backendClause(
    'S3',
    'With returnState the result has a state, { h } for SimpleRNN and GRU and { h, c } for LSTM, each [batch, units]; without it there is none.',
    `${rnn} call; keras#9202: of c only the last step is ever available`,
  ),
  backendClause(
    'S4',
    'kerasOutputs lists the output, then h, then c.',
    `${rnn} \`return output, *states\`; keras#11726 corrected documentation that said otherwise`,
    'Keras 2 returns a list and Keras 3 a tuple; here it is an array, also of one tensor.',
  ),
  backendClause(
    'S5',
    'A layer runs batches of any size and sequences of any length.',
    'keras/src/layers/rnn/rnn.py; only a stateful layer is bound to a batch (P8)',
  ),
  backendClause(
    'S6',
    'Batch, timeSteps, inputDim and units may each be 1.',
    'keras#7387, #13078 for T = 1; shapes are never squeezed',
  ),
  backendClause(
    'S7',
    'A batch without rows gives empty tensors, with as many axes as any other batch.',
    'Keras 3 on numpy, torch and jax, executed',
    'Keras 3 on TensorFlow raises for an LSTM with batch 0 and answers for the other cells.',
  ),
  backendClause(
    'S8',
    'With timeSteps = 0 the state is the initial state, the sequence is empty, and the last output is the initial h.',
    'Extension of this contract: a stream that has been fed nothing',
    'Every Keras raises an error for an empty time axis.',
  ),
  backendClause(
    'S9',
    'The shape of every tensor is known when the call returns, before its numbers are.',
    'Design: run is synchronous, data() is a promise',
  ),
  backendClause(
    'S10',
    'The flags returnSequences and returnState never change a number.',
    `${rnn} call: both only choose what is returned`,
  ),
  backendClause(
    'S11',
    'Without a mask the last output, the last row of the sequence and the final h are the same numbers.',
    'keras/src/layers/rnn/{lstm,gru,simple_rnn}.py: the output of a step is its h',
  ),
  backendClause(
    'S12',
    'Outputs and states are float32 numbers, whatever the precision inside.',
    'keras/src/layers/rnn/rnn.py: results in the compute dtype, here always float32',
    'Keras also computes in float16, bfloat16 and float64 under another dtype policy.',
  ),
  contractClause(
    'S13',
    'A Bidirectional lists its states after the output, forward before backward, and stacked cells give one list for each cell.',
    'keras/src/layers/rnn/bidirectional.py call; stacked_rnn_cells.py',
    'Keras 2 lists the states of stacked cells flat, and before 2.2.3 last cell first.',
  ),
  contractClause(
    'S14',
    'nameState names a flat list of states, h before c, cell by cell, forward before backward; a list of another length is refused with RNN_SHAPE.',
    'The order of S4 and S13, from which initialState is made again',
  ),
  contractClause(
    'S15',
    'tensorsOf lists the tensors of a result of any config, outputs before states, in the order of S4 and S13 and never nested.',
    'Design: a config that was read from a file is of a kind that no type knows',
  ),
  backendClause(
    'S16',
    'Numbers are off by no more than the roundings of the types that supports claims, or 1e-7: precision for sums, and weightPrecision for weights, which are rounded to the nearest once, when the layer is made. A denormal number may be taken for 0, and what overflows or cancels in these types on the way through a formula, as the clauses write it, may come out as it does there.',
    'Design: a backend may trade digits for speed, and says so; the suite derives its tolerances from what it says',
    'Keras stores weights in the variable dtype of its dtype policy, and computes in the compute dtype.',
  ),
];
