// What generate.ts asks of Python, and what it gets back. keras_runner reads and writes these as JSON.

import { ConfigError, type LayerConfig, toKerasConfig } from '@gatefold/contract';
import { cellsOf, flagsOf, stateLeaves } from '@gatefold/contract/author';
import type { DrawnGolden } from '../src/golden/draw.ts';
import { stateInOrder } from '../src/lab.ts';
import type { GoldenSpec } from '../src/golden/golden.ts';

/** The writers in the order in which they run; the first one's float64 is the truth. */
export const writers = {
  'keras3-tensorflow': { KERAS_BACKEND: 'tensorflow' },
  tf_keras: {},
  'keras3-torch': { KERAS_BACKEND: 'torch' },
  'keras3-jax': { KERAS_BACKEND: 'jax' },
} as const;

export type WriterName = keyof typeof writers;

interface Tensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface Request {
  readonly id: string;
  /** Keras's own serialised layer; null where a line has no word for the config. */
  readonly layers: { readonly keras3: unknown; readonly tf_keras: unknown };
  readonly isStatefulBidirectional: boolean;
  /** How many outputs come before the states: 2 for mergeMode null. */
  readonly outputs: number;
  /** How many states each cell of a stack has, twice over for a Bidirectional; null for a plain layer. */
  readonly cells: readonly number[] | null;
  /** In the order of set_weights. */
  readonly weights: readonly Tensor[];
  readonly calls: readonly {
    readonly x: Tensor;
    readonly mask?: Tensor;
    readonly initialState?: readonly Tensor[];
    readonly reset?: 'zeros' | readonly Tensor[];
  }[];
}

/** Numbers of one call, flat. */
export interface AnsweredCall {
  readonly outputs: readonly (readonly number[])[];
  readonly states: readonly (readonly number[])[];
}

export type AnsweredCase =
  | { readonly none: true }
  | { readonly error: string }
  | {
      readonly float32: readonly AnsweredCall[];
      /** Of the writers on TensorFlow. */
      readonly float64?: readonly AnsweredCall[];
    };

export interface Answers {
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: Readonly<Record<string, AnsweredCase>>;
}

export function requestFor(spec: GoldenSpec, drawn: DrawnGolden): Request {
  const { config } = spec;
  return {
    id: spec.id,
    layers: {
      keras3: layerFor(config, '3.15.1'),
      tf_keras: layerFor(config, '2.21.0'),
    },
    isStatefulBidirectional: config.kind === 'bidirectional' && flagsOf(config).stateful,
    outputs: config.kind === 'bidirectional' && config.mergeMode === null ? 2 : 1,
    cells: cellStates(config),
    weights: Object.values(drawn.weights).map(plain),
    calls: drawn.calls.map(({ x, mask, initialState, reset }) => ({
      x: plain(x),
      ...(mask === undefined ? {} : { mask: plain(mask) }),
      ...(initialState === undefined
        ? {}
        : { initialState: stateInOrder(config, initialState).map(plain) }),
      ...(reset === undefined
        ? {}
        : { reset: reset === 'zeros' ? reset : stateInOrder(config, reset).map(plain) }),
    })),
  };
}

function layerFor(config: LayerConfig, kerasVersion: string): unknown {
  try {
    return toKerasConfig(config, { kerasVersion });
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

function cellStates(config: LayerConfig): number[] | null {
  if (config.kind === 'bidirectional') {
    const halves = [config.layer, config.backwardLayer].map(cellStates);
    return halves.some((half) => half === null) ? null : halves.flatMap((half) => half ?? []);
  }
  if (config.kind !== 'stacked') return null;
  return cellsOf(config).map((cell) => stateLeaves({ ...config, cells: [cell] }).length);
}

function plain(values: { shape: readonly number[]; data: ArrayLike<number> }): Tensor {
  return { shape: values.shape, data: Array.from(values.data) };
}
