// What Keras's recurrent layers do that no clause speaks of, each with the reason. Nothing else is left out silently.

export interface OutOfScope {
  /** The behaviour of Keras. */
  readonly what: string;
  /** Why no clause speaks of it, and what happens instead. */
  readonly why: string;
}

const training = 'Training only: inference does not see it. fromKerasConfig hands such keys back.';
const models = 'A matter of whole models, of which a layer knows nothing.';
const customCells = 'Cells are the three that kernels know; custom cells may wait.';

export const outOfScope: readonly OutOfScope[] = [
  {
    what: 'dropout and recurrent_dropout: masks per gate and per call, seeds, clamping of rates',
    why: training,
  },
  {
    what: 'Initializers, orthogonal and identity among them, and unit_forget_bias as an initializer',
    why: 'Weights are given, never drawn. That nothing is added to a given bias is V11.',
  },
  {
    what: 'Regularizers, constraints, activity_regularizer, trainable flags and weight losses',
    why: training,
  },
  {
    what: 'The training argument of call',
    why: 'There is no training; the option is refused (E14).',
  },
  {
    what: 'unroll, with its errors for unknown timesteps and its bugs under masks',
    why: 'It shapes a graph and no number, but for bugs under masks, which M10 and M12 name; fromKerasConfig hands it back.',
  },
  {
    what: 'implementation modes 0, 1, 2 and the order of additions within a step',
    why: 'They differ by rounding only, which the tolerances of the suite cover.',
  },
  {
    what: 'use_cudnn, and which configurations take a fused path',
    why: 'A backend’s own affair: whatever path it takes, the clauses hold. cuDNN’s zeros at padded steps break M3.',
  },
  {
    what: 'time_major',
    why: 'Removed from Keras 3. fromKerasConfig refuses time_major: true; transpose the input.',
  },
  {
    what: 'Ragged inputs',
    why: 'tf.keras 2 only. Right padding with a mask gives the same kept steps and states (M6).',
  },
  {
    what: 'Custom cells: call and state_size protocols, output_size, get_initial_state, cells called once too often',
    why: customCells,
  },
  {
    what: 'Outputs that are not the first state, states and inputs of more than one axis, nested inputs',
    why: `Only custom cells have them. ${customCells}`,
  },
  {
    what: 'constants of RNN',
    why: 'Removed from Keras 3, and for custom cells only; they may wait.',
  },
  {
    what: 'ConvLSTM1D, 2D and 3D',
    why: 'Convolutional cells may wait: other weights, other kernels, other shapes. fromKerasConfig refuses them by name.',
  },
  {
    what: 'TimeDistributed',
    why: `${models} fromKerasConfig says where the layer inside is (C21).`,
  },
  {
    what: 'Masking and Embedding(mask_zero): where masks come from',
    why: `${models} A layer takes the mask as it is given (M1).`,
  },
  {
    what: 'compute_mask and the propagation of masks, unreversed under go_backwards, dropped since 3.16',
    why: `${models} A result carries no mask.`,
  },
  { what: 'Masked losses', why: training },
  {
    what: 'compute_output_shape on symbolic shapes',
    why: 'Shapes are on the tensors when the call returns (S9); there is no symbolic call.',
  },
  {
    what: 'Sequential’s refusal of layers with several outputs; model.reset_states(); shuffling of stateful batches',
    why: models,
  },
  {
    what: 'A batch size that must be static before a stateful layer is built',
    why: 'There is no build: the first call binds the batch (P8).',
  },
  {
    what: 'Stateful states as variables: their names, dtypes and absence from get_weights and files',
    why: 'A stored state is no weight here either; it is set and read by name (P4, P6).',
  },
  {
    what: 'Other dtypes: float16, bfloat16, float64 and mixed policies',
    why: 'Numbers are float32 at the boundary (S12). What a backend sums in, and what it stores weights in, it declares (S16).',
  },
  {
    what: 'set_weights and get_weights: order, count and truncation in lists of arrays',
    why: 'Weights have names (W1, W5) and belong to a layer for good.',
  },
  {
    what: 'Names of layers and variables, and their counters',
    why: 'For files and graphs; fromKerasConfig hands names back.',
  },
  {
    what: 'Weight files: .h5, .weights.h5, .keras, CuDNN and Keras 1 conversions',
    why: 'Files are for whoever reads them; a layer takes arrays. The gate orders that a reader needs are W6.',
  },
  {
    what: 'Model JSON: Sequential, Functional, build_config, compile_config',
    why: `${models} fromKerasConfig says where the layers inside are (C21).`,
  },
  {
    what: 'Keras 1 argument names',
    why: 'fromKerasConfig refuses them by name; Keras 2 rewrites such files.',
  },
  {
    what: 'Initial states passed as further inputs, or as bare lists',
    why: 'States have names: { h, c } (I1, E13). kerasOutputs gives the list order.',
  },
  {
    what: 'softmax, log_softmax, sparsemax, glu and threshold as activations of a cell',
    why: 'They mix the units, change the width or need arguments, and are refused by name (E9).',
  },
  {
    what: 'reverse_state_order of StackedRNNCells',
    why: 'A compatibility switch of Keras 2.2.3; fromKerasConfig refuses it.',
  },
  {
    what: 'Behaviour that is a bug in one backend of Keras: Keras 3 on numpy and jax with RNN([cell]), unrolled zero_output_for_mask, lost states in predict, compute_mask of stateful Bidirectional',
    why: 'The clauses state what Keras 3 on TensorFlow computes, and name the bug under `diverges` where it shows.',
  },
];
