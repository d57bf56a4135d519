// What a call may be given: one function for each argument; each throws before anything is allocated.

import type { Backend, Mask, RunOptions } from '../backend.ts';
import { unsupported } from './check-supports.ts';
import { flagsOf, type LayerConfig } from '../config.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import { pathTo } from '../leaves.ts';
import { flattenState, type StateLeaf, stateLeaves } from '../state.ts';
import type { Shape } from '../tensor.ts';
import { describe, formatShape, sizeOf } from '../tensor.ts';
import { readGuest } from './guest-numbers.ts';
import type { Ledger, Source } from './ledger.ts';

/** [batch, timeSteps] of a call. */
export interface Extent {
  readonly batch: number;
  readonly timeSteps: number;
}

/** The arguments of a run, each as it must be. */
export interface CheckedRun<B> {
  readonly extent: Extent;
  /** [batch, timeSteps, inputDim] */
  readonly x: Source<B>;
  /** [batch, timeSteps], 0 or 1 */
  readonly mask: Uint8Array | null;
  /** Leaves, as in state.ts. */
  readonly initialState: readonly Source<B>[] | null;
}

/** Checks all that `layer.run` is given. */
export function checkRun<B>(
  where: string,
  { name, supports }: Backend,
  ledger: Ledger<B>,
  { config, inputDim }: { readonly config: LayerConfig; readonly inputDim: number },
  given: unknown,
  options: RunOptions,
): CheckedRun<B> {
  checkOptions(where, options, ['initialState', 'mask']);
  const x = ledger.sourceOf(`${where}: x`, given);
  const extent = checkInput(`${where}: x`, x.shape, inputDim);
  if (options.mask !== undefined && !supports.masking) {
    throw unsupported(`${name}: ${where}`, { what: 'mask', claim: 'masking: false' });
  }
  const mask =
    options.mask === undefined
      ? null
      : checkMask(`${where}: mask`, ledger, options.mask, [extent.batch, extent.timeSteps]);
  const initialState =
    options.initialState === undefined
      ? null
      : checkState(`${where}: initialState`, ledger, config, options.initialState, extent.batch);
  return { extent, x, mask, initialState };
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
 * @returns the leaves to store with their batch; null for zeros
 */
export function checkReset<B>(
  where: string,
  ledger: Ledger<B>,
  config: LayerConfig,
  state: unknown,
): { batch: number; leaves: readonly Source<B>[] } | null {
  if (!flagsOf(config).stateful) {
    throw new ConfigError({
      where,
      expected: 'only a stateful layer keeps a state',
      remedy: 'set stateful: true, or pass initialState to run()',
    });
  }
  if (state === undefined) return null;
  const path = `${where}: state`;
  const [first] = flattenState(path, config, state);
  const batch = ledger.sourceOf(path, first).shape[0] ?? 0;
  return { batch, leaves: checkState(path, ledger, config, state, batch) };
}

/** Checks a state leaf by leaf: each [batch, units]. */
export function checkState<B>(
  where: string,
  ledger: Ledger<B>,
  config: LayerConfig,
  state: unknown,
  batch: number,
): readonly Source<B>[] {
  const values = flattenState(where, config, state);
  return stateLeaves(config).map((leaf, index) => {
    const path = pathTo(where, leaf.path);
    const source = ledger.sourceOf(path, values[index]);
    checkLeafShape(path, leaf, source.shape, batch);
    return source;
  });
}

/** Checks x [batch, timeSteps, inputDim]. */
function checkInput(where: string, shape: Shape, inputDim: number): Extent {
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

function checkLeafShape(where: string, { units }: StateLeaf, shape: Shape, batch: number): void {
  if (shape.length === 2 && shape[0] === batch && shape[1] === units) return;
  throw new ShapeError({
    where,
    expected: `must be [batch, units] = [${batch}, ${units}]`,
    actual: formatShape(shape),
    ...(shape.length === 1 ? { remedy: 'keep the batch axis when it is 1' } : {}),
  });
}

/** Checks a mask and reads it as bytes, 1 to keep a step: [batch, timeSteps], or [batch] for one step alone. */
export function checkMask<B>(
  where: string,
  ledger: Ledger<B>,
  given: unknown,
  rows: Shape,
): Uint8Array {
  const mask: unknown = readGuest(where, ledger, given) ?? given;
  const { shape, data } = (mask ?? {}) as Partial<Mask>;
  const fits =
    Array.isArray(shape) &&
    (shape.length === rows.length || (shape.length === rows.length + 1 && shape.at(-1) === 1)) &&
    rows.every((size, axis) => shape[axis] === size);
  if (!fits) {
    throw new ShapeError({
      where,
      expected: `must be { shape, data } with shape [${['batch', 'timeSteps'].slice(0, rows.length).join(', ')}] = ${formatShape(rows)}`,
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
