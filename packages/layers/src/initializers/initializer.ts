// How weights begin that no file has.

/** Makes the numbers of a weight of this shape, row-major. */
export type Initializer = (shape: readonly number[]) => Float32Array;
