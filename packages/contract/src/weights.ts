// Weights: Keras's names, shapes and layout, and the checks that a transposed or foreign one meets.

import type {
  BidirectionalConfig,
  CellConfig,
  DirectionalConfig,
  LayerConfig,
  MergeMode,
  StackedConfig,
} from './config.ts';
import { cellsOf } from './config.ts';
import { ConfigError, ShapeError } from './errors.ts';
import { gateCounts } from './gate-order.ts';
import type { HostTensor, Shape } from './tensor.ts';
import { describe, formatShape } from './describe.ts';
import { checkHostTensor } from './tensor.ts';

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

/** The shapes that a cell's weights must have, with the letters that messages print. */
export function weightShapes(
  cell: CellConfig,
  inputDim: number,
): Record<keyof CellWeights, { letters: string; shape: Shape }> {
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

/** Checks the weights of a directional layer, cell by cell; a stack's next cell reads the units of the one before. */
export function checkWeights(
  where: string,
  config: DirectionalConfig,
  weights: unknown,
): readonly CheckedCell[] {
  if (config.kind !== 'stacked') return [checkCell(where, config, weights)];
  const cells = cellsOf(config);
  if (!Array.isArray(weights) || weights.length !== cells.length) {
    throw new ShapeError({
      where: `${where} weights`,
      expected: `must be a list of ${cells.length}, one for each cell`,
      actual: describe(weights),
    });
  }
  const checked: CheckedCell[] = [];
  for (const [index, cell] of cells.entries()) {
    const before = checked.at(-1)?.cell.units;
    checked.push(checkCell(`${where}.cells[${index}]`, cell, weights[index], before));
  }
  return checked;
}

function checkCell(
  where: string,
  cell: CellConfig,
  weights: unknown,
  expectedInput?: number,
): CheckedCell {
  if (typeof weights !== 'object' || weights === null || Array.isArray(weights)) {
    throw new ShapeError({
      where: `${where} weights`,
      expected: `must be { kernel, recurrentKernel${cell.useBias ? ', bias' : ''} }`,
      actual: describe(weights),
    });
  }
  const given = weights as CellWeights;
  checkNames(where, given, cell);
  checkHostTensor(`${where}.kernel`, given.kernel);
  const inputDim = expectedInput ?? given.kernel.shape[0] ?? 0;
  const shapes = weightShapes(cell, inputDim);
  const inputDimIsOpen = expectedInput === undefined;
  checkShape(where, 'kernel', given.kernel, shapes, cell, inputDimIsOpen);
  if (inputDim === 0) {
    throw new ShapeError({
      where: `${where}.kernel`,
      expected: 'inputDim must be at least 1',
      actual: formatShape(given.kernel.shape),
    });
  }
  checkHostTensor(`${where}.recurrentKernel`, given.recurrentKernel);
  checkShape(where, 'recurrentKernel', given.recurrentKernel, shapes, cell);
  let bias = new Float32Array(shapes.bias.shape.reduce((a, b) => a * b, 1));
  if (cell.useBias) {
    checkHostTensor(`${where}.bias`, given.bias);
    checkShape(where, 'bias', given.bias, shapes, cell);
    bias = given.bias.data.slice();
  }
  return {
    cell,
    inputDim,
    weights: {
      kernel: given.kernel.data.slice(),
      recurrentKernel: given.recurrentKernel.data.slice(),
      bias,
    },
  };
}

function checkNames(where: string, given: CellWeights, cell: CellConfig): void {
  const known = ['kernel', 'recurrentKernel', 'bias'];
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    throw new ConfigError({
      where: `${where}.${key}`,
      expected: 'is not a weight',
      remedy: /^(weight|bias)_(ih|hh)/.test(key)
        ? 'PyTorch keeps weights transposed, with two biases and, for a GRU, in the order r z n'
        : `known: ${known.join(', ')}`,
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

function checkShape(
  where: string,
  name: keyof CellWeights,
  given: HostTensor,
  shapes: ReturnType<typeof weightShapes>,
  cell: CellConfig,
  inputDimIsOpen = false,
): void {
  const { letters, shape } = shapes[name];
  if (given.shape.length === shape.length && shape.every((size, k) => size === given.shape[k])) {
    return;
  }
  const required = `${letters} = ${inputDimIsOpen ? `[inputDim, ${shape[1]}]` : formatShape(shape)}`;
  const remedy = shapeAdvice(name, given.shape, shape, cell);
  throw new ShapeError({
    where: `${where}.${name}`,
    expected: `must be ${required}`,
    actual: formatShape(given.shape),
    ...(remedy === undefined ? {} : { remedy }),
  });
}

function shapeAdvice(
  name: keyof CellWeights,
  given: Shape,
  required: Shape,
  cell: CellConfig,
): string | undefined {
  const columns = required.at(-1) as number;
  if (name !== 'bias') {
    return given.length === 2 && given[0] === columns
      ? 'it looks transposed: PyTorch and ONNX keep the gates on the first axis'
      : undefined;
  }
  const size = given.reduce((a, b) => a * b, 1);
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
