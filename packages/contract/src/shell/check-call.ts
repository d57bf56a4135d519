// What a call may be given: one function for each argument; each throws before anything is allocated.
// Clauses M1, I3, E1 to E3, E11 to E15, E21, E29.

import type { Backend, RunOptions } from '../backend.ts';
import { checkOptions } from '../check-options.ts';
import { cellsOf, flagsOf, type LayerConfig } from '../config.ts';
import { describe, formatShape } from '../describe.ts';
import { ConfigError, DtypeError, ShapeError } from '../errors.ts';
import { guardReads } from '../guard-reads.ts';
import { pathTo } from '../leaves.ts';
import { flattenState, type StateLeaf, stateLeaves } from '../state.ts';
import { productOf, type Shape } from '../tensor.ts';
import { lossOf, typedArrayName } from '../typed-array.ts';
import { unsupported } from './check-supports.ts';
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
  const { mask, initialState } = checkOptions(`${where}: options`, options, [
    'initialState',
    'mask',
  ]);
  const x = ledger.sourceOf(`${where}: x`, given);
  const extent = checkInput(`${where}: x`, x.shape, config, inputDim);
  const { batch, timeSteps } = extent;
  if (mask !== undefined && !supports.masking) {
    throw unsupported(`${name}: ${where}`, { what: 'mask', claim: 'masking: false' });
  }
  return {
    extent,
    x,
    mask: mask === undefined ? null : checkMask(`${where}: mask`, ledger, mask, [batch, timeSteps]),
    initialState:
      initialState === undefined
        ? null
        : checkState(`${where}: initialState`, ledger, config, initialState, batch),
  };
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
  const leaves = checkState(`${where}: state`, ledger, config, state);
  return { batch: leaves[0]?.shape[0] as number, leaves };
}

/** Checks a state leaf by leaf: each [batch, units], of the batch of the first one where none is given. */
export function checkState<B>(
  where: string,
  ledger: Ledger<B>,
  config: LayerConfig,
  state: unknown,
  givenBatch?: number,
): readonly Source<B>[] {
  const values = guardReads(where, () => flattenState(where, config, state));
  let batch = givenBatch;
  return stateLeaves(config).map((leaf, index) => {
    const path = pathTo(where, leaf.path);
    const source = ledger.sourceOf(path, values[index]);
    checkLeafShape(path, leaf, source.shape, batch);
    batch ??= source.shape[0];
    return source;
  });
}

/**
 * How many numbers the longest array may hold: what typed arrays hold in V8 and in Safari. A shape with a 0 in it holds
 * none, and still has a batch or steps to make outputs and states for.
 */
const mostNumbers = 2 ** 32;

/** Checks x [batch, timeSteps, inputDim]. */
function checkInput(where: string, shape: Shape, config: LayerConfig, inputDim: number): Extent {
  const [batch = 0, timeSteps = 0, width] = shape;
  if (shape.length !== 3 || width !== inputDim) {
    throw new ShapeError({
      where,
      expected: `must be [batch, timeSteps, inputDim] = [batch, timeSteps, ${inputDim}]`,
      actual: formatShape(shape),
      remedy:
        shape.length === 2
          ? 'keep the batch axis when it is 1'
          : 'the first kernel says what inputDim is',
    });
  }
  if (Math.max(batch, 1) * Math.max(timeSteps, 1) * widestOf(config) > mostNumbers) {
    throw new ShapeError({
      where,
      expected: 'batch · timeSteps · units must be at most 2^32, what one array holds',
      actual: formatShape(shape),
      remedy: 'run it in smaller batches, or in chunks of its steps',
    });
  }
  return { batch, timeSteps };
}

function widestOf(config: LayerConfig): number {
  const directions =
    config.kind === 'bidirectional' ? [config.layer, config.backwardLayer] : [config];
  return Math.max(...directions.flatMap((one) => cellsOf(one).map(({ units }) => units)));
}

