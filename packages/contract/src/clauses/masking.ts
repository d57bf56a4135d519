// M: masks.

import { backendClause, type Clause } from './clause.ts';

const backendRnn = 'keras/src/backend/tensorflow/rnn.py';

export const maskClauses: readonly Clause[] = [
  backendClause(
    'M1',
    'A mask is [batch, timeSteps] or [batch, timeSteps, 1]; 0 and false skip a step, every other number, NaN too, and true keep it.',
    'keras/src/layers/rnn/rnn.py call; cast to bool, so 0.5 and NaN keep a step',
  ),
  backendClause(
    'M2',
    'A masked step leaves every state of its row, h and c, as it was.',
    `${backendRnn}; keras#1300: biases must not act either`,
  ),
  backendClause(
    'M3',
    'A masked step emits the same output as the step that was processed before it.',
    `${backendRnn}; keras#1310, #1567, #1569: repeated, not zero`,
  ),
  // #region masked-head
  backendClause(
    'M4',
    'Masked steps before the first kept one emit zeros, whatever the initial state.',
    `${backendRnn}: the output before the first is zeros_like`,
    'Keras 3 on numpy and jax, and Keras 2.2 and older, emit the initial h there; visible only when it is not zero.',
  ),
  // #endregion
  backendClause(
    'M5',
    'In a row in which every step is masked all outputs are zeros, and the final state is the initial state.',
    `${backendRnn}; tensorflow#33148, #36139: it must not crash`,
    'Keras 3 on numpy and jax, and Keras 2.2 and older, give the initial h as output.',
  ),
  backendClause(
    'M6',
    'The outputs of the kept steps, and the states, are those of the sequence with the masked steps taken out.',
    'Follows from M2; left, right and interior masks alike',
  ),
  backendClause('M7', 'A mask that keeps every step changes nothing.', backendRnn),
  backendClause(
    'M8',
    'What x holds at a masked step never matters, NaN and infinity included.',
    `${backendRnn}: selected with where, not multiplied`,
  ),
  backendClause(
    'M9',
    'Without returnSequences the output is that of the last kept step.',
    `${backendRnn}: the carried output`,
  ),
  backendClause(
    'M10',
    'With zeroOutputForMask masked steps emit zeros; the states, and the outputs of all other steps, are what they are without it.',
    'keras/src/layers/rnn/rnn.py zero_output_for_mask',
    'Standalone Keras 2 has no such option; Keras 3 on numpy and jax ignores it when unrolled; unrolled backwards with return_sequences, Keras 3 on TensorFlow and tf.keras zero by the mask that is not reversed.',
  ),
  backendClause(
    'M11',
    'With zeroOutputForMask the last output is zero too when the last processed step is masked, with or without returnSequences.',
    'keras#17596: Keras does so, although its documentation says otherwise',
  ),
  backendClause(
    'M12',
    'With goBackwards the mask is reversed together with x.',
    `${backendRnn}; keras#1934`,
    'Keras 3 on TensorFlow and tf.keras do not reverse the one that zero_output_for_mask zeroes by, when unrolled with return_sequences.',
  ),
  backendClause(
    'M13',
    'A mask decides about steps only: an initialState is the state before the first kept step, whether or not masked steps come before it.',
    'keras/src/layers/rnn/rnn.py call',
  ),
];
