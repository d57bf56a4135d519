// The recurrent layers before a backend has them: SimpleRNN, LSTM, GRU, RNN of cells, Bidirectional.

import { type LayerConfig, ShapeError, weightShapes } from '@gatefold/contract';
import { flagsOf, placesOf, type StateLeaf, stateLeaves, unitsOf } from '@gatefold/contract/author';
import { zeros } from '../initializers/constant.ts';
import { glorotUniform } from '../initializers/glorot-uniform.ts';
import type { Initializer } from '../initializers/initializer.ts';
import { orthogonal } from '../initializers/orthogonal.ts';
import { checkRank } from './axes.ts';
import { checkShape } from './check-layer.ts';
import type { LayerShapes, OpenShape } from './layer-class.ts';

/** How the weights of a cell begin. */
export interface CellInitializers {
  readonly kernelInitializer?: Initializer;
  readonly recurrentInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
  /** Whether an LSTM's forget gate begins with a bias of 1, whatever biasInitializer is; default true. */
  readonly unitForgetBias?: boolean;
}

/** What a recurrent layer is before a backend has it. */
export interface RecurrentLayer extends LayerShapes {
  readonly config: LayerConfig;
  /** How many of the outputs are sequences or last steps; the others are states. */
  readonly outputCount: number;
  /** Whether these are sequences, which the mask of the input goes on with. */
  readonly returnsSequences: boolean;
  readonly isStateful: boolean;
}

/** Makes a recurrent layer of its config. */
export function recurrentLayer(
  where: string,
  config: LayerConfig,
  initializersOf: (place: number) => CellInitializers = () => ({}),
): RecurrentLayer {
  const flags = flagsOf(config);
  const leaves = stateLeaves(config);
  const isSplit = config.kind === 'bidirectional' && config.mergeMode === null;
  const widths =
    config.kind !== 'bidirectional'
      ? [unitsOf(config)]
      : mergedWidths(config.mergeMode, unitsOf(config.layer), unitsOf(config.backwardLayer));
  return {
    config,
    outputCount: isSplit ? 2 : 1,
    returnsSequences: flags.returnSequences,
    isStateful: flags.stateful,
    weights: ([x]) => {
      const inputDim = x.at(-1) ?? null;
      return placesOf(config).flatMap(({ cell, before }, place) => {
        const initializers = initializersOf(place);
        const width = before?.units ?? inputDim;
        const shapes = weightShapes(cell, width ?? 1);
        return [
          {
            name: 'kernel',
            shape: [width, shapes.kernel.shape[1]],
            initializer: initializers.kernelInitializer ?? glorotUniform(),
          },
          {
            name: 'recurrentKernel',
            shape: shapes.recurrentKernel.shape,
            initializer: initializers.recurrentInitializer ?? orthogonal(),
          },
          ...(cell.useBias
            ? [
                {
                  name: 'bias',
                  shape: shapes.bias.shape,
                  initializer: biasOf(initializers, cell.kind === 'lstm' ? cell.units : undefined),
                },
              ]
            : []),
        ];
      });
    },
    outputShapes: ([x, ...initialState]) => {
      checkRank(where, x, '[batch, timeSteps, features]');
      const [batch, timeSteps] = x;
      checkStates(where, leaves, initialState);
      const outputs = widths.map((width) =>
        flags.returnSequences ? [batch, timeSteps, width] : [batch, width],
      );
      const states = flags.returnState ? leaves.map(({ units }) => [batch, units]) : [];
      return [...outputs, ...states];
    },
  };
}

/** @throws {ShapeError} for states that are not as many as the layer has, or not as wide */
function checkStates(
  where: string,
  leaves: readonly StateLeaf[],
  states: readonly OpenShape[],
): void {
  if (states.length > 0 && states.length !== leaves.length) {
    throw new ShapeError({
      where: `${where}: initialState`,
      expected: `must be ${leaves.length === 1 ? '1 state' : `${leaves.length} states`}, ${leaves.map(({ path }) => path).join(', ')}`,
      actual: `${states.length}`,
    });
  }
  for (const [index, shape] of states.entries()) {
    const { path, units } = leaves[index];
    checkShape(`${where}: initialState.${path}`, [null, units], shape);
  }
}

function mergedWidths(mergeMode: string | null, forward: number, backward: number): number[] {
  if (mergeMode === null) return [forward, backward];
  return [mergeMode === 'concat' ? forward + backward : forward];
}

/** keras/src/layers/rnn/lstm.py: bias_initializer for i, ones for f, bias_initializer for g and o. */
function biasOf(
  { biasInitializer = zeros(), unitForgetBias = true }: CellInitializers,
  unitsOfLSTM: number | undefined,
): Initializer {
  const isPlain = unitsOfLSTM === undefined || !unitForgetBias;
  if (isPlain || typeof biasInitializer !== 'function') return biasInitializer;
  return (shape) => {
    const bias = biasInitializer(shape);
    return bias.fill(1, unitsOfLSTM, 2 * unitsOfLSTM);
  };
}
