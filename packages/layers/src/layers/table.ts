// Every layer that computes on the host, by Keras's class. The recurrent ones are in recurrent.ts, TimeDistributed is in
// make-layer.ts, and models within models are laid flat by graph/plan.ts.

import { activation } from './activation.ts';
import { additiveAttention, attention } from './attention.ts';
import { batchNormalization } from './batch-normalization.ts';
import { concatenate } from './concatenate.ts';
import { conv1D } from './conv-1d.ts';
import { conv2D } from './conv-2d.ts';
import { dense } from './dense.ts';
import { dot } from './dot.ts';
import { embedding } from './embedding.ts';
import {
  globalAveragePooling1D,
  globalAveragePooling2D,
  globalMaxPooling1D,
  globalMaxPooling2D,
} from './global-pooling.ts';
import { inert } from './inert.ts';
import type { LayerClass } from './layer-class.ts';
import { layerNormalization } from './layer-normalization.ts';
import { masking } from './masking.ts';
import { add, average, maximum, minimum, multiply, subtract } from './merging.ts';
import { zeroPadding2D } from './padding-2d.ts';
import { averagePooling1D, averagePooling2D, maxPooling1D, maxPooling2D } from './pooling.ts';
import { prelu } from './prelu.ts';
import { elu, leakyRelu, relu, thresholdedRelu } from './relu.ts';
import { rescaling } from './rescaling.ts';
import { flatten, permuteAxes, repeatVector, reshape } from './reshaping.ts';
import { softmax } from './softmax.ts';
import { cropping1D, upSampling1D, zeroPadding1D } from './time-steps.ts';
import { unitNormalization } from './unit-normalization.ts';

export const layerClasses: Readonly<Record<string, LayerClass>> = {
  Activation: activation,
  ActivityRegularization: inert,
  Add: add,
  AdditiveAttention: additiveAttention,
  AlphaDropout: inert,
  Attention: attention,
  Average: average,
  AveragePooling1D: averagePooling1D,
  AveragePooling2D: averagePooling2D,
  BatchNormalization: batchNormalization,
  Concatenate: concatenate,
  Conv1D: conv1D,
  Conv2D: conv2D,
  Cropping1D: cropping1D,
  Dense: dense,
  Dot: dot,
  Dropout: inert,
  ELU: elu,
  Embedding: embedding,
  Flatten: flatten,
  GaussianDropout: inert,
  GaussianNoise: inert,
  GlobalAveragePooling1D: globalAveragePooling1D,
  GlobalAveragePooling2D: globalAveragePooling2D,
  GlobalMaxPooling1D: globalMaxPooling1D,
  GlobalMaxPooling2D: globalMaxPooling2D,
  Identity: inert,
  LayerNormalization: layerNormalization,
  LeakyReLU: leakyRelu,
  Masking: masking,
  MaxPooling1D: maxPooling1D,
  MaxPooling2D: maxPooling2D,
  Maximum: maximum,
  Minimum: minimum,
  Multiply: multiply,
  PReLU: prelu,
  Permute: permuteAxes,
  ReLU: relu,
  RepeatVector: repeatVector,
  Rescaling: rescaling,
  Reshape: reshape,
  Softmax: softmax,
  SpatialDropout1D: inert,
  SpatialDropout2D: inert,
  Subtract: subtract,
  ThresholdedReLU: thresholdedRelu,
  UnitNormalization: unitNormalization,
  UpSampling1D: upSampling1D,
  ZeroPadding1D: zeroPadding1D,
  ZeroPadding2D: zeroPadding2D,
};
