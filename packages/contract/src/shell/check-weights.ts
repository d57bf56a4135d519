// Checks weights: transposed ones, those of another cell, and those in the wrong place are refused. Copies nothing. Clauses V8, W1 to W5, E4 to E6.

import type { CellConfig, CellKind, LayerConfig } from '../config.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import { gateCounts } from '../gate-order.ts';
import { type CellPart, formError, isOfCell, type NestKind, unnestCells } from './check-nest.ts';
import type { HostTensor, Shape } from '../tensor.ts';
import { formatShape } from '../describe.ts';
import { guardReads } from '../guard-reads.ts';
import { readHostTensor, sizeOf } from '../tensor.ts';
import { type CellWeights, weightNames, cellShapes } from '../weights.ts';

const weightNest: NestKind = {
  title: ' weights',
  namesOf: weightNames,
  nester: 'weightsInOrder(config, list)',
  advice: 'give the weights of the layer that the config describes',
};

/** A cell with the weights that were given for it, which fit it. */
export interface FittingCell {
  readonly cell: CellConfig;
  readonly inputDim: number;
  readonly given: CellWeights;
}

/** Checks all the weights of a layer, cell by cell; the first kernel says what inputDim is. */
export function checkWeights(
  where: string,
  config: LayerConfig,
  weights: unknown,
): readonly FittingCell[] {
  const parts = unnestCells(where, config, weightNest, weights);
  let inputDim: number | undefined;
  return parts.map((part) => {
    const fitting = checkCell(part, part.before?.units ?? inputDim);
    inputDim ??= fitting.inputDim;
    return fitting;
  });
}

function checkCell({ where, cell, before, given }: CellPart, expectedInput?: number): FittingCell {
  if (!isOfCell(given)) throw formError(where, cell, weightNest, given);
  // Read once: what is checked is what is used, whatever a getter gives next.
  const weights = guardReads(where, () => ({ ...(given as CellWeights) }));
  checkNames(where, cell, weights);
  const kernel = readHostTensor(`${where}.kernel`, weights.kernel);
  const inputDim = expectedInput ?? kernel.shape[0] ?? 0;
  const shapes = cellShapes(cell, inputDim);
  const read = { kernel } as Record<keyof CellWeights, HostTensor>;
  for (const name of weightNames(cell)) {
    const tensor = name === 'kernel' ? kernel : readHostTensor(`${where}.${name}`, weights[name]);
    read[name] = tensor;
    const { letters, shape } = shapes[name];
    if (isSame(tensor.shape, shape)) continue;
    const isOpen = name === 'kernel' && expectedInput === undefined;
    throw new ShapeError({
      where: `${where}.${name}`,
      expected: `must be ${letters} = ${isOpen ? `[inputDim, ${shape[1]}]` : formatShape(shape)}`,
      actual: formatShape(tensor.shape),
      remedy: shapeAdvice(name, tensor.shape, shape, { cell, before, isOpen }) ?? weightNest.advice,
    });
  }
  if (inputDim === 0) {
    throw new ShapeError({
      where: `${where}.kernel`,
      expected: 'inputDim must be at least 1',
      actual: formatShape(kernel.shape),
      remedy: 'give x, and the kernel, one feature or more',
    });
  }
  return { cell, inputDim, given: read };
}

function isSame(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

const known = ['kernel', 'recurrentKernel', 'bias'];

function checkNames(where: string, cell: CellConfig, given: CellWeights): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    throw new ConfigError({
      where: `${where}.${key}`,
      expected: 'is not a weight',
      remedy: nameAdvice(key),
    });
  }
  if (cell.useBias !== (given.bias !== undefined)) {
    throw new ConfigError({
      where: `${where}.bias`,
      expected: cell.useBias
        ? 'is required with useBias: true'
        : 'must be absent with useBias: false',
      remedy: cell.useBias ? 'give it, or set useBias: false' : 'drop it, or set useBias: true',
    });
  }
}

function nameAdvice(key: string): string {
  if (/^(weight|bias)_(ih|hh)/.test(key)) {
    return 'PyTorch keeps weights transposed, with two biases and, for a GRU, in the order r z n';
  }
  // A variable of Keras is called lstm/lstm_cell/recurrent_kernel:0 in full.
  const [own = ''] = (key.split('/').at(-1) as string).split(':');
  const camel = own.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return known.includes(camel) ? `did you mean ${camel}` : `known: ${known.join(', ')}`;
}

/** Of which cell, or of how many units, a kernel of another width is. */
function columnAdvice(columns: number, { kind, units }: CellConfig): string | undefined {
  const kinds = Object.keys(gateCounts) as CellKind[];
  const other = kinds.find((one) => gateCounts[one] * units === columns);
  if (other !== undefined) return `as wide is that of ${other}({ units: ${units} })`;
  const fitting = columns / gateCounts[kind];
  return Number.isInteger(fitting) && fitting > 0
    ? `as wide is that of ${kind}({ units: ${fitting} })`
    : undefined;
}

function shapeAdvice(
  name: keyof CellWeights,
  given: Shape,
  required: Shape,
  { cell, before, isOpen }: { cell: CellConfig; before: CellConfig | undefined; isOpen: boolean },
): string | undefined {
  const columns = required.at(-1) as number;
  if (name !== 'bias') {
    if (given.length !== 2) return undefined;
    if (given[0] === columns) {
      return 'it looks transposed: PyTorch and ONNX keep the gates on the first axis';
    }
    if (given[1] !== columns) return columnAdvice(given[1] as number, cell);
    if (name !== 'kernel' || isOpen) return undefined;
    return before === undefined
      ? 'both directions read the same x'
      : `it reads the ${before.units} units of the cell before`;
  }
  const size = sizeOf(given);
  if (cell.kind === 'gru' && cell.resetAfter) {
    if (size === columns)
      return 'one bias belongs to resetAfter: false; with resetAfter x·W and h·U have a row each';
    if (size === 2 * columns) return 'give the two biases as rows, [b for x·W, b for h·U]';
  } else if (size === 2 * columns) {
    return cell.kind === 'gru'
      ? 'two rows belong to resetAfter: true'
      : 'PyTorch, ONNX and cuDNN keep two biases: add them';
  }
  return undefined;
}
