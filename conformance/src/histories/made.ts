// What a history makes, and beside each thing what it must hold.

import type { LayerConfig, Stream, Tensor } from '@gatefold/contract';
import type { Tolerance, Values } from '../values.ts';
import type { Slot } from './slot.ts';

/** Leaves of a state by path, and how many steps of rounding they have behind them. */
export interface Kept {
  readonly leaves: Readonly<Record<string, Values>>;
  readonly batch: number;
  readonly steps: number;
}

/** A tensor that is alive, and what it must hold for as long as it is. */
export interface Held {
  readonly text: string;
  readonly path: string;
  readonly tensor: Tensor;
  readonly wanted: Values;
  readonly tolerance: Tolerance;
  /** What was read of it first. */
  seen: Float32Array | undefined;
}

export interface Made {
  readonly name: string;
  readonly config: LayerConfig;
  readonly result: { dispose(): void };
  readonly state: unknown;
  readonly batch: number;
  readonly steps: number;
  held: readonly Held[];
}

/** A stream with all that was pushed since it began. */
export interface Opened {
  readonly name: string;
  readonly slot: Slot;
  readonly stream: Stream;
  readonly batch: number;
  /** The state that it began with; none where that was zeros. */
  begun: Kept['leaves'] | undefined;
  /** [batch, timeSteps, inputDim] each. */
  frames: readonly Values[];
  /** [batch, timeSteps] each. */
  masks: readonly Uint8Array[];
  /** After the last push. */
  state: Kept;
  /** What the last push has lent. */
  lent: { readonly text: string; readonly output: Tensor; readonly wanted: Values } | undefined;
  /** Steps of rounding behind what was pushed. */
  steps: number;
}
