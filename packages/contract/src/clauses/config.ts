// C: configs, their types, and their conversion from and to Keras. D: what defineBackend does for kernels. W6.

import { type Clause, contractClause } from './clause.ts';

const layers = 'keras/src/layers/rnn';
const oldLayers = 'tf_keras/layers/rnn';
const design = 'Design: a config is plain data';
const refuse = 'Design: refuse, never ignore';

const buildingClauses: readonly Clause[] = [
  contractClause(
    'C1',
    'What a builder is not told is as in Keras 3: tanh, sigmoid, a bias, resetAfter, concat, and every flag off.',
    `${layers}/lstm.py, gru.py, simple_rnn.py, bidirectional.py __init__`,
    'Keras before 2.3 has hard_sigmoid for sigmoid, standalone Keras 2 reset_after=False.',
  ),
  contractClause(
    'C2',
    'A config is plain JSON data, and comes back as it is when it is given to its builder.',
    design,
  ),
  contractClause(
    'C3',
    'The type of a result has a state exactly when returnState is true, with c for an LSTM alone, and a time axis exactly when returnSequences is true.',
    'Design: result types follow the config',
  ),
  contractClause(
    'C4',
    'The types of states and weights follow the kind: a tuple for stacked cells, { forward, backward } for a Bidirectional.',
    'Design: result types follow the config',
  ),
  contractClause(
    'C5',
    'A returnState that is only known at run time gives a state that may be undefined.',
    'Design: result types follow the config',
  ),
];

const conversionClauses: readonly Clause[] = [
  contractClause(
    'C6',
    'hard_sigmoid is hardSigmoidKeras2 in a config of any Keras 2 or tfjs-layers and hardSigmoid in one of Keras 3.',
    'tf_keras/backend.py hard_sigmoid; hardSigmoid of tfjs-layers; keras/src/activations/activations.py; keras#19477',
    'Keras 3 itself loads a Keras 2 file with its own hard_sigmoid, and the numbers change.',
  ),
  contractClause(
    'C7',
    'A missing recurrent_activation is hard_sigmoid up to standalone Keras 2.2, in TensorFlow 1 and in tfjs-layers, sigmoid from 2.3.0, in TensorFlow 2 and in Keras 3.',
    'keras commit 5949aeede9; tf_keras/layers/rnn/lstm_v1.py, lstm.py',
    'TensorFlow 1.13 and 2.0 both wrote 2.2.4-tf, so there a missing key is refused.',
  ),
  contractClause(
    'C8',
    'A missing reset_after is false in standalone Keras 2, TensorFlow 1 and tfjs-layers, true in TensorFlow 2 and Keras 3.',
    `keras/layers/recurrent.py GRU (2.1.5 to 2.3.1); ${oldLayers}/gru_v1.py, gru.py`,
    'As C7 for 2.2.4-tf.',
  ),
  contractClause(
    'C9',
    'An activation is read from its name in the version that wrote it, null being linear and swish silu; a layer or a function of somebody’s own is refused.',
    'keras/src/activations/__init__.py get; tf_keras/activations.py',
    'relu6, leaky_relu, gelu, mish and swish are names of tf.keras, not of standalone Keras 2.',
  ),
  contractClause(
    'C10',
    'What changes no number of inference is handed back as it was written, and nested as Keras nests it: initializers, regularizers, constraints, dropout, names, the graph, float dtype policies, and under `fields` what stood beside the config.',
    `${layers}/*.py get_config; ${oldLayers}; tf_keras/src/saving/legacy/saved_model/layer_serialization.py; keras#20750, #20106`,
    'A float16 or float64 policy rounds otherwise in Keras; here everything is float32 at the boundary.',
  ),
  contractClause(
    'C11',
    'What would change a number and has no counterpart is refused with RNN_CONFIG: time_major, constants, quantised dtype policies.',
    `${oldLayers}/base_rnn.py time_major, num_constants; keras/src/dtype_policies`,
  ),
  contractClause(
    'C12',
    'A key that the given version of Keras does not write is refused with RNN_CONFIG, and the message names the versions, or the class, that do.',
    refuse,
    'Keras 3 takes some old keys, refuses others, and turns a wrong version into other numbers.',
  ),
  contractClause(
    'C13',
    'A Bidirectional is read with the backward_layer that it names, or else with its layer mirrored.',
    `${layers}/bidirectional.py get_config; ${oldLayers}/bidirectional.py`,
    'Keras 3 always writes backward_layer, tf.keras only one of its own, standalone Keras 2 has none.',
  ),
  contractClause(
    'C14',
    'RNN around StackedRNNCells, or around a list, is a stack; RNN around one cell is the layer of that cell.',
    `${layers}/rnn.py, stacked_rnn_cells.py get_config`,
  ),
  contractClause(
    'C15',
    'What fromKerasConfig has read toKerasConfig writes as it was, and what toKerasConfig has written fromKerasConfig reads as it was.',
    'Written by Keras 2.1.5, 2.2.4, 2.3.1, tf_keras 2.21.0, Keras 3.15.1 and tfjs-layers 4.22.0',
    'What tf.layers has in camelCase in memory is written in snake_case, as it writes files.',
  ),
  contractClause(
    'C16',
    'toKerasConfig refuses with RNN_CONFIG what a version has no word for: the other hard_sigmoid, in standalone Keras 2 and tfjs-layers zeroOutputForMask and a backwardLayer of its own, in tfjs-layers resetAfter.',
    refuse,
  ),
  contractClause(
    'C17',
    'A class that is not one of Keras’s own recurrent layers is refused with RNN_CONFIG, also under their names.',
    refuse,
    'CuDNNLSTM and CuDNNGRU compute what LSTM and GRU do, from weights that lie otherwise.',
  ),
];

