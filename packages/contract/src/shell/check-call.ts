// What a call may be given: one function for each argument; each throws before anything is allocated.

import type { Backend, Mask, RunOptions } from '../backend.ts';
import { unsupported } from './check-supports.ts';
import { flagsOf, type LayerConfig } from '../config.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import { flattenState, type StateLeaf, stateLeaves } from '../state.ts';
import type { TensorLike } from '../tensor.ts';
import { checkHostTensor, describe, formatShape, isTensor, sizeOf } from '../tensor.ts';

/** [batch, timeSteps] of a call. */
export interface Extent {
  readonly batch: number;
  readonly timeSteps: number;
}

/** The arguments of a run, each as it must be. */
export interface CheckedRun {
  readonly extent: Extent;
  /** [batch, timeSteps], 0 or 1 */
  readonly mask: Uint8Array | null;
  /** Leaves, as in state.ts. */
  readonly initialState: readonly TensorLike[] | undefined;
}

/** Checks all that `layer.run` is given. */
export function checkRun(
  where: string,
  { name, supports }: Backend,
  { config, inputDim }: { readonly config: LayerConfig; readonly inputDim: number },
  x: TensorLike,
  options: RunOptions,
): CheckedRun {
  checkOptions(where, options, ['initialState', 'mask']);
  const extent = checkInput(`${where}: x`, x, inputDim);
  if (options.mask !== undefined && !supports.masking) {
    throw unsupported(`${name}: ${where}`, { what: 'mask', claim: 'masking: false' });
  }
  const mask =
    options.mask === undefined ? null : checkMask(`${where}: mask`, options.mask, extent);
  const initialState =
    options.initialState === undefined
      ? undefined
      : checkState(`${where}: initialState`, config, options.initialState, extent.batch);
  return { extent, mask, initialState };
}

/** Checks the batch of a run against that of the state which a stateful layer has stored, if it has. */
export function checkStoredBatch(where: string, stored: number | undefined, batch: number): void {
  if (stored === undefined || stored === batch) return;
  throw new ShapeError({
    where: `${where}: x`,
    expected: `batch must be ${stored}, that of the stored state`,
    actual: String(batch),
    remedy: 'resetState() before another batch size',
  });
}

/**
 * Checks what `layer.resetState` is given.
 *
 * @returns the leaves to store with their batch; undefined for zeros
 */
export function checkReset(
  where: string,
  config: LayerConfig,
  state: unknown,
): { batch: number; leaves: readonly TensorLike[] } | undefined {
  if (!flagsOf(config).stateful) {
    throw new ConfigError({
      where,
      expected: 'only a stateful layer keeps a state',
      remedy: 'set stateful: true, or pass initialState to run()',
    });
  }
  if (state === undefined) return undefined;
  const first = flattenState(`${where}: state`, config, state)[0];
  const batch = first?.shape?.[0] ?? 0;
  return { batch, leaves: checkState(`${where}: state`, config, state, batch) };
}

function checkState(
  where: string,
  config: LayerConfig,
  state: unknown,
  batch: number,
): readonly TensorLike[] {
  const values = flattenState(where, config, state);
  for (const [index, leaf] of stateLeaves(config).entries()) {
    checkStateLeaf(where, leaf, values[index] as TensorLike, batch);
  }
  return values;
}

/** Checks x [batch, timeSteps, inputDim]. */
function checkInput(where: string, x: TensorLike, inputDim: number): Extent {
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
function checkMask(where: string, mask: Mask, { batch, timeSteps }: Extent): Uint8Array {
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
