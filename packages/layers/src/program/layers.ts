// The layers of a program, by Keras's names in camelCase.

import { layerClasses } from '../layers/table.ts';
import type * as options from './layer-options.ts';
import { type EasyLayerMaker, type LayerMaker, makerOf } from './maker.ts';
import { bidirectional, gru, lstm, rnn, simpleRNN, timeDistributed } from './recurrent-layers.ts';

function ofTable<O extends options.AnyLayerOptions>(
  className: keyof typeof layerClasses,
): EasyLayerMaker<O> {
  return makerOf<O>(className, layerClasses[className]);
}

/** Every layer of a program; see {@link options | their options}. */
export interface Layers {
  readonly simpleRNN: typeof simpleRNN;
  readonly lstm: typeof lstm;
  readonly gru: typeof gru;
  /** Cells that run one after another within each time step: Keras's RNN([cell, cell]). */
  readonly rnn: typeof rnn;
  readonly bidirectional: typeof bidirectional;
  readonly timeDistributed: typeof timeDistributed;
  readonly activation: LayerMaker<options.ActivationOptions>;
  readonly add: EasyLayerMaker<options.AnyLayerOptions>;
  readonly additiveAttention: EasyLayerMaker<options.AdditiveAttentionOptions>;
  readonly attention: EasyLayerMaker<options.AttentionOptions>;
  readonly average: EasyLayerMaker<options.AnyLayerOptions>;
  readonly averagePooling1D: EasyLayerMaker<options.PoolingOptions>;
  readonly averagePooling2D: EasyLayerMaker<options.PoolingOptions>;
  readonly batchNormalization: EasyLayerMaker<options.BatchNormalizationOptions>;
  readonly concatenate: EasyLayerMaker<options.ConcatenateOptions>;
  readonly conv1D: LayerMaker<options.Conv1DOptions>;
  readonly conv2D: LayerMaker<options.ConvOptions>;
  readonly cropping1D: EasyLayerMaker<options.Cropping1DOptions>;
  readonly dense: LayerMaker<options.DenseOptions>;
  readonly dot: LayerMaker<options.DotOptions>;
  readonly dropout: LayerMaker<options.DropoutOptions>;
  readonly elu: EasyLayerMaker<options.ELUOptions>;
  readonly embedding: LayerMaker<options.EmbeddingOptions>;
  readonly flatten: EasyLayerMaker<options.AnyLayerOptions>;
  readonly gaussianDropout: LayerMaker<options.DropoutOptions>;
  readonly gaussianNoise: LayerMaker<options.GaussianNoiseOptions>;
  readonly globalAveragePooling1D: EasyLayerMaker<options.GlobalPoolingOptions>;
  readonly globalAveragePooling2D: EasyLayerMaker<options.GlobalPoolingOptions>;
  readonly globalMaxPooling1D: EasyLayerMaker<options.GlobalPoolingOptions>;
  readonly globalMaxPooling2D: EasyLayerMaker<options.GlobalPoolingOptions>;
  readonly layerNormalization: EasyLayerMaker<options.LayerNormalizationOptions>;
  readonly leakyReLU: EasyLayerMaker<options.LeakyReLUOptions>;
  readonly masking: EasyLayerMaker<options.MaskingOptions>;
  readonly maxPooling1D: EasyLayerMaker<options.PoolingOptions>;
  readonly maxPooling2D: EasyLayerMaker<options.PoolingOptions>;
  readonly maximum: EasyLayerMaker<options.AnyLayerOptions>;
  readonly minimum: EasyLayerMaker<options.AnyLayerOptions>;
  readonly multiply: EasyLayerMaker<options.AnyLayerOptions>;
  readonly permute: LayerMaker<options.PermuteOptions>;
  readonly prelu: EasyLayerMaker<options.PReLUOptions>;
  readonly relu: EasyLayerMaker<options.ReLUOptions>;
  readonly repeatVector: LayerMaker<options.RepeatVectorOptions>;
  readonly rescaling: LayerMaker<options.RescalingOptions>;
  readonly reshape: LayerMaker<options.ReshapeOptions>;
  readonly softmax: EasyLayerMaker<options.SoftmaxOptions>;
  readonly spatialDropout1D: LayerMaker<options.DropoutOptions>;
  readonly subtract: EasyLayerMaker<options.AnyLayerOptions>;
  readonly unitNormalization: EasyLayerMaker<options.UnitNormalizationOptions>;
  readonly upSampling1D: EasyLayerMaker<options.UpSampling1DOptions>;
  readonly zeroPadding1D: EasyLayerMaker<options.ZeroPadding1DOptions>;
  readonly zeroPadding2D: EasyLayerMaker<options.ZeroPadding2DOptions>;
}

/**
 * The layers that programs are made of.
 *
 * @example
 *   import { input, layers } from '@gatefold/layers';
 *   const x = input({ shape: [3, 2] });
 *   const [sequence, h, c] = layers.lstm({ units: 4, returnSequences: true, returnState: true }).apply(x);
 *   [sequence.shape, h.shape, c.shape]; // => [[null, 3, 4], [null, 4], [null, 4]]
 */
export const layers: Layers = {
  simpleRNN,
  lstm,
  gru,
  rnn,
  bidirectional,
  timeDistributed,
  activation: ofTable('Activation'),
  add: ofTable('Add'),
  additiveAttention: ofTable('AdditiveAttention'),
  attention: ofTable('Attention'),
  average: ofTable('Average'),
  averagePooling1D: ofTable('AveragePooling1D'),
  averagePooling2D: ofTable('AveragePooling2D'),
  batchNormalization: ofTable('BatchNormalization'),
  concatenate: ofTable('Concatenate'),
  conv1D: ofTable('Conv1D'),
  conv2D: ofTable('Conv2D'),
  cropping1D: ofTable('Cropping1D'),
  dense: ofTable('Dense'),
  dot: ofTable('Dot'),
  dropout: ofTable('Dropout'),
  elu: ofTable('ELU'),
  embedding: ofTable('Embedding'),
  flatten: ofTable('Flatten'),
  gaussianDropout: ofTable('GaussianDropout'),
  gaussianNoise: ofTable('GaussianNoise'),
  globalAveragePooling1D: ofTable('GlobalAveragePooling1D'),
  globalAveragePooling2D: ofTable('GlobalAveragePooling2D'),
  globalMaxPooling1D: ofTable('GlobalMaxPooling1D'),
  globalMaxPooling2D: ofTable('GlobalMaxPooling2D'),
  layerNormalization: ofTable('LayerNormalization'),
  leakyReLU: ofTable('LeakyReLU'),
  masking: ofTable('Masking'),
  maxPooling1D: ofTable('MaxPooling1D'),
  maxPooling2D: ofTable('MaxPooling2D'),
  maximum: ofTable('Maximum'),
  minimum: ofTable('Minimum'),
  multiply: ofTable('Multiply'),
  permute: ofTable('Permute'),
  prelu: ofTable('PReLU'),
  relu: ofTable('ReLU'),
  repeatVector: ofTable('RepeatVector'),
  rescaling: ofTable('Rescaling'),
  reshape: ofTable('Reshape'),
  softmax: ofTable('Softmax'),
  spatialDropout1D: ofTable('SpatialDropout1D'),
  subtract: ofTable('Subtract'),
  unitNormalization: ofTable('UnitNormalization'),
  upSampling1D: ofTable('UpSampling1D'),
  zeroPadding1D: ofTable('ZeroPadding1D'),
  zeroPadding2D: ofTable('ZeroPadding2D'),
};
