// Products of rows with a panel of a matrix: nine tenths of the running time. Equals addProduct of packages/cpu/src/linear.ts.
//
// Every sum is one chain, k after k, whatever the number of rows: so a row has the same bits alone, in a batch, in a
// stream, and on any thread.

import { type Callable, type FunctionBody, integers, type Local } from '../emit/function.ts';
import { f32x4, type Integer, i32, type Vector, v128 } from '../emit/instructions.ts';
import type { ModuleWriter } from '../emit/module.ts';
import { madd } from './arithmetic.ts';

import { type WeightFormat, weightFormats, type WeightType } from './weights.ts';

/** What kernels are written for, beside a cell. */
export interface KernelStyle {
  /** Whether a product and the sum that it joins are rounded together, by relaxed SIMD. */
  readonly isFused: boolean;
  readonly weights: WeightType;
}

export const bytesOfVector = 16;
const bytesOfNumber = 4;

/** Most rows that are multiplied at once: 6 rows of 8 columns fill 12 of x64's 16 registers (97 % of the machine's peak). */
export const mostRows = 6;

/** Vectors of a panel that are summed up at once: as many as keep eight sums or more on their way, and in registers. */
function vectorsAtOnce(rows: number, vectorsOfPanel: number): number {
  if (rows === 1) return vectorsOfPanel;
  return rows === 2 ? 4 : 2;
}

/** Rows times a panel of a matrix, some of the panel's vectors at a time. */
interface MultiplyParameters extends Record<string, 'i32'> {
  /** [count, depth] */
  readonly rows: 'i32';
  readonly rowBytes: 'i32';
  readonly depth: 'i32';
  /** [depth, vectors, 4] */
  readonly panel: 'i32';
  /** What the sums begin with. */
  readonly begin: 'i32';
  readonly beginBytes: 'i32';
  /** Where they go. */
  readonly sums: 'i32';
  readonly sumsBytes: 'i32';
  /** Bytes of the panel's rows that are multiplied. */
  readonly width: 'i32';
}

// prettier-ignore
const multiplyParameters: MultiplyParameters = integers([
  'rows', 'rowBytes', 'depth', 'panel', 'begin', 'beginBytes', 'sums', 'sumsBytes', 'width',
]);

export type Multiply = Callable<MultiplyParameters & { readonly count: 'i32' }>;

/** Writes sums = begin + rows·panel, for panels so wide and any `count` of rows from 1 to {@link mostRows}. */
export function writeMultiply(
  module: ModuleWriter,
  vectorsOfPanel: number,
  style: KernelStyle,
): Multiply {
  const byCount = Array.from({ length: mostRows }, (_, index) =>
    writeTile(module, index + 1, vectorsOfPanel, style),
  );
  const parameters = { count: 'i32', ...multiplyParameters } as const;
  return module.function(`multiplyBy${vectorsOfPanel}`, parameters, (body, { count, ...args }) => {
    const choose = (rows: number): void => {
      const call = (): void => body.call(byCount[rows - 1] as (typeof byCount)[number], args);
      if (rows === 1) call();
      else body.if(i32.eq(count, i32.const(rows)), call, () => choose(rows - 1));
    };
    choose(mostRows);
  });
}

function writeTile(
  module: ModuleWriter,
  count: number,
  vectorsOfPanel: number,
  { isFused, weights }: KernelStyle,
): Callable<MultiplyParameters> {
  const format = weightFormats[weights];
  // From bytes of sums to bytes of the weights that they belong to.
  const perWeight = i32.const(bytesOfVector / format.bytesOfFour);
  const vectors = vectorsAtOnce(count, vectorsOfPanel);
  const name = `multiply${count}x${vectorsOfPanel}`;
  return module.function(name, multiplyParameters, (body, parameters) => {
    const { rowBytes, depth, panel, begin, beginBytes, sumsBytes, width } = parameters;
    const rows = rowsFrom(body, parameters.rows, rowBytes, count);
    const begins = rowsFrom(body, begin, beginBytes, count);
    const targets = rowsFrom(body, parameters.sums, sumsBytes, count);
    const at = body.let(i32.const(0));
    body.forEach(at, width, vectors * bytesOfVector, () => {
      const sums = begins.map((row) => {
        const first = i32.add(row, at);
        return Array.from({ length: vectors }, (_, v) =>
          body.let(v128.load(first, v * bytesOfVector)),
        );
      });
      const from = i32.add(panel, i32.div_u(at, perWeight));
      const part = { rows, depth, panel: from, format, vectorsOfPanel, sums };
      addProduct(body, isFused, part);
      for (const [row, vectorsOfRow] of sums.entries()) {
        const to = body.let(i32.add(targets[row] as Integer, at));
        for (const [v, sum] of vectorsOfRow.entries()) {
          body.do(v128.store(to, sum, v * bytesOfVector));
        }
      }
    });
  });
}