/**
 * Checks how many rows a stream is fed together; 1 when it is not said.
 *
 * @throws {ConfigError}
 */
export function checkStreamBatch(where: string, config: LayerConfig, batch: unknown): number {
  if (batch === undefined) return 1;
  const most = Math.floor(mostNumbers / widestOf(config));
  if (Number.isSafeInteger(batch) && (batch as number) >= 1 && (batch as number) <= most) {
    return batch as number;
  }
  throw new ConfigError({
    where: `${where}: batch`,
    expected: `must be a whole number from 1 to ${most}, whose states an array can hold`,
    actual: describe(batch),
    remedy: 'leave it out for 1',
  });
}

function checkLeafShape(where: string, { units }: StateLeaf, shape: Shape, batch?: number): void {
  if (shape.length === 2 && (batch === undefined || shape[0] === batch) && shape[1] === units) {
    return;
  }
  throw new ShapeError({
    where,
    expected: `must be [batch, units] = [${batch ?? 'batch'}, ${units}]`,
    actual: formatShape(shape),
    remedy: stateAdvice(shape, units),
  });
}

function stateAdvice(shape: Shape, units: number): string {
  if (shape.length === 1) return 'keep the batch axis when it is 1';
  return shape[1] === units ? 'every row has a state of its own' : `the cell has ${units} units`;
}

/** Checks a mask and reads it as bytes, 1 to keep a step: [batch, timeSteps], or [batch] for one step alone. */
export function checkMask<B>(
  where: string,
  ledger: Ledger<B>,
  given: unknown,
  rows: Shape,
): Uint8Array {
  return guardReads(where, () => {
    const mask: unknown = readGuest(where, ledger, given) ?? given;
    const { shape, data } = (mask ?? {}) as Record<string, unknown>;
    if (typeof data === 'function') {
      throw new DtypeError({
        where,
        expected: 'must be { shape, data } with data in an array',
        actual: 'a tensor of a backend',
        remedy: 'read it first: { shape: mask.shape, data: await mask.data() }',
      });
    }
    if (!isMaskShape(shape, rows)) {
      throw new ShapeError({
        where,
        expected: `must be { shape, data } with shape [${['batch', 'timeSteps'].slice(0, rows.length).join(', ')}] = ${formatShape(rows)}`,
        actual: Array.isArray(shape) ? formatShape(shape) : describe(mask),
        remedy: Array.isArray(mask)
          ? 'tensor(nestedArrays) makes one of numbers, 1 to keep a step and 0 to skip it'
          : 'a mask has an entry for every step of every row',
      });
    }
    const entries = (data ?? {}) as ArrayLike<unknown>;
    const bytes = new Uint8Array(productOf(rows));
    const loss = typedArrayName(data) === undefined ? undefined : lossOf(data);
    if (loss !== undefined || entries.length !== bytes.length) {
      throw new ShapeError({
        where,
        expected: `shape ${formatShape(shape)} holds ${bytes.length} entries`,
        ...(loss ?? {
          actual: `data of ${describe(entries.length)}`,
          remedy: 'give data as an array of as many numbers or booleans',
        }),
      });
    }
    for (let k = 0; k < bytes.length; k++) {
      const entry = entries[k];
      if (typeof entry !== 'number' && typeof entry !== 'boolean') {
        throw new ConfigError({
          where: `${where}[${k}]`,
          expected: 'must be a number or a boolean',
          actual: describe(entry),
          remedy: 'write 1 or true to keep the step, 0 or false to skip it',
        });
      }
      // Keras casts to bool: 0.5 and NaN keep the step, only 0 skips it.
      bytes[k] = entry === 0 || entry === false ? 0 : 1;
    }
    return bytes;
  });
}

function isMaskShape(shape: unknown, rows: Shape): shape is Shape {
  return (
    Array.isArray(shape) &&
    (shape.length === rows.length || (shape.length === rows.length + 1 && shape.at(-1) === 1)) &&
    rows.every((size, axis) => shape[axis] === size)
  );
}
