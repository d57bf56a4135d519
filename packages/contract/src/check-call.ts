// What a call may be given: one function for each argument; each throws before anything is allocated.

import type { Mask } from './backend.ts';
import { ConfigError, ShapeError } from './errors.ts';
import type { StateLeaf } from './state.ts';
import type { TensorLike } from './tensor.ts';
import { checkHostTensor, describe, formatShape, isTensor, sizeOf } from './tensor.ts';

/** [batch, timeSteps] of a call. */
export interface Extent {
  readonly batch: number;
  readonly timeSteps: number;
}

/** Checks x [batch, timeSteps, inputDim]. */
export function checkInput(where: string, x: TensorLike, inputDim: number): Extent {
  checkTensorLike(where, x);
  const { shape } = x as { shape: readonly number[] };
  const [batch, timeSteps, width] = shape;
  if (shape.length !== 3 || width !== inputDim) {
    throw new ShapeError({
      where,
      expected: `must be [batch, timeSteps, inputDim] = [batch, timeSteps, ${inputDim}]`,
      actual: formatShape(shape),
      ...(shape.length === 2 ? { remedy: 'keep the batch axis when it is 1' } : {}),
    });
  }
  return { batch: batch as number, timeSteps: timeSteps as number };
}

/** Refuses what is neither a host tensor nor a backend's. */
export function checkTensorLike(where: string, value: TensorLike): void {
  if (value !== null && typeof value === 'object' && isTensor(value)) return;
  checkHostTensor(where, value);
}

/** Checks one leaf of an initial state: [batch, units]. */
export function checkStateLeaf(
  where: string,
  { path, units }: StateLeaf,
  value: TensorLike,
  batch: number,
): void {
  const leaf = `${where}.${path}`.replace('.[', '[');
  checkTensorLike(leaf, value);
  const { shape } = value as { shape: readonly number[] };
  if (shape.length === 2 && shape[0] === batch && shape[1] === units) return;
  throw new ShapeError({
    where: leaf,
    expected: `must be [batch, units] = [${batch}, ${units}]`,
    actual: formatShape(shape),
    ...(shape.length === 1 ? { remedy: 'keep the batch axis when it is 1' } : {}),
  });
}

/** Checks a mask and reads it as bytes [batch, timeSteps]: 1 keeps a step. */
export function checkMask(where: string, mask: Mask, { batch, timeSteps }: Extent): Uint8Array {
  const { shape, data } = (mask ?? {}) as Partial<Mask>;
  const fits =
    Array.isArray(shape) &&
    (shape.length === 2 || (shape.length === 3 && shape[2] === 1)) &&
    shape[0] === batch &&
    shape[1] === timeSteps;
  if (!fits) {
    throw new ShapeError({
      where,
      expected: `must be { shape, data } with shape [batch, timeSteps] = [${batch}, ${timeSteps}]`,
      actual: Array.isArray(shape) ? formatShape(shape) : describe(mask),
    });
  }
  if (data?.length !== sizeOf(shape)) {
    throw new ShapeError({
      where,
      expected: `shape ${formatShape(shape)} holds ${sizeOf(shape)} entries`,
      actual: `data of ${data?.length}`,
    });
  }
  const bytes = new Uint8Array(data.length);
  for (let k = 0; k < bytes.length; k++) {
    const entry: unknown = data[k];
    if (typeof entry !== 'number' && typeof entry !== 'boolean') {
      throw new ConfigError({
        where: `${where}[${k}]`,
        expected: 'must be a number or a boolean',
        actual: describe(entry),
      });
    }
    // Keras casts to bool: 0.5 and NaN keep the step, only 0 skips it.
    bytes[k] = entry === 0 || entry === false ? 0 : 1;
  }
  return bytes;
}

/** Refuses an option that would be ignored. */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigError({
      where,
      expected: 'options must be an object',
      actual: describe(options),
    });
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw new ConfigError({
      where: `${where}: ${key}`,
      expected: 'is not an option',
      remedy: `known: ${known.join(', ')}`,
    });
  }
}
