import { type Callable, type FunctionBody, type Local } from '../emit/function.ts';
import { type Integer } from '../emit/instructions.ts';
import type { ModuleWriter } from '../emit/module.ts';
import { type WeightFormat, type WeightType } from './weights.ts';
/** What kernels are written for, beside a cell. */
export interface KernelStyle {
    /** Whether a product and the sum that it joins are rounded together, by relaxed SIMD. */
    readonly isFused: boolean;
    readonly weights: WeightType;
}
export declare const bytesOfVector = 16;
/** Most rows that are multiplied at once: 6 rows of 8 columns fill 12 of x64's 16 registers (97 % of the machine's peak). */
export declare const mostRows = 6;
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
export type Multiply = Callable<MultiplyParameters & {
    readonly count: 'i32';
}>;
/** Writes sums = begin + rows·panel, for panels so wide and any `count` of rows from 1 to {@link mostRows}. */
export declare function writeMultiply(module: ModuleWriter, vectorsOfPanel: number, style: KernelStyle): Multiply;
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
export declare function addProduct(body: FunctionBody, isFused: boolean, product: Product): void;
/** Goes through rows in tiles: as few as can be, and as even as can be. */
export declare function inTiles(body: FunctionBody, rows: Integer, write: (count: Local<'i32'>, first: Local<'i32'>) => void): void;
export {};
//# sourceMappingURL=product.d.ts.map