// How states and weights are nested, and the paths of what lies in the nests: here alone. A leaf is one tensor; names
// stand after dots and the cells of a stack in brackets, `h`, `[1].c`, `forward[0].kernel`. The order is Keras's: forward
// before backward, first cell first.

import type { CellConfig, LayerConfig } from './config.ts';
import { describe } from './describe.ts';
import { ShapeError } from './errors.ts';
import { guardReads } from './guard-reads.ts';
import type { TensorLike } from './tensor.ts';

/** A cell of a layer, and where what belongs to it is found. */
export interface Place {
  /** `''` for a layer of one cell, else `[1]`, `forward`, `backward[0]`. */
  readonly path: string;
  readonly cell: CellConfig;
  /** The cell before it in a stack, whose output it reads; a first cell reads x. */
  readonly before?: CellConfig | undefined;
}

export type Step = 'forward' | 'backward' | number;

/** A level of a nest: the directions, the cells, or nothing inside a cell. */
export function partsOf(
  config: LayerConfig | CellConfig,
): readonly (readonly [Step, LayerConfig | CellConfig])[] {
  switch (config.kind) {
    case 'bidirectional':
      return [
        ['forward', config.layer],
        ['backward', config.backwardLayer],
      ];
    case 'stacked':
      return config.cells.map((cell, index) => [index, cell]);
    case 'simpleRNN':
    case 'lstm':
    case 'gru':
      return [];
  }
}

/** Joins what stands outside to what stands inside: `forward` and 0 and `h` are `forward[0].h`. */
export function pathTo(outer: string, inner: string | number): string {
  if (typeof inner === 'number') return `${outer}[${inner}]`;
  if (outer === '' || inner === '') return outer + inner;
  return inner.startsWith('[') ? outer + inner : `${outer}.${inner}`;
}

/** The cells of a layer, each with its place. */
export function placesOf(config: LayerConfig): readonly Place[] {
  return placesFrom(config, '');
}

function placesFrom(config: LayerConfig | CellConfig, path: string): Place[] {
  const parts = partsOf(config);
  if (parts.length === 0) return [{ path, cell: config as CellConfig }];
  const places = parts.flatMap(([step, part]) => placesFrom(part, pathTo(path, step)));
  if (config.kind !== 'stacked') return places;
  return places.map((place, index) => ({ ...place, before: config.cells[index - 1] }));
}

/** Nests what belongs to each cell, given in the order of {@link placesOf}. */
export function nestCells(config: LayerConfig, ofCells: readonly unknown[]): unknown {
  let next = 0;
  const nest = (part: LayerConfig | CellConfig): unknown => {
    const entries = partsOf(part).map(([step, inner]) => [step, nest(inner)] as const);
    if (entries.length === 0) return ofCells[next++];
    return part.kind === 'stacked'
      ? entries.map(([, inner]) => inner)
      : Object.fromEntries(entries);
  };
  return nest(config);
}

/** Nests leaves, given in order: each cell's under the names that it has for them. */
export function nestLeaves(
  config: LayerConfig,
  namesOf: (cell: CellConfig) => readonly string[],
  leaves: readonly unknown[],
): unknown {
  let next = 0;
  const ofCells = placesOf(config).map(({ cell }) =>
    Object.fromEntries(namesOf(cell).map((name) => [name, leaves[next++]])),
  );
  return nestCells(config, ofCells);
}

/** What has `data` or `shape` is a leaf: a tensor of ours, a host tensor, a guest. */
export function isLeaf(value: object): boolean {
  return 'data' in value || 'shape' in value;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const order = [
  'output',
  'state',
  'forward',
  'backward',
  'h',
  'c',
  'kernel',
  'recurrentKernel',
  'bias',
];

/** What a nest holds one level down, in Keras's order, whatever the order of its keys; nothing for a leaf. */
export function stepsIn(nest: unknown): readonly (readonly [string | number, unknown])[] {
  if (!isObject(nest) || isLeaf(nest)) return [];
  if (Array.isArray(nest)) return [...nest.entries()];
  const known = order.filter((name) => Object.hasOwn(nest, name));
  const others = Object.keys(nest).filter((name) => !order.includes(name));
  return [...known, ...others].map((name) => [name, (nest as Record<string, unknown>)[name]]);
}

/** The leaves of any nest, each under its path, in Keras's order. */
export function leavesIn(
  nest: unknown,
  path = '',
): readonly (readonly [path: string, leaf: TensorLike])[] {
  if (isObject(nest) && isLeaf(nest)) return [[path, nest as TensorLike]];
  return stepsIn(nest).flatMap(([step, inner]) => leavesIn(inner, pathTo(path, step)));
}

/** Output and state, directions, cells and names: what has more levels is no nest of ours, and may hold itself. */
const deepest = 4;

/**
 * Any nest with other leaves in the places of its own; what is neither leaf nor nest stays.
 *
 * @throws {ShapeError} for what has more levels than a result of a Bidirectional of stacks
 */
export function mapLeaves(
  nest: unknown,
  change: (leaf: object, path: string) => unknown,
  path = '',
  levels: number = deepest,
): unknown {
  if (!isObject(nest)) return nest;
  if (isLeaf(nest)) return change(nest, path);
  if (levels === 0) {
    throw new ShapeError({
      where: path,
      expected: 'must be a tensor: directions, cells and names are the levels of a nest',
      actual: describe(nest),
      remedy: 'nest as the config does',
    });
  }
  const inside = (inner: unknown, step: string | number): unknown =>
    mapLeaves(inner, change, pathTo(path, step), levels - 1);
  if (Array.isArray(nest)) return nest.map(inside);
  return Object.fromEntries(
    Object.entries(nest).map(([name, inner]) => [name, inside(inner, name)]),
  );
}

/**
 * Reads a nest that a user gave, once: what comes after sees plain objects.
 *
 * @param names  that are read though they be getters of a class; those that are there count alone
 * @throws {ConfigError} for what cannot be read: a getter or a proxy that throws
 */
export function readNest(where: string, nest: unknown, names: readonly string[] = []): unknown {
  return guardReads(where, () => {
    const fields = Object(nest) as Record<string, unknown>;
    const found = names.filter((name) => fields[name] !== undefined);
    const read =
      found.length === 0 ? nest : Object.fromEntries(found.map((name) => [name, fields[name]]));
    return mapLeaves(read, (leaf) => leaf, where);
  });
}