const writerClauses: readonly Clause[] = [
  contractClause(
    'C19',
    'A config of tfjs-layers is read in snake_case, as its files have it, and in camelCase, as getConfig() has it; what an RNN repeats there of its cell must be the cell’s.',
    'getConfig and convertTsToPythonic of tfjs-layers 4.22',
    'tf.layers ignores what differs from the cell.',
  ),
  contractClause(
    'C20',
    'kerasVersion may be left out where the config tells it: a seed or a DTypePolicy is Keras 3’s, a module beside time_major or implementation tf.keras’s, className tfjs-layers’s; any other config needs it, and one that it contradicts is refused.',
    `${layers}/lstm.py get_config; tf_keras/src/saving/serialization_lib.py serialize_keras_object`,
    'A model’s JSON by Keras 3 has no keras_version, and tf.keras 2 writes the same module.',
  ),
  contractClause(
    'C21',
    'A whole model, or a layer around recurrent ones, is refused with RNN_CONFIG as what it is, with the paths of the recurrent layers inside.',
    'Design: an error says what to do',
    'Up to Keras 2.2.2 the config of a Sequential is a list, later an object with layers.',
  ),
  contractClause(
    'C22',
    'Whatever is given for a Keras config, its options or trainingOnly is read or refused with an RnnError: what is no JSON, runs in a circle or throws when it is read is refused with RNN_CONFIG.',
    refuse,
  ),
];

const hostClauses: readonly Clause[] = [
  contractClause(
    'C18',
    'tensor() copies nested arrays, or flat numbers and a shape; it refuses ragged rows and a shape that is none or of another size with RNN_SHAPE, and what is no number with RNN_DTYPE.',
    'Design: host tensors are { shape, data }',
  ),
  contractClause(
    'W6',
    'permuteGates moves gate blocks from one order of gateOrders to another, and moving them back gives the same numbers; weights whose last axis is not gates·units are refused.',
    'WebNN MLLstmWeightLayout and MLGruWeightLayout; PyTorch, ONNX, cuDNN and TensorFlow documentation',
  ),
];

