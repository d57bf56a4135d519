// States: the names that cells have for them, and their order in a flat list, h before c.

import { normalizeConfig } from './builders.ts';
import type { CellConfig, LayerConfig } from './config.ts';
import { nestLeaves, pathTo, placesOf } from './leaves.ts';
import { formError, type NestKind, readList, unnestCells } from './shell/check-nest.ts';
import type { StateOf } from './result.ts';
import type { TensorLike } from './tensor.ts';

/** One [batch, units] of a layer's state. */
export interface StateLeaf {
  /** As a user writes it: `h`, `[1].c`, `forward.h`. */
  readonly path: string;
  readonly units: number;
}

export function stateNames(cell: CellConfig): readonly ('h' | 'c')[] {
  return cell.kind === 'lstm' ? ['h', 'c'] : ['h'];
}

const states: NestKind = {
  title: '',
  namesOf: stateNames,
  nester: 'nameState(config, list)',
  advice: 'give all the states of the layer under their names, or none to begin with zeros',
};

/** The leaves of a layer's state, in order. */
export function stateLeaves(config: LayerConfig): readonly StateLeaf[] {
  return placesOf(config).flatMap(({ path, cell }) =>
    stateNames(cell).map((name) => ({ path: pathTo(path, name), units: cell.units })),
  );
}

/** Nests as many leaves as a complete config has. */
export function nestState<C extends LayerConfig, T>(
  config: C,
  leaves: readonly T[],
): StateOf<C, T> {
  return nestLeaves(config, stateNames, leaves) as StateOf<C, T>;
}

/**
 * Puts a flat list of states, in Keras's order, under the names that `initialState` has for them.
 *
 * @param list  [batch, units] each: h, then c for an LSTM; cell by cell, forward before backward
 * @throws      {ShapeError}   when the list is not as long as the layer has states
 * @throws      {ConfigError}  when the config is none
 * @see         clause S14
 * @example
 *   import { lstm, nameState, tensor } from '@gatefold/contract';
 *   const [h, c] = [tensor([[0.1]]), tensor([[0.2]])];
 *   nameState(lstm({ units: 1 }), [h, c]).c.data[0]; // => 0.20000000298023224
 */
export function nameState<const C extends LayerConfig, T>(
  config: C,
  list: readonly T[],
): StateOf<C, T> {
  const complete = normalizeConfig('nameState: config', config);
  const paths = stateLeaves(complete).map(({ path }) => path);
  return nestState(
    complete as C,
    readList(
      'nameState',
      list,
      paths,
      () => 'list what Keras returns after the output, and no more',
    ) as T[],
  );
}

/**
 * Takes the leaves out of a named state.
 *
 * @throws {ShapeError} when a name is missing or one too many is there
 */
export function flattenState(where: string, config: LayerConfig, state: unknown): TensorLike[] {
  return unnestCells(where, config, states, state).flatMap(({ where: at, cell, given }) => {
    const names = stateNames(cell);
    const keys = Object.keys(Object(given) as object);
    if (keys.length !== names.length || !names.every((name) => keys.includes(name))) {
      throw formError(at, cell, states, given);
    }
    return names.map((name) => (given as Record<string, TensorLike>)[name] as TensorLike);
  });
}
