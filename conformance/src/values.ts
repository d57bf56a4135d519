// Numbers that have been read back, and how they are compared.

import type { Backend, HostTensor, MemoryInfo, Shape } from '@gatefold/contract';
import { leavesIn } from '@gatefold/contract/author';
import { type Comparison, comparisonOf, placeOf } from './comparison.ts';

/** Numbers with their shape. */
export type Values = HostTensor;

/** What a run gave: the output by direction, and the state's leaves by path (`h`, `[1].c`, `backward.h`). */
export interface Observation {
  readonly output: Values;
  /** The backward output of a Bidirectional that does not merge. */
  readonly backwardOutput?: Values;
  readonly state: Readonly<Record<string, Values>>;
  readonly hasState: boolean;
}

/** The leaves of a nest by path: those of `{ forward: { h } }` are `{ 'forward.h': … }`. */
export function byPath(nest: unknown): Record<string, Values> {
  return Object.fromEntries(leavesIn(nest)) as Record<string, Values>;
}

/** A difference between what a clause requires and what a backend did. */
export class Mismatch extends Error {
  override readonly name: string = 'Mismatch';
  /** The numbers that were compared, where numbers were. */
  readonly comparison?: Comparison;

  constructor(message: string, options: { cause?: unknown; comparison?: Comparison } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    if (options.comparison !== undefined) this.comparison = options.comparison;
  }
}

/** A comparison that is about to be made, for whoever explains a case. */
export interface Observed {
  readonly what: string;
  readonly wanted: { readonly shape: Shape; readonly data: ArrayLike<number> };
  readonly allowed: (index: number) => number;
}

let observer: ((comparison: Observed) => void) | undefined;

/** Has every comparison told, until it is called with nothing. */
export function observeComparisons(tell?: (comparison: Observed) => void): void {
  observer = tell;
}

/** Tells of a comparison. */
export function observe(comparison: Observed): void {
  observer?.(comparison);
}

/** How far a number may be off, given what it should be and where it stands. */
export type Tolerance = (wanted: number, index: number) => number;

/** Not at all; zeros of either sign are alike, and NaN equals NaN. */
export const exactly: Tolerance = () => 0;

export function expectShape(what: string, got: Values, shape: Shape): void {
  if (got.shape.join() === shape.join() && got.data.length === shape.reduce((a, b) => a * b, 1)) {
    return;
  }
  throw new Mismatch(
    `${what}: shape must be [${shape.join(', ')}], got [${got.shape.join(', ')}] with ${got.data.length} numbers`,
  );
}

/**
 * Compares number by number.
 *
 * @returns the largest share of the tolerance that was used, 0 to 1
 * @throws {Mismatch} that names the first number beyond it
 */
export function expectClose(
  what: string,
  got: Values,
  wanted: Values,
  tolerance: Tolerance,
): number {
  expectShape(what, got, wanted.shape);
  observe({ what, wanted, allowed: (index) => tolerance(wanted.data[index] as number, index) });
  let headroom = 0;
  for (let index = 0; index < wanted.data.length; index++) {
    const [a, b] = [got.data[index] as number, wanted.data[index] as number];
    if (Object.is(a, b) || a === b) continue;
    const allowed = tolerance(b, index);
    const error = Math.abs(a - b);
    // Of infinity every number would be within a share.
    if (error <= allowed && error < Infinity) headroom = Math.max(headroom, error / allowed);
    else {
      const { shape } = wanted;
      throw differing({
        what,
        shape,
        got: got.data,
        wanted: wanted.data,
        allowed: (k) => tolerance(wanted.data[k] as number, k),
        first: index,
      });
    }
  }
  return headroom;
}

/** Compares outputs, and states where both have them. */
export function expectAlike(
  what: string,
  got: Observation,
  wanted: Observation,
  tolerance: Tolerance,
): number {
  const shares = [expectClose(`${what} output`, got.output, wanted.output, tolerance)];
  expectTrue(
    `${what}: must have ${partsOf(wanted)}, got ${partsOf(got)}`,
    partsOf(got) === partsOf(wanted),
  );
  if (wanted.backwardOutput !== undefined && got.backwardOutput !== undefined) {
    const pair = [got.backwardOutput, wanted.backwardOutput] as const;
    shares.push(expectClose(`${what} backward output`, ...pair, tolerance));
  }
  if (wanted.hasState) {
    shares.push(expectStates(what, got.state, wanted.state, tolerance));
  }
  return Math.max(...shares);
}

const partsOf = ({ backwardOutput, hasState }: Observation): string =>
  `${backwardOutput === undefined ? 'one output' : 'two outputs'} and ${hasState ? 'a' : 'no'} state`;

export function expectStates(
  what: string,
  got: Observation['state'],
  wanted: Observation['state'],
  tolerance: Tolerance,
): number {
  expectTrue(
    `${what} state: names must be ${Object.keys(wanted).join(', ')}, got ${Object.keys(got).join(', ')}`,
    Object.keys(got).join() === Object.keys(wanted).join(),
  );
  return Math.max(
    0,
    ...Object.entries(wanted).map(([name, value]) =>
      expectClose(`${what} state ${name}`, got[name] as Values, value, tolerance),
    ),
  );
}

