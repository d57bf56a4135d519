// States are named for users and flat inside: leaves in the order h c, cell by cell, forward before backward.

import type { CellConfig, DirectionalConfig, LayerConfig } from './config.ts';
import { cellsOf } from './config.ts';
import { ShapeError } from './errors.ts';
import type { TensorLike } from './tensor.ts';
import { describe } from './describe.ts';

/** One [batch, units] of a layer's state. */
export interface StateLeaf {
  /** As a user writes it: `h`, `[1].c`, `forward.h`. */
  readonly path: string;
  readonly units: number;
}

export function stateNames(cell: CellConfig): readonly ('h' | 'c')[] {
  return cell.kind === 'lstm' ? ['h', 'c'] : ['h'];
}

/** Where a direction's cells are found in the state that its user sees. */
interface Place {
  readonly path: string;
  readonly cell: CellConfig;
}

function placesOf(config: DirectionalConfig, prefix: string): Place[] {
  if (config.kind !== 'stacked') return [{ path: prefix, cell: config }];
  return config.cells.map((cell, index) => ({ path: `${prefix}[${index}]`, cell }));
}

function allPlaces(config: LayerConfig): Place[] {
  if (config.kind !== 'bidirectional') return placesOf(config, '');
  return [...placesOf(config.layer, 'forward'), ...placesOf(config.backwardLayer, 'backward')];
}

export function stateLeaves(config: LayerConfig): readonly StateLeaf[] {
  return allPlaces(config).flatMap(({ path, cell }) =>
    stateNames(cell).map((name) => ({
      path: path === '' ? name : `${path}.${name}`,
      units: cell.units,
    })),
  );
}

/** Puts leaves under their names. */
export function nameState(config: LayerConfig, leaves: readonly unknown[]): unknown {
  const left = [...leaves];
  const nameDirection = (direction: DirectionalConfig): unknown => {
    const cells = cellsOf(direction).map((cell) =>
      Object.fromEntries(stateNames(cell).map((name) => [name, left.shift()])),
    );
    return direction.kind === 'stacked' ? cells : cells[0];
  };
  if (config.kind !== 'bidirectional') return nameDirection(config);
  return {
    forward: nameDirection(config.layer),
    backward: nameDirection(config.backwardLayer),
  };
}

/**
 * Takes the leaves out of a named state.
 *
 * @throws {ShapeError} when a name is missing or one too many is there
 */
export function flattenState(where: string, config: LayerConfig, state: unknown): TensorLike[] {
  if (config.kind !== 'bidirectional') return flattenDirection(where, config, state);
  const { forward, backward } = takeNames(where, state, ['forward', 'backward']);
  const { layer, backwardLayer } = config;
  return [
    ...flattenDirection(`${where}.forward`, layer, forward),
    ...flattenDirection(`${where}.backward`, backwardLayer, backward),
  ];
}

function flattenDirection(where: string, config: DirectionalConfig, state: unknown): TensorLike[] {
  const cells = cellsOf(config);
  if (config.kind !== 'stacked') return flattenCell(where, config, state);
  if (!Array.isArray(state) || state.length !== cells.length) {
    throw new ShapeError({
      where,
      expected: `must be a list of ${cells.length} states, one for each cell`,
      actual: describe(state),
    });
  }
  return cells.flatMap((cell, index) => flattenCell(`${where}[${index}]`, cell, state[index]));
}

function flattenCell(where: string, cell: CellConfig, state: unknown): TensorLike[] {
  const names = stateNames(cell);
  const found = takeNames(where, state, names);
  return names.map((name) => found[name] as TensorLike);
}

function takeNames(
  where: string,
  state: unknown,
  names: readonly string[],
): Record<string, unknown> {
  const keys = Object.keys((state as object | null | undefined) ?? {});
  if (keys.length === names.length && names.every((name) => keys.includes(name))) {
    return state as Record<string, unknown>;
  }
  const remedy = keys.includes('shape') ? 'give the tensor its name, { h: tensor }' : undefined;
  throw new ShapeError({
    where,
    expected: `must be { ${names.join(', ')} }`,
    actual: describe(state),
    ...(remedy === undefined ? {} : { remedy }),
  });
}
