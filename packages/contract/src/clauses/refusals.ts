// E: refusals, each thrown before any work is done. L: lifetime and memory.

import { backendClause, type Clause, contractClause } from './clause.ts';

const design = 'Design: refuse, never ignore';

const refusalClauses: readonly Clause[] = [
  backendClause(
    'E1',
    'x that is not [batch, timeSteps, inputDim] is refused with RNN_SHAPE.',
    'keras InputSpec(ndim=3)',
  ),
  backendClause(
    'E2',
    'Numbers in anything but a Float32Array are refused with RNN_DTYPE.',
    design,
    'Keras casts; here a conversion is the caller’s to see.',
  ),
  backendClause(
    'E3',
    'A shape that does not hold its numbers, or is no list of whole numbers, is refused with RNN_SHAPE.',
    design,
  ),
  backendClause(
    'E4',
    'Kernels of another shape are refused with RNN_SHAPE: transposed ones, another number of gates, another width.',
    'keras set_weights',
  ),
  backendClause(
    'E5',
    'A bias of another shape is refused with RNN_SHAPE: one row where a GRU with resetAfter has two, two where one is meant.',
    'keras/src/layers/rnn/gru.py build; tfjs#2442: users cropped it and got wrong numbers',
  ),
  backendClause(
    'E6',
    'Weights are refused with RNN_CONFIG or RNN_SHAPE where one is missing, where one has an unknown name, and where there is a bias although useBias is false.',
    design,
  ),
  backendClause(
    'E7',
    'A config key that is not an option is refused with RNN_CONFIG.',
    'keras Layer.__init__: unrecognized keyword arguments',
  ),
  backendClause(
    'E8',
    'units below 1 or not whole are refused with RNN_CONFIG.',
    'keras/src/layers/rnn/lstm.py LSTMCell.__init__',
    'Keras 2 takes units = 0 and gives empty outputs.',
  ),
  backendClause(
    'E9',
    'A name that is no activation is refused with RNN_CONFIG.',
    'keras/src/activations/__init__.py get',
  ),
  backendClause(
    'E10',
    'A flag that is neither true nor false is refused with RNN_CONFIG.',
    design,
    'Keras takes anything that Python finds truthy.',
  ),
  backendClause(
    'E11',
    'A mask of another batch or length is refused with RNN_SHAPE, and a tensor of the backend in its place with RNN_DTYPE: it is read first.',
    'tensorflow#45035',
    'Keras 3 on numpy shortens the loop in silence, and a batch of 1 is broadcast; the other backends raise.',
  ),
  backendClause(
    'E12',
    'An initialState of another batch, width or rank is refused with RNN_SHAPE.',
    'keras#13869; Keras 2 compares with state_size',
    'Keras 3 checks nothing: a batch of 1 is broadcast and surplus states are ignored.',
  ),
  backendClause(
    'E13',
    'An initialState that lacks a name, or has one too many, is refused with RNN_SHAPE.',
    'Keras 2: "Layer has N states but was passed M initial states."',
    'Keras 3 checks nothing.',
  ),
  backendClause(
    'E14',
    'An option of run, stream or push that does not exist is refused with RNN_CONFIG; one that is undefined is left out.',
    design,
  ),
  backendClause(
    'E15',
    'A tensor of another backend is refused with RNN_FOREIGN.',
    'Design: tensors stay on the device that made them',
  ),
  backendClause(
    'E16',
    'What a backend does not claim in supports it refuses with RNN_UNSUPPORTED, and what it claims it serves, in every cell of a stack, in both directions and in streams; the claims stay what they are, and what is written to them changes nothing that is served.',
    design,
  ),
  backendClause(
    'E17',
    'A Bidirectional whose layer goes backwards, whose layers have alignOutput, or whose layers disagree in returnSequences, returnState or stateful, is refused with RNN_CONFIG.',
    'keras/src/layers/rnn/bidirectional.py __init__',
    'tf.keras and Keras 3 run a layer that goes backwards beside a backward_layer that does not, standalone Keras 2 and tf.layers turn such a layer around: exchange both and their weights; the halves of the output change places, and its rows come last to first.',
  ),
  backendClause(
    'E18',
    'A mergeMode that does not exist, or that meets directions of different width without concat, is refused with RNN_CONFIG.',
    'keras/src/layers/rnn/bidirectional.py __init__',
  ),
  backendClause(
    'E19',
    'A stack without cells, or with a cell on which a layer’s flag is set, is refused with RNN_CONFIG.',
    design,
    'Keras does not check for zero cells.',
  ),
  backendClause(
    'E20',
    'resetState of a layer that is not stateful is refused with RNN_CONFIG.',
    'Keras 2: "Layer must be stateful."',
    'Keras 3 does nothing.',
  ),
  backendClause(
    'E21',
    'A frame of another batch, width or rank than the stream’s, and a chunk without steps, is refused with RNN_SHAPE.',
    design,
  ),
  backendClause(
    'E22',
    'Every error is one for which isRnnError is true, and carries a code, where, expected and, where there was a value, actual.',
    'Design: where, required, given, what to do',
  ),
  backendClause(
    'E23',
    'A call that is refused changes nothing: no memory is kept, and the next call gives what it would have given.',
    design,
  ),
  contractClause(
    'E24',
    'A message has at most 1,000 characters and no control characters, whatever was given.',
    'Design: where, required, given, what to do',
  ),
  backendClause(
    'E25',
    'A Float32Array of another realm, such as an iframe, of a class that extends it, of shared memory or of a resizable buffer, is taken like any other; one whose buffer is detached, or has shrunk below it, is refused with RNN_SHAPE.',
    'ECMAScript: %TypedArray%.prototype[@@toStringTag] tells a typed array of any realm',
    'Arrays of an iframe, of node:vm and of jest are no instances of one’s own Float32Array.',
  ),
  backendClause(
    'E26',
    'An argument that throws when it is read, as a getter or a proxy can, is refused with RNN_CONFIG.',
    design,
  ),
  contractClause('E27', 'A builder refuses a config of another kind with RNN_CONFIG.', design),
  backendClause(
    'E28',
    'Options that are no plain object are refused with RNN_CONFIG: a Map, a Set, a list, an instance of a class.',
    design,
  ),
  backendClause(
    'E29',
    'An x so large that no array could hold its outputs is refused with RNN_SHAPE, and such a batch of a stream with RNN_CONFIG.',
    design,
  ),
];

