// Weights: Keras's names, shapes and order. Clauses W1 to W5, C4.

import type {
  BidirectionalConfig,
  CellConfig,
  LayerConfig,
  MergeMode,
  StackedConfig,
} from './config.ts';
import { normalizeConfig } from './builders.ts';
import { ConfigError } from './errors.ts';
import { gateCounts } from './gate-order.ts';
import type { HostTensor, Shape } from './tensor.ts';
import { describe } from './describe.ts';

/** One cell's weights, g its number of gates: 1 for SimpleRNN, 3 for GRU (z r n), 4 for LSTM (i f g o). */
export interface CellWeights {
  /** W [inputDim, g·units] */
  readonly kernel: HostTensor;
  /** U [units, g·units] */
  readonly recurrentKernel: HostTensor;
  /** b [g·units]; for a GRU with resetAfter [2, 3·units], the row for x·W and the row for h·U. Absent without useBias. */
  readonly bias?: HostTensor;
}

/** A layer's weights: a cell's, one for each direction, or one for each cell of a stack. */
export type WeightsOf<C extends LayerConfig> =
  C extends BidirectionalConfig<infer L, MergeMode, infer B>
    ? { readonly forward: WeightsOf<L>; readonly backward: WeightsOf<B> }
    : C extends StackedConfig<boolean, boolean, infer Cells>
      ? { readonly [I in keyof Cells]: CellWeights }
      : CellWeights;

/** A cell with weights that fit it, as kernels receive them: copies, a zero bias where there is none. */
export interface CheckedCell {
  readonly cell: CellConfig;
  readonly inputDim: number;
  readonly weights: {
    /** W [inputDim, g·units] */
    readonly kernel: Float32Array;
    /** U [units, g·units] */
    readonly recurrentKernel: Float32Array;
    /** b [g·units], or [2, 3·units] for a GRU with resetAfter */
    readonly bias: Float32Array;
  };
}

type WeightShapes = Record<keyof CellWeights, { letters: string; shape: Shape }>;

/**
 * Says which shapes a cell's weights must have, with the letters that messages print; without `useBias` leave the bias out.
 *
 * @throws {ConfigError} when the config is none, is a stack or a Bidirectional, or inputDim is no whole number above 0
 * @see    clauses W1, W4
 * @example
 *   import { gru, weightShapes } from '@gatefold/contract';
 *   weightShapes(gru({ units: 2 }), 3).bias; // => { letters: '[2, 3·units]', shape: [2, 6] }
 */
export function weightShapes(config: CellConfig, inputDim: number): WeightShapes {
  const where = 'weightShapes';
  const cell = normalizeConfig(where, config);
  if (cell.kind === 'bidirectional' || cell.kind === 'stacked') {
    throw new ConfigError({
      where,
      expected: 'must be the config of one cell',
      actual: `a ${cell.kind} config`,
      remedy: 'ask for each of its cells',
    });
  }
  if (!Number.isSafeInteger(inputDim) || inputDim < 1) {
    throw new ConfigError({
      where: `${where}: inputDim`,
      expected: 'must be a whole number of at least 1',
      actual: describe(inputDim),
      remedy: 'it is the last size of x',
    });
  }
  return cellShapes(cell, inputDim);
}

/** The same of a complete config. */
export function cellShapes(cell: CellConfig, inputDim: number): WeightShapes {
  const gates = gateCounts[cell.kind];
  const columns = gates * cell.units;
  const wide = gates === 1 ? 'units' : `${gates}·units`;
  const twoRows = cell.kind === 'gru' && cell.resetAfter;
  return {
    kernel: { letters: `[inputDim, ${wide}]`, shape: [inputDim, columns] },
    recurrentKernel: { letters: `[units, ${wide}]`, shape: [cell.units, columns] },
    bias: twoRows
      ? { letters: `[2, ${wide}]`, shape: [2, columns] }
      : { letters: `[${wide}]`, shape: [columns] },
  };
}

export function weightNames({ useBias }: CellConfig): readonly (keyof CellWeights)[] {
  return useBias ? ['kernel', 'recurrentKernel', 'bias'] : ['kernel', 'recurrentKernel'];
}