const kernelClauses: readonly Clause[] = [
  contractClause(
    'D1',
    'defineBackend refuses kernels with a method or a claim that is missing, unknown or of the wrong type, with RNN_CONFIG.',
    refuse,
  ),
  contractClause(
    'D2',
    'A kernel that throws leaves memory() and the stored state as they were, and the layer usable.',
    'Design: errors leak nothing',
  ),
  contractClause(
    'D3',
    'A push of a frame with the shape of the one before allocates nothing.',
    'Design: streams run in an AudioWorklet',
  ),
  contractClause(
    'D4',
    'A kernel is never given the same buffer to read and to fill.',
    'Design: a backend writes arithmetic',
  ),
  contractClause(
    'D5',
    'backendFromEngine refuses an engine whose name, layer() or claims are missing, unknown or of the wrong type, with RNN_CONFIG.',
    refuse,
  ),
  contractClause(
    'D6',
    'An engine gets the calls of a layer one after another, with copies of their numbers, and no call that was refused.',
    'Design: checks come before any work',
  ),
  contractClause(
    'D7',
    'What an engine throws is thrown by data() of every tensor that has no numbers because of it, and by idle() where none of these was read.',
    'Design: no error is swallowed',
  ),
  contractClause(
    'D8',
    'An answer of an engine whose outputs or states are missing, too many or of another shape is refused with RNN_ENGINE.',
    refuse,
  ),
  contractClause(
    'D9',
    'readSync serves dataSync where read is a promise, and runBoth both directions of a Bidirectional of two single cells; results are the same.',
    'Design: a backend writes arithmetic',
  ),
  contractClause(
    'D10',
    'Where the kernels of a backend take tensors of the runtime that it lives in, such a tensor stands for x, an initialState, a frame, a weight or a mask, and is neither kept nor counted.',
    'Design: no readback between a runtime and a backend that lives in it',
  ),
  contractClause(
    'D11',
    'The exchange that defineBackend gives its author hands buffers out of a live backend and into it, after the work that fills them was submitted, and keeps nothing of a buffer that could not be filled.',
    'Design: no readback between a runtime and a backend that lives in it',
  ),
  contractClause(
    'D12',
    'Work that a device gathers is submitted before a buffer of it is written, copied, read, freed or handed out, and otherwise at the end of the task that asked for it.',
    'Design: many runs share one submission',
  ),
  contractClause(
    'D13',
    'Where prepare returns a promise, calls that need these weights wait for them in the order in which they were made, and use what their arrays held when they were made.',
    'Design: run is synchronous, also where a device compiles in the background',
  ),
  contractClause(
    'D14',
    'What a device fails at after the call has returned is thrown, with a code, by data() of every tensor that has no numbers because of it, and by idle() where none of these was read.',
    'Design: no error is swallowed',
  ),
  contractClause(
    'D15',
    'memory() counts the bytes of buffers and weights where the kernels report them, and the contract keeps no weights after prepare.',
    'Design: weights lie in memory once',
  ),
  contractClause(
    'D16',
    'When a kernel or a device throws while something is disposed of, the rest is disposed of all the same, the counts are right, and the error is thrown at the end.',
    'Design: errors leak nothing',
  ),
  contractClause(
    'D17',
    'What an engine answers is copied: an array that it uses again changes no tensor.',
    'Design: numbers that cross a border are owned by one side',
  ),
  contractClause(
    'D18',
    'A kernel that must have done its work, or gathered it, when it returns is refused when it returns a promise: run, runBoth, merge, write and copy; with RNN_ENGINE.',
    'Design: a number that is read too early may be right by chance',
  ),
];

export const configClauses: readonly Clause[] = [
  ...buildingClauses,
  ...conversionClauses,
  ...hostClauses,
  ...writerClauses,
  ...kernelClauses,
];
