// Keras's lists of weights and states, as tf.layers takes and gives them, and the names that Gatefold has for both.

import {
  type CellWeights,
  type DirectionalConfig,
  type HostTensor,
  type LayerConfig,
  type WeightsOf,
} from '@gatefold/contract';
import { cellsOf } from '@gatefold/contract/author';
import { type EngineState } from '@gatefold/contract/engine';

/** Kernel, recurrent kernel, bias where there is one; cell by cell, forward before backward. */
export function listWeights(
  config: LayerConfig,
  weights: WeightsOf<LayerConfig>,
): readonly HostTensor[] {
  if (config.kind !== 'bidirectional') return listDirection(weights);
  const { forward, backward } = weights as Record<'forward' | 'backward', unknown>;
  return [...listDirection(forward), ...listDirection(backward)];
}

function listDirection(weights: unknown): readonly HostTensor[] {
  return [weights as CellWeights]
    .flat()
    .flatMap(({ kernel, recurrentKernel, bias }) =>
      bias === undefined ? [kernel, recurrentKernel] : [kernel, recurrentKernel, bias],
    );
}

/** A cell's state, of whatever stands for one [batch, units]. */
interface CellState<T> {
  readonly h: T;
  readonly c?: T;
}

/**
 * h then c, forward before backward, but last cell first: tf.layers documents that order for stacked cells, which is
 * Keras's own before 2.2.3 (clause K3 records it). The order of a flat list is no number, so it is undone here.
 */
export function listState(config: LayerConfig, state: EngineState): readonly HostTensor[] {
  if (config.kind !== 'bidirectional') return listCells(state);
  const { forward, backward } = state as Record<'forward' | 'backward', unknown>;
  return [...listCells(forward), ...listCells(backward)];
}

function listCells(state: unknown): readonly HostTensor[] {
  return [state as CellState<HostTensor>]
    .flat()
    .toReversed()
    .flatMap(({ h, c }) => (c === undefined ? [h] : [h, c]));
}

/** Puts what tf.layers lists under its names. */
export function nameStates(config: LayerConfig, list: readonly HostTensor[]): EngineState {
  const left = [...list];
  const take = (direction: DirectionalConfig): unknown => {
    const cells = cellsOf(direction)
      .toReversed()
      .map(({ kind }) =>
        kind === 'lstm' ? { h: left.shift(), c: left.shift() } : { h: left.shift() },
      )
      .toReversed();
    return direction.kind === 'stacked' ? cells : cells[0];
  };
  const state =
    config.kind === 'bidirectional'
      ? { forward: take(config.layer), backward: take(config.backwardLayer) }
      : take(config);
  return state as EngineState;
}