/** Compares lists, which may lie in one another, by the identity of what they hold. */
export function expectSame(what: string, got: unknown, wanted: unknown): void {
  if (!Array.isArray(wanted)) return expectTrue(what, got === wanted);
  expectTrue(`${what}: must be a list of ${wanted.length}`, Array.isArray(got));
  expectTrue(`${what}: must be of length ${wanted.length}`, got.length === wanted.length);
  for (const [index, item] of wanted.entries()) expectSame(`${what}[${index}]`, got[index], item);
}

export function expectTrue(what: string, holds: boolean): asserts holds {
  if (!holds) throw new Mismatch(what);
}

/** Compares all that memory() counts. */
export function expectMemory(what: string, backend: Backend, wanted: MemoryInfo): void {
  const [got, expected] = [JSON.stringify(backend.memory()), JSON.stringify(wanted)];
  expectTrue(`${what}: memory() must be ${expected}, got ${got}`, got === expected);
}

/** A mismatch of numbers: names the first that is off, and keeps those around it. */
export function differing(compared: Parameters<typeof comparisonOf>[0]): Mismatch {
  const { what, shape, first } = compared;
  const [got, wanted] = [compared.got[first] as number, compared.wanted[first] as number];
  const error = Math.abs(got - wanted);
  const off = Number.isNaN(error) ? '' : `, off by ${error.toExponential(2)}`;
  return new Mismatch(
    `${what} at [${placeOf(shape, first).join(', ')}]: wanted ${wanted}, got ${got}${off}, allowed ${compared.allowed(first).toExponential(2)}`,
    { comparison: comparisonOf(compared) },
  );
}

/** One step of a sequence [batch, timeSteps, width], as [batch, width]. */
export function stepOf(values: Values, t: number): Values {
  const [batch, timeSteps, width] = values.shape as [number, number, number];
  const data = new Float32Array(batch * width);
  for (let row = 0; row < batch; row++) {
    const start = (row * timeSteps + t) * width;
    data.set(values.data.subarray(start, start + width), row * width);
  }
  return { shape: [batch, width], data };
}

/** The last row of a sequence. */
export function lastStep(values: Values): Values {
  return stepOf(values, (values.shape[1] as number) - 1);
}

/** The steps of a sequence that `keep` lists, in its order. */
export function pickSteps(values: Values, keep: readonly number[]): Values {
  const [batch, , width] = values.shape as [number, number, number];
  const data = new Float32Array(batch * keep.length * width);
  for (const [place, t] of keep.entries()) {
    const step = stepOf(values, t).data;
    for (let row = 0; row < batch; row++) {
      data.set(step.subarray(row * width, (row + 1) * width), (row * keep.length + place) * width);
    }
  }
  return { shape: [batch, keep.length, width], data };
}

/** Last step first. */
export function reverseSteps(values: Values): Values {
  const timeSteps = values.shape[1] as number;
  return pickSteps(
    values,
    Array.from({ length: timeSteps }, (_, step) => timeSteps - 1 - step),
  );
}

/** The rows of the batch that `keep` lists, in its order; any rank. */
export function pickRows(values: Values, keep: readonly number[]): Values {
  const [batch, ...rest] = values.shape as [number, ...number[]];
  const size = values.data.length / Math.max(batch, 1);
  const data = new Float32Array(keep.length * size);
  for (const [place, row] of keep.entries()) {
    data.set(values.data.subarray(row * size, (row + 1) * size), place * size);
  }
  return { shape: [keep.length, ...rest], data };
}

/** Steps 0 to k and the rest. */
export function splitSteps(values: Values, k: number): [Values, Values] {
  const steps = Array.from({ length: values.shape[1] as number }, (_, t) => t);
  return [pickSteps(values, steps.slice(0, k)), pickSteps(values, steps.slice(k))];
}

/** One sequence after another. */
export function joinSteps(first: Values, second: Values): Values {
  const [batch, head, width] = first.shape as [number, number, number];
  const tail = second.shape[1] as number;
  const data = new Float32Array(batch * (head + tail) * width);
  for (let row = 0; row < batch; row++) {
    const start = row * (head + tail) * width;
    data.set(first.data.subarray(row * head * width, (row + 1) * head * width), start);
    data.set(
      second.data.subarray(row * tail * width, (row + 1) * tail * width),
      start + head * width,
    );
  }
  return { shape: [batch, head + tail, width], data };
}

/** Steps [batch, width] as a sequence [batch, timeSteps, width]. */
export function inSequence(steps: readonly Values[]): Values {
  return steps
    .map(({ shape, data }): Values => {
      const [batch, width] = shape as [number, number];
      return { shape: [batch, 1, width], data };
    })
    .reduce((joined, next) => joinSteps(joined, next));
}

/** A copy with one number changed. */
export function withNumber(values: Values, index: number, value: number): Values {
  const data = values.data.slice();
  data[index] = value;
  return { shape: values.shape, data };
}

/** All of one number. */
export function filled(shape: Shape, value: number): Values {
  return { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value) };
}
