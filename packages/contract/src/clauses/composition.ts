// B: Bidirectional. K: stacked cells. T: streams.

import { backendClause, type Clause } from './clause.ts';

const bidirectional = 'keras/src/layers/rnn/bidirectional.py';
const stacked = 'keras/src/layers/rnn/stacked_rnn_cells.py';

export const compositionClauses: readonly Clause[] = [
  backendClause(
    'B1',
    'A Bidirectional is two layers over the same x: one forwards, one with goBackwards.',
    `${bidirectional} __init__`,
  ),
  backendClause(
    'B2',
    'With returnSequences the backward output is turned back in time, so that row t of both halves belongs to x_t.',
    `${bidirectional} call`,
  ),
  backendClause(
    'B3',
    'Without returnSequences the backward output is that of x_0, the step that the backward layer processes last.',
    `${bidirectional} call`,
  ),
  backendClause(
    'B4',
    'mergeMode concat puts forward before backward on the last axis; sum, mul and ave add, multiply and average.',
    `${bidirectional} call`,
  ),
  backendClause(
    'B5',
    'mergeMode null keeps the outputs apart, as { forward, backward }.',
    `${bidirectional} call`,
  ),
  backendClause(
    'B6',
    'The states come back as { forward, backward }, neither merged nor turned around.',
    `${bidirectional} call; keras#8823, #18861`,
  ),
  backendClause(
    'B7',
    'initialState is { forward, backward }, each for its own direction.',
    `${bidirectional} call: first half forward, second half backward`,
    'Keras 3.15 halves a list of states by count, and so cannot take those of an LSTM and a GRU.',
  ),
  backendClause(
    'B8',
    'With a mask and returnSequences the outputs of masked steps are zeros in both halves.',
    `${bidirectional}: zero_output_for_mask is forced; tensorflow#49738`,
    'Standalone Keras 2 repeats the output before, in the order of processing.',
  ),
  backendClause(
    'B9',
    "Without returnSequences a masked step repeats the output before it, even where the layer's own zeroOutputForMask is set.",
    `${bidirectional}: zero_output_for_mask is set to return_sequences`,
  ),
  backendClause(
    'B10',
    'Both directions take the mask as it is, so that padding at either end gives the results of the sequence without padding.',
    `${bidirectional}; keras#4192, #7244`,
  ),
  backendClause(
    'B11',
    'A backwardLayer may differ in cell, units and activations; concat is then as wide as both.',
    `${bidirectional} backward_layer`,
    'Keras 3 reports twice the forward width as output shape, and computes the sum of both.',
  ),
  backendClause(
    'B12',
    'A stateful Bidirectional stores both states and resets both.',
    `${bidirectional} reset_state; keras#4421, #17449`,
    'Keras 3.15 raises in every call of a stateful Bidirectional with return_state.',
  ),
  backendClause(
    'B13',
    'A stateful Bidirectional carries the backward state of one call into the next as it is, so that a sequence in parts does not equal the whole.',
    `${bidirectional}: the state after the first step of the call before`,
  ),
  backendClause(
    'B14',
    'A stack of cells may be run in both directions.',
    `${bidirectional} around RNN([cells])`,
  ),
  backendClause(
    'K1',
    'Within a step each cell reads the output of the cell before it; the output of the stack is that of the last cell, and as wide.',
    `${stacked} call`,
  ),
  backendClause(
    'K2',
    'A stack equals the layers run one after another, all but the last with returnSequences.',
    `${stacked}; follows from K1`,
  ),
  backendClause(
    'K3',
    'The state is a list with one entry for each cell, first cell first.',
    `${stacked} state_size; keras#11021`,
    'Keras 2 lists the states flat, and before 2.2.3 last cell first.',
  ),
  backendClause(
    'K4',
    'The initialState of a stack is a list of the same form.',
    `${stacked} get_initial_state`,
  ),
  backendClause(
    'K5',
    'One mask holds for every cell: at a masked step all states stay as they were, and the last cell’s output is repeated.',
    'keras/src/backend/tensorflow/rnn.py; keras PR 21224',
    'Keras 2.2.3 and 2.2.4 emit the first cell’s h at a masked step, and so need cells of one width.',
  ),
  backendClause(
    'K6',
    'With goBackwards every cell takes the steps last to first, and the output is in the order of processing.',
    `${stacked} inside RNN(go_backwards=True)`,
  ),
  backendClause(
    'K7',
    'A stack of one cell gives what the layer of that cell gives, with its state in a list of one.',
    stacked,
    'Keras 3 on numpy and jax fails for RNN([cell]).',
  ),
  backendClause(
    'K8',
    'A stateful stack stores and resets the state of every cell.',
    'keras/src/layers/rnn/rnn.py',
    'Keras 3.15 raises in reset_state of a stateful stack.',
  ),
  backendClause(
    'T1',
    'Frames pushed one by one, or in chunks of any length, give what running them as one sequence gives.',
    'Extension of this contract; follows from V13',
  ),
  backendClause(
    'T2',
    'A frame [batch, inputDim] is one step and gives [batch, units]; a chunk [batch, timeSteps, inputDim] gives what run would.',
    'Extension of this contract',
  ),
  backendClause(
    'T3',
    'The state of a stream is the one after the last push, and another run or stream may begin with it.',
    'Extension of this contract',
  ),
  backendClause(
    'T4',
    'reset() goes back to zeros, reset(state) to the state given.',
    'Extension of this contract',
  ),
  backendClause(
    'T5',
    'Streams change nothing of one another, of the runs of their layer, or of the state that a stateful layer stores, nor are they changed by these.',
    'Extension of this contract',
  ),
  backendClause(
    'T6',
    'What push and state return is lent: the next push overwrites it, though not what data() was asked for before, and dispose() on it does nothing.',
    'Extension of this contract',
  ),
  backendClause(
    'T7',
    'A layer that goes backwards, a Bidirectional included, refuses to stream.',
    'Extension of this contract: the first output would need the last step',
  ),
  backendClause(
    'T8',
    'A stack of cells streams like any other layer.',
    'Extension of this contract; follows from K1',
  ),
  backendClause(
    'T9',
    'Frames and chunks with masks give what running them as one sequence with the whole mask gives: a masked step leaves the state as it is and repeats the last output of its row, which is zeros until a step of the row has been kept since the stream began or was reset, and zeros always with zeroOutputForMask.',
    'Extension of this contract; follows from T1 and M4',
  ),
];
