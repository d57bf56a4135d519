// The form of a nest that a user gave, checked: what is for each cell is found, and who nested otherwise is told how.

import type { CellConfig, LayerConfig } from '../config.ts';
import { ShapeError } from '../errors.ts';
import {
  isLeaf,
  isObject,
  partsOf,
  pathTo,
  type Place,
  placesOf,
  readNest,
  type Step,
} from '../leaves.ts';
import { describe } from '../describe.ts';

/** What a nest holds, as checks and messages need to know it. */
export interface NestKind {
  /** What comes after the layer's name in a message about the nest as a whole. */
  readonly title: string;
  /** The names that a cell has for its leaves, in order. */
  readonly namesOf: (cell: CellConfig) => readonly string[];
  /** The call that nests a flat list. */
  readonly nester: string;
  /** What to do where what was given does not show what was meant. */
  readonly advice: string;
}

/** What was found in a nest for one cell; not looked at yet. */
export interface CellPart extends Place {
  /** The path in messages: `lstm.run: initialState.forward[0]`. */
  readonly where: string;
  readonly given: unknown;
}

/**
 * Takes a nest apart into what it holds for each cell.
 *
 * @throws {ShapeError} when it has not the layer's directions, or not as many entries as cells
 */
export function unnestCells(
  where: string,
  config: LayerConfig,
  kind: NestKind,
  nest: unknown,
): readonly CellPart[] {
  const found: [where: string, given: unknown][] = [];
  const visit = (at: string, part: LayerConfig | CellConfig, given: unknown): void => {
    const parts = partsOf(part);
    if (parts.length === 0) found.push([at, given]);
    else if (!isNestOf(part, given)) throw formError(at, part, kind, given);
    for (const [step, inner] of parts) {
      visit(pathTo(at, step), inner, (given as Record<Step, unknown>)[step]);
    }
  };
  visit(where, config, readNest(where + kind.title, nest));
  return placesOf(config).map((place, index) => {
    const [at, given] = found[index] as (typeof found)[number];
    return { ...place, where: at, given };
  });
}

function isNestOf(part: LayerConfig | CellConfig, given: unknown): boolean {
  if (part.kind === 'stacked') return Array.isArray(given) && given.length === part.cells.length;
  const keys = Object.keys(Object(given) as object);
  return keys.length === 2 && keys.includes('forward') && keys.includes('backward');
}

/** Says what form a nest must have, and how to come to it from what was given. */
export function formError(
  where: string,
  part: LayerConfig | CellConfig,
  kind: NestKind,
  given: unknown,
): ShapeError {
  return new ShapeError({
    where: where + kind.title,
    expected:
      part.kind === 'stacked'
        ? `must be a list of ${part.cells.length}, one for each cell`
        : `must be ${formOf(part, kind)}`,
    actual: describe(given),
    remedy: formAdvice(part, kind, given) ?? kind.advice,
  });
}

/** `{ h, c }`, `[{ h }, …]`, `{ forward, backward }` */
function formOf(part: LayerConfig | CellConfig, kind: NestKind): string {
  if (part.kind === 'bidirectional') return '{ forward, backward }';
  if (part.kind === 'stacked') return `[${formOf(part.cells[0] as CellConfig, kind)}, …]`;
  return `{ ${kind.namesOf(part).join(', ')} }`;
}

function formAdvice(
  part: LayerConfig | CellConfig,
  kind: NestKind,
  given: unknown,
): string | undefined {
  const isCell = partsOf(part).length === 0;
  if (Array.isArray(given)) {
    const isOfLeaves = !given.some((item) => isObject(item) && !isLeaf(item));
    if (isOfLeaves) return `${kind.nester} nests a flat list, in Keras's order`;
    if (part.kind === 'bidirectional') return 'name the two, { forward, backward }';
    return isCell ? `a list belongs to stacked cells; give ${formOf(part, kind)} alone` : undefined;
  }
  if (!isObject(given)) return undefined;
  if (isLeaf(given) && isCell) {
    const names = kind.namesOf(part as CellConfig).map((name) => `${name}: tensor`);
    return `give each tensor its name, { ${names.join(', ')} }`;
  }
  if (hasDirections(given)) {
    return part.kind === 'bidirectional'
      ? undefined
      : '{ forward, backward } belongs to a bidirectional layer';
  }
  if (part.kind === 'bidirectional') {
    const inner = formOf(part.layer, kind);
    return `give each direction its own, { forward: ${inner}, backward: ${formOf(part.backwardLayer, kind)} }`;
  }
  return part.kind === 'stacked' ? `give each cell its own, ${formOf(part, kind)}` : undefined;
}

/** Whether something may be what belongs to one cell: names, and not those of directions or of a tensor. */
export function isOfCell(given: unknown): given is object {
  return isObject(given) && !Array.isArray(given) && !isLeaf(given) && !hasDirections(given);
}

function hasDirections(given: object): boolean {
  return 'forward' in given || 'backward' in given;
}

/**
 * Reads a flat list of leaves that a user gave.
 *
 * @throws {ShapeError} when it is not as long as the list of paths
 */
export function readList(
  where: string,
  list: unknown,
  paths: readonly string[],
  advice: (length: number | undefined) => string,
): readonly unknown[] {
  const read = readNest(where, list);
  if (Array.isArray(read) && read.length === paths.length) return read;
  const shown = paths.length > 6 ? [...paths.slice(0, 6), '…'] : paths;
  const length = Array.isArray(read) ? read.length : undefined;
  throw new ShapeError({
    where,
    expected: `must be a list of ${paths.length}: ${shown.join(', ')}`,
    actual: length === undefined ? describe(read) : `a list of ${length}`,
    remedy: advice(length),
  });
}