const ownership = 'Design: lifetime';

const lifetimeClauses: readonly Clause[] = [
  backendClause('L1', 'No array that is passed in is ever written to.', ownership),
  backendClause(
    'L2',
    'What data() returns is a copy, another one each time: writing to it changes neither the tensor nor any other.',
    ownership,
  ),
  backendClause('L3', 'The same call gives the same bits again.', ownership),
  backendClause(
    'L4',
    'Two layers, or two runs whose numbers are still on their way, do not disturb each other.',
    ownership,
  ),
  backendClause(
    'L5',
    'memory() counts what is alive, and once all that was made since is disposed of it says what it said before.',
    ownership,
  ),
  backendClause('L6', 'A second dispose() does nothing.', ownership),
  backendClause(
    'L7',
    'Use after dispose() throws RNN_DISPOSED, or rejects with it where a promise is returned.',
    ownership,
  ),
  backendClause(
    'L8',
    'Configs, weights, inputs, masks and initial states are copied: changing them after the call changes nothing.',
    ownership,
  ),
  backendClause('L9', 'Tensors outlive the layer that made them.', ownership),
  backendClause(
    'L10',
    'dispose() of a backend frees all that it made, and memory() then counts nothing; another backend goes on.',
    ownership,
  ),
  backendClause(
    'L11',
    'Tensors, results, layers, streams and backends work with `using`; dispose() of a result frees its output and its state, and is in no list of its keys.',
    ownership,
  ),
  backendClause(
    'L12',
    'data(target) and dataSync(target) fill and return the target, and refuse one of another size, or that is no Float32Array, with RNN_SHAPE; data() rejects.',
    ownership,
  ),
  backendClause('L13', 'dispose() of a layer ends its streams.', ownership),
  backendClause(
    'L14',
    'A config that has been through JSON makes the same layer, and so does one that leaves out what its builder completes.',
    'Design: a config is plain data',
  ),
  backendClause(
    'L15',
    'A data() that is still waiting when its tensor or its backend is disposed of comes to an end: with its numbers, or with RNN_DISPOSED. idle() comes to an end for each that waits, whether there was anything to wait for or not.',
    ownership,
  ),
  backendClause(
    'L16',
    'What a call gives follows from the weights, from its arguments and, where there is one, from the state that is stored or streamed: from no other call before it, of this layer or of another.',
    `${ownership}; onnxruntime and tfjs keep plans, uploads and pools from call to call`,
  ),
  backendClause(
    'L17',
    'A tensor holds the same numbers until it is disposed of, whatever is called, made or freed meanwhile; one that a stream has lent, until the next push.',
    ownership,
  ),
];

export const conductClauses: readonly Clause[] = [...refusalClauses, ...lifetimeClauses];
