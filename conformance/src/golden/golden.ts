// What a golden is: numbers that real Keras computed, for a layer that one spec describes. `gatefold-golden/1`,
// schema/golden.schema.json.

import type { LayerConfig, Precision, WeightPrecision } from '@gatefold/contract';
import type { Level } from '../case.ts';

/** One file of data each, loaded when the first of its cases runs. */
export const groups = [
  'cells',
  'masked-cells',
  'variants',
  'activations',
  'bidirectional',
  'stacked',
  'stateful',
  'sizes',
  'scales',
  'large',
] as const;

export type Group = (typeof groups)[number];

/**
 * `right`: padding behind; `left`: padding before; `interior`: gaps between kept steps;
 * `row`: row 0 masked throughout, beside a row with a gap.
 */
export type MaskKind = 'none' | 'right' | 'left' | 'interior' | 'row';

export interface CallSpec {
  readonly mask?: MaskKind;
  readonly initialState?: boolean;
  /** Before the call: to zeros, or to drawn values. */
  readonly reset?: 'zeros' | 'values';
}

/** A golden without its numbers: what the suite lists and the generator works from. */
export interface GoldenSpec {
  /** `cells/lstm/sequences-state/forward/zeros`; the case's id has `golden/` before it. */
  readonly id: string;
  readonly group: Group;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  readonly levels: readonly [Level, ...Level[]];
  readonly config: LayerConfig;
  readonly batch: number;
  readonly timeSteps: number;
  readonly inputDim: number;
  /** One after another on one layer; more than one only for stateful layers. */
  readonly calls: readonly CallSpec[];
  /** Weights and biases are multiplied by it; default 1. */
  readonly scale?: number;
}

/** Row-major numbers with their shape, as a file holds them. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export type Leaves<T> = Readonly<Record<string, T>>;

/** What a call gave: outputs and states, by name. */
export interface Outcome<T> {
  readonly output: T;
  readonly backwardOutput?: T;
  readonly state: Leaves<T>;
}

export interface StoredCall {
  /** [batch, timeSteps, inputDim], float32 */
  readonly x: StoredTensor;
  /** [batch, timeSteps], 0 or 1 */
  readonly mask?: StoredTensor;
  /** Leaves by path, float32. */
  readonly initialState?: Leaves<StoredTensor>;
  /** Before the call: `zeros`, or the leaves to set. */
  readonly reset?: 'zeros' | Leaves<StoredTensor>;
  /** In float64, by Keras 3 on TensorFlow, or by tf_keras where Keras 3 has no such activation. */
  readonly truth: Outcome<StoredTensor>;
  /** In float32, by each line of Keras on TensorFlow: numbers alone, shapes as in `truth`. */
  readonly observed: Readonly<Partial<Record<'keras3' | 'tf_keras', Outcome<readonly number[]>>>>;
  /** D: a number for each step of a sequence, and one for anything else. */
  readonly deviation: Readonly<Record<Precision, Outcome<readonly number[]>>>;
  /** What weights of a smaller type add to it, with exact sums: as many numbers. */
  readonly weightDeviation: Readonly<Record<ReducedWeights, Outcome<readonly number[]>>>;
}

/** Types of weights that do not hold them as they were given. */
export type ReducedWeights = Exclude<WeightPrecision, 'f32'>;

/** A writer of Keras that computed something else, and the clause that speaks of it. */
export interface Disagreement {
  readonly writer: string;
  readonly clause: string;
  /** What it gave, in float64, for each call: numbers alone. */
  readonly calls?: readonly Outcome<readonly number[]>[];
  /** Or the exception that it raised. */
  readonly raises?: string;
}

export type StoredWeights =
  | { readonly kind: 'numbers'; readonly leaves: Leaves<StoredTensor> }
  /** Drawn by `distinct` from the seed, see golden/README.md; the checksum is over float32 bytes. */
  | { readonly kind: 'seed'; readonly checksum: string };

export interface Golden {
  readonly id: string;
  readonly clauses: readonly string[];
  readonly config: LayerConfig;
  readonly seed: number;
  readonly scale: number;
  readonly weights: StoredWeights;
  readonly calls: readonly StoredCall[];
  /** Writers whose float64 numbers are those of `truth` to 1e-11. */
  readonly agree: readonly string[];
  readonly disagree: readonly Disagreement[];
}

export interface GoldenFile {
  readonly format: 'gatefold-golden/1';
  readonly group: Group;
  /** Versions of all that wrote it. */
  readonly writers: Readonly<Record<string, string>>;
  readonly cases: readonly Golden[];
}