/** Pointers to rows that lie so far apart. */
function rowsFrom(
  body: FunctionBody,
  first: Integer,
  apart: Integer,
  count: number,
): Local<'i32'>[] {
  const rows = [body.let(first)];
  while (rows.length < count) rows.push(body.let(i32.add(rows.at(-1) as Integer, apart)));
  return rows;
}

export interface Product {
  /** Where the rows begin: [rows, depth]; not changed. */
  readonly rows: readonly Integer[];
  /** Numbers in a row. */
  readonly depth: Integer;
  /** The first vector that is used of a panel of the matrix, [depth, vectorsOfPanel, 4]. */
  readonly panel: Integer;
  readonly format: WeightFormat;
  readonly vectorsOfPanel: number;
  /** [rows][vectors], which begin with what they have. */
  readonly sums: readonly (readonly Local<'v128'>[])[];
}

/** sum += row·M, for some rows and some columns. */
export function addProduct(body: FunctionBody, isFused: boolean, product: Product): void {
  const { depth, panel, format, vectorsOfPanel, sums } = product;
  const rows = product.rows.map((row) => body.let(row));
  const [first] = rows as [Local<'i32'>];
  const weights = body.let(panel);
  const bytesOfK = vectorsOfPanel * format.bytesOfFour;
  const end = body.let(i32.add(first, i32.mul(depth, i32.const(bytesOfNumber))));
  const endOfFours = body.let(
    i32.add(first, i32.mul(i32.and(depth, i32.const(-4)), i32.const(bytesOfNumber))),
  );

  /** So many of k, from where the pointers are. */
  const add = (steps: number): void => {
    // One row is read four numbers at a time, since there reading is what takes the time.
    const four = rows.length === 1 && steps === 4 ? body.let(v128.load(first)) : null;
    for (let k = 0; k < steps; k++) {
      const count = (sums[0] as Local<'v128'>[]).length;
      const read = format.read(body, weights, k * bytesOfK, count);
      const number = (row: Local<'i32'>): Vector =>
        four === null ? v128.load32_splat(row, k * bytesOfNumber) : f32x4.splatLane(four, k);
      if (rows.length === 1) {
        const x = body.let(number(first));
        for (const [v, sum] of (sums[0] as Local<'v128'>[]).entries()) {
          body.set(sum, madd(isFused, read[v] as Vector, x, sum));
        }
        continue;
      }
      const kept = read.map((weight) => body.let(weight));
      for (const [r, row] of rows.entries()) {
        const x = body.let(number(row));
        for (const [v, sum] of (sums[r] as Local<'v128'>[]).entries()) {
          body.set(sum, madd(isFused, kept[v] as Vector, x, sum));
        }
      }
    }
    for (const row of rows.slice(1)) body.increase(row, i32.const(steps * bytesOfNumber));
    body.increase(weights, i32.const(steps * bytesOfK));
  };
  body.forEach(first, endOfFours, 4 * bytesOfNumber, () => add(4));
  body.forEach(first, end, bytesOfNumber, () => add(1));
}

/** Goes through rows in tiles: as few as can be, and as even as can be. */
export function inTiles(
  body: FunctionBody,
  rows: Integer,
  write: (count: Local<'i32'>, first: Local<'i32'>) => void,
): void {
  const first = body.let(i32.const(0));
  const left = body.let(rows);
  const tiles = body.let(i32.div_u(i32.add(left, i32.const(mostRows - 1)), i32.const(mostRows)));
  const count = body.local('i32');
  body.forEach(first, rows, count, () => {
    body.set(count, i32.div_u(i32.sub(i32.add(left, tiles), i32.const(1)), tiles));
    write(count, first);
    body.set(left, i32.sub(left, count));
    body.increase(tiles, i32.const(-1));
  });
}
