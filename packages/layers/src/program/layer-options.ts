// What each layer of a program takes, in Keras's words. What is left out is Keras's default.

import type { ActivationName, CellKind, HostTensor, MergeMode } from '@gatefold/contract';
import type { Initializer } from '../initializers/initializer.ts';
import type { CellInitializers } from '../layers/recurrent.ts';
import type { ProgramLayer } from './program-layer.ts';

export interface AnyLayerOptions {
  /** Of the layer in its model; left out, it is called after its class: `dense`, `dense_1`. */
  readonly name?: string;
}

export interface WeightedOptions extends AnyLayerOptions {
  /** The layer's weights, as get_weights() lists them; left out, the initialisers make them. */
  readonly weights?: readonly HostTensor[];
}

/** One of the contract's activations, or one that mixes the last axis. */
export type LayerActivation = ActivationName | 'softmax' | 'logSoftmax' | 'sparsemax';

/** A number for all axes, or one for each. */
export type Sizes = number | readonly number[];

interface RecurrentFlags {
  readonly returnSequences?: boolean;
  readonly returnState?: boolean;
  readonly goBackwards?: boolean;
  readonly stateful?: boolean;
  readonly zeroOutputForMask?: boolean;
}

interface CellLayerOptions extends WeightedOptions, RecurrentFlags {
  readonly units: number;
  readonly activation?: ActivationName;
  readonly useBias?: boolean;
  readonly kernelInitializer?: Initializer;
  readonly recurrentInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
}

export type SimpleRNNLayerOptions = CellLayerOptions;

export interface LSTMLayerOptions extends CellLayerOptions {
  readonly recurrentActivation?: ActivationName;
  /** Whether the forget gate begins with a bias of 1, whatever biasInitializer is; default true. */
  readonly unitForgetBias?: boolean;
}

export interface GRULayerOptions extends CellLayerOptions {
  readonly recurrentActivation?: ActivationName;
  readonly resetAfter?: boolean;
}

/** A cell of a stack. */
export interface CellInStack extends CellInitializers {
  readonly kind: CellKind;
  readonly units: number;
  readonly activation?: ActivationName;
  readonly recurrentActivation?: ActivationName;
  readonly useBias?: boolean;
  readonly resetAfter?: boolean;
}

export interface RNNLayerOptions extends WeightedOptions, RecurrentFlags {
  /** Run one after another within each time step. */
  readonly cells: readonly CellInStack[];
}

export interface BidirectionalLayerOptions<
  L extends ProgramLayer<unknown> = ProgramLayer<unknown>,
> extends WeightedOptions {
  /** Run forwards and, unless backwardLayer is given, backwards. */
  readonly layer: L;
  readonly backwardLayer?: ProgramLayer<unknown>;
  readonly mergeMode?: MergeMode;
}

export interface TimeDistributedOptions extends AnyLayerOptions {
  readonly layer: ProgramLayer<unknown>;
}

export interface DenseOptions extends WeightedOptions {
  readonly units: number;
  readonly activation?: LayerActivation;
  readonly useBias?: boolean;
  readonly kernelInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
}

export interface EmbeddingOptions extends WeightedOptions {
  /** How many rows the table has: one more than the largest number. */
  readonly inputDim: number;
  readonly outputDim: number;
  /** Whether 0 is padding, which later layers pass over. */
  readonly maskZero?: boolean;
  readonly embeddingsInitializer?: Initializer;
}

export interface MaskingOptions extends AnyLayerOptions {
  readonly maskValue?: number;
}

export interface ActivationOptions extends AnyLayerOptions {
  /** `glu` halves the last axis. */
  readonly activation: LayerActivation | 'glu';
}

export interface SoftmaxOptions extends AnyLayerOptions {
  readonly axis?: Sizes;
}

export interface ReLUOptions extends AnyLayerOptions {
  readonly maxValue?: number;
  readonly negativeSlope?: number;
  readonly threshold?: number;
}

export interface LeakyReLUOptions extends AnyLayerOptions {
  readonly negativeSlope?: number;
}

export interface ELUOptions extends AnyLayerOptions {
  readonly alpha?: number;
}

export interface PReLUOptions extends WeightedOptions {
  readonly sharedAxes?: readonly number[];
  readonly alphaInitializer?: Initializer;
}

export interface BatchNormalizationOptions extends WeightedOptions {
  readonly axis?: number;
  readonly epsilon?: number;
  readonly center?: boolean;
  readonly scale?: boolean;
}

export interface LayerNormalizationOptions extends WeightedOptions {
  readonly axis?: Sizes;
  readonly epsilon?: number;
  readonly center?: boolean;
  readonly scale?: boolean;
}

export interface UnitNormalizationOptions extends AnyLayerOptions {
  readonly axis?: Sizes;
}

export interface RescalingOptions extends AnyLayerOptions {
  readonly scale: number;
  readonly offset?: number;
}

/** What only training does: here the layer returns its input. */
export interface DropoutOptions extends AnyLayerOptions {
  readonly rate: number;
}

export interface GaussianNoiseOptions extends AnyLayerOptions {
  readonly stddev: number;
}

export interface ConvOptions extends WeightedOptions {
  readonly filters: number;
  readonly kernelSize: Sizes;
  readonly strides?: Sizes;
  readonly dilationRate?: Sizes;
  readonly groups?: number;
  readonly padding?: 'valid' | 'same';
  readonly activation?: LayerActivation;
  readonly useBias?: boolean;
  readonly kernelInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
}

export interface Conv1DOptions extends Omit<ConvOptions, 'padding'> {
  /** `causal` looks back and never ahead, so that a stream can run it. */
  readonly padding?: 'valid' | 'same' | 'causal';
}

export interface PoolingOptions extends AnyLayerOptions {
  readonly poolSize?: Sizes;
  /** Default poolSize. */
  readonly strides?: Sizes;
  readonly padding?: 'valid' | 'same';
}

export interface GlobalPoolingOptions extends AnyLayerOptions {
  readonly keepdims?: boolean;
}

export interface ReshapeOptions extends AnyLayerOptions {
  /** Without the batch; -1 for a size that the others leave. */
  readonly targetShape: readonly number[];
}

export interface PermuteOptions extends AnyLayerOptions {
  /** Which axis of the input each axis is, the first after the batch being 1. */
  readonly dims: readonly number[];
}

export interface RepeatVectorOptions extends AnyLayerOptions {
  readonly n: number;
}

export interface ConcatenateOptions extends AnyLayerOptions {
  readonly axis?: number;
}

export interface DotOptions extends AnyLayerOptions {
  /** The axis of both, or of each. */
  readonly axes: Sizes;
  readonly normalize?: boolean;
}

export interface AttentionOptions extends WeightedOptions {
  readonly useScale?: boolean;
  readonly scoreMode?: 'dot' | 'concat';
}

export interface AdditiveAttentionOptions extends WeightedOptions {
  readonly useScale?: boolean;
}

export interface ZeroPadding1DOptions extends AnyLayerOptions {
  readonly padding?: Sizes;
}

export interface ZeroPadding2DOptions extends AnyLayerOptions {
  readonly padding?: number | readonly Sizes[];
}

export interface Cropping1DOptions extends AnyLayerOptions {
  readonly cropping?: Sizes;
}

export interface UpSampling1DOptions extends AnyLayerOptions {
  readonly size?: number;
}
