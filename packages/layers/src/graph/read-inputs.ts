// What predict() is given, as a tensor for each input of the model.

import {
  ConfigError,
  type NestedNumbers,
  type NumberArray,
  ShapeError,
  type Tensor,
  type TensorLike,
} from '@gatefold/contract';
import { describe, readTensor } from '@gatefold/contract/author';
import { fits, formatOpenShape, productOf } from './shapes.ts';
import type { OpenShape } from '../layers/layer-class.ts';
import type { ModelInput } from './plan.ts';

/** Numbers with a shape, of any type but BigInt. */
export interface ShapedNumbers {
  readonly shape: readonly number[];
  readonly data: NumberArray | readonly number[];
}

/** One input: nested arrays, a typed array of a shape that the model knows, `{ shape, data }`, a tensor of the backend. */
export type InputData = NestedNumbers | ShapedNumbers | Tensor;

/** What a model is given: its input, a list in the order of its inputs, or its inputs by name. */
export type ModelData = InputData | readonly InputData[] | Readonly<Record<string, InputData>>;

/** An input with the shapes that it may have; undefined for any. A typed array of no shape is of the first. */
export interface WantedInput {
  readonly name: string;
  readonly shapes: readonly OpenShape[] | undefined;
}

/** The inputs of a model as it declares them. */
export function declaredInputs(inputs: readonly ModelInput[]): readonly WantedInput[] {
  return inputs.map(({ name, shape }) => ({
    name,
    shapes: shape === undefined ? undefined : [shape],
  }));
}

/**
 * Reads the inputs of a call.
 *
 * @throws {ConfigError} for too few or too many, and for names that no input has
 * @throws {ShapeError}  for an input of another shape than the model declares, by its name
 */
export function readInputs(
  where: string,
  inputs: readonly WantedInput[],
  data: ModelData,
): readonly TensorLike[] {
  const given = inputsOf(where, inputs, data);
  const tensors = inputs.map((input, index) => readInput(where, input, given[index]));
  for (const [index, { shape }] of tensors.entries()) {
    if (shape[0] === tensors[0].shape[0]) continue;
    throw new ShapeError({
      where: `${where}: ${inputs[index].name}`,
      expected: `must have the batch of ${inputs[0].name}, ${tensors[0].shape[0]}`,
      actual: `${shape[0]}`,
    });
  }
  return tensors;
}

function inputsOf(
  where: string,
  inputs: readonly WantedInput[],
  data: ModelData,
): readonly InputData[] {
  const names = inputs.map(({ name }) => name);
  if (isRecord(data)) {
    const unknown = Object.keys(data).find((name) => !names.includes(name));
    const missing = names.find((name) => !Object.hasOwn(data, name));
    if (unknown === undefined && missing === undefined) return names.map((name) => data[name]);
    throw new ConfigError({
      where: `${where}: ${unknown ?? missing}`,
      expected: unknown === undefined ? 'is missing' : 'is not an input of this model',
      remedy: `its inputs: ${names.join(', ')}`,
    });
  }
  if (inputs.length === 1) return [data as InputData];
  if (Array.isArray(data) && data.length === inputs.length) return data as readonly InputData[];
  throw new ConfigError({
    where,
    expected: `must be a list of ${inputs.length} inputs: ${names.join(', ')}`,
    actual: Array.isArray(data) ? `a list of ${data.length}` : describe(data),
    remedy: `{ ${names.join(', ')} } names them`,
  });
}

function readInput(where: string, { name, shapes }: WantedInput, data: InputData): TensorLike {
  const at = `${where}: ${name}`;
  const read = toTensor(at, shapes?.[0], data);
  if (shapes === undefined || shapes.some((shape) => fits(shape, read.shape))) return read;
  throw new ShapeError({
    where: at,
    expected: `must be ${shapes.map(formatOpenShape).join(' or ')}`,
    actual: formatOpenShape(read.shape),
    remedy:
      read.shape.length === shapes[0].length - 1
        ? 'the batch is the first axis'
        : 'look at model.summary()',
  });
}

function toTensor(where: string, shape: OpenShape | undefined, data: InputData): TensorLike {
  if (isShaped(data)) {
    return typeof data.data === 'function'
      ? (data as Tensor)
      : readTensor(where, data.data, data.shape);
  }
  if (!ArrayBuffer.isView(data)) return readTensor(where, data);
  if (shape !== undefined) {
    const [batch, ...sizes] = shape;
    const row = productOf(sizes);
    const rows = row === null || row === 0 ? (batch ?? NaN) : data.length / row;
    if (row !== null && Number.isInteger(rows))
      return readTensor(where, data, [rows, ...(sizes as number[])]);
  }
  throw new ShapeError({
    where,
    expected: `must have a shape that the model tells${shape === undefined ? '' : `, and ${formatOpenShape(shape)} does not`}`,
    actual: describe(data),
    remedy: 'give { shape, data }',
  });
}

function isShaped(data: unknown): data is ShapedNumbers | Tensor {
  return typeof data === 'object' && data !== null && 'shape' in data && 'data' in data;
}

function isRecord(data: unknown): data is Readonly<Record<string, InputData>> {
  return (
    typeof data === 'object' &&
    data !== null &&
    !Array.isArray(data) &&
    !ArrayBuffer.isView(data) &&
    !isShaped(data) &&
    // A Map, a Promise and their like have none.
    Object.keys(data).length > 0
  );
}
