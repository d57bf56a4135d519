// The order in which tf.layers lists states, and the names that Gatefold has for them. Its order of weights is Keras's.

import { type HostTensor, type LayerConfig, nameState } from '@gatefold/contract';
import { leavesIn } from '@gatefold/contract/author';
import type { EngineState } from '@gatefold/contract/engine';

/**
 * h then c, forward before backward, but last cell first: tf.layers documents that order for stacked cells, which is
 * Keras's own before 2.2.3 (clause K3 records it). The order of a flat list is no number, so it is undone here.
 */
export function listState(state: EngineState): readonly HostTensor[] {
  return leavesIn(turned(state)).map(([, leaf]) => leaf as HostTensor);
}

/** Puts what tf.layers lists under its names. */
export function nameStates(config: LayerConfig, list: readonly HostTensor[]): EngineState {
  return turned(nameState(turnedConfig(config), list)) as EngineState;
}

/** The cells of each stack last to first. */
function turned(state: unknown): unknown {
  if (Array.isArray(state)) return state.toReversed();
  const { forward, backward } = state as Record<string, unknown>;
  return forward === undefined ? state : { forward: turned(forward), backward: turned(backward) };
}

function turnedConfig<C extends LayerConfig>(config: C): C {
  if (config.kind === 'stacked') return { ...config, cells: config.cells.toReversed() };
  if (config.kind !== 'bidirectional') return config;
  const { layer, backwardLayer } = config;
  return { ...config, layer: turnedConfig(layer), backwardLayer: turnedConfig(backwardLayer) };
}
