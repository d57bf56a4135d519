// What a layer is: sizes and weights from a config, numbers from numbers. A layer of ours and one that an app registers are
// the same thing.

import type { HostTensor } from '@gatefold/contract';
import type { Initializer } from '../initializers/initializer.ts';
import type { ConfigReader } from './config-reader.ts';

/** The sizes of a tensor in a graph, batch first; null where the model leaves one open. */
export type OpenShape = readonly (number | null)[];

/** Which steps of which rows are real, one byte each: 0 is padding. */
export interface StepMask {
  /** [batch, timeSteps], or as many further axes as the layer that made it gave it */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** A weight that a layer has, in the order of get_weights(). */
export interface WeightSpec {
  readonly name: string;
  readonly shape: OpenShape;
  /** What it is made of where no file has it; zeros where a layer has none. */
  readonly initializer?: Initializer;
  /** Set for what training does not change, such as a moving mean. */
  readonly trainable?: false;
}

/** One call of a layer. */
export interface LayerCall {
  readonly inputs: readonly HostTensor[];
  /** In the order of get_weights(). */
  readonly weights: readonly HostTensor[];
  /** One for each input. */
  readonly masks: readonly (StepMask | undefined)[];
  /** What else the layer is called with, under Keras's names: `use_causal_mask`. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A layer with the past that it needs, fed a chunk of steps at a time. */
export interface LayerStream {
  /** @param x  [batch, timeSteps, …], the steps that follow those before */
  push(x: HostTensor): HostTensor;
  reset(): void;
}

/** What a layer says of shapes, before there are numbers. */
export interface LayerShapes {
  /** How many inputs it takes; one where it is left out. */
  readonly inputCount?: { readonly least: number; readonly most: number };
  /** The weights for inputs of these shapes; a layer without weights leaves it out. */
  weights?(inputs: readonly OpenShape[]): readonly WeightSpec[];
  /**
   * The shapes of what comes out.
   *
   * @throws {ShapeError} for inputs that do not fit the layer or each other
   */
  outputShapes(
    inputs: readonly OpenShape[],
    options: Readonly<Record<string, unknown>>,
  ): readonly OpenShape[];
}

/** A layer that computes on the host. */
export interface HostLayer extends LayerShapes {
  /** What else it may be called with, under Keras's names; any other is refused. */
  readonly callOptions?: readonly string[];
  /** The numbers of what comes out, each of its shape, for inputs whose shapes are checked. */
  run(call: LayerCall): readonly HostTensor[];
  /**
   * What becomes of masks: `passes` hands the first input's on, a function gives one for each output. Left out, the mask
   * ends here, as it does in Keras for a layer that does not support masking.
   */
  readonly mask?: 'passes' | ((call: LayerCall) => readonly (StepMask | undefined)[]);
  /** Set where the layer returns its input: tensors pass through it without being read. */
  readonly inert?: true;
  /** Set where steps become rows of the batch, or rows steps: in a stream the layers between run on whole rows. */
  readonly timeAxis?: 'ends' | 'begins';
  /** Whether a step of the output depends on that step of the inputs alone, so that a stream may run the layer step by step. */
  stepwise?(inputs: readonly OpenShape[]): boolean;
  /** Opens a stream, where the layer looks back and never ahead. */
  openStream?(weights: readonly HostTensor[], batch: number): LayerStream;
}

/** Makes a layer of what Keras's config says of it. */
export type LayerClass = (config: ConfigReader) => HostLayer;
