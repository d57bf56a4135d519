// What the programs around recurrent layers need: products, convolutions, activations, one row at a time.

import type { HostTensor } from '@gatefold/contract';

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** 0, 1, … up to a length. */
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

export const relu = (x: number): number => Math.max(x, 0);

/** x·W + b of a row [inputs] and Keras's W [inputs, outputs]. */
export function product(x: ArrayLike<number>, W: HostTensor, b?: HostTensor): Float64Array {
  const [inputs, outputs] = W.shape as [number, number];
  return Float64Array.from({ length: outputs }, (_, column) => {
    let sum = b?.data[column] ?? 0;
    for (let k = 0; k < inputs; k++)
      sum += (x[k] as number) * (W.data[k * outputs + column] as number);
    return sum;
  });
}

/** W·x + b of a row [inputs] and PyTorch's W [outputs, inputs, …1]. */
export function productOfRows(x: ArrayLike<number>, W: HostTensor, b?: HostTensor): Float64Array {
  const outputs = W.shape[0] as number;
  const inputs = W.data.length / outputs;
  return Float64Array.from({ length: outputs }, (_, row) => {
    let sum = b?.data[row] ?? 0;
    for (let k = 0; k < inputs; k++) sum += (W.data[row * inputs + k] as number) * (x[k] as number);
    return sum;
  });
}

/** Row `index` of an embedding [words, width]. */
export function embed({ shape, data }: HostTensor, index: number): Float32Array {
  const width = shape[1] as number;
  return data.subarray(index * width, (index + 1) * width);
}

export function softmax(x: ArrayLike<number>): Float64Array {
  const top = Math.max(...Array.from(x));
  const powers = Float64Array.from(x, (value) => Math.exp(value - top));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

/**
 * PyTorch's Conv1d.
 *
 * @param x  [channels, length], as rows
 * @param W  [outputs, channels, size]
 */
export function conv1d(
  x: readonly ArrayLike<number>[],
  W: HostTensor,
  b: HostTensor | undefined,
  { stride = 1, padding = 0 }: { readonly stride?: number; readonly padding?: number } = {},
): Float64Array[] {
  const [outputs, channels, size] = W.shape as [number, number, number];
  const length = (x[0] as ArrayLike<number>).length;
  const places = Math.floor((length + 2 * padding - size) / stride) + 1;
  return range(outputs).map((output) =>
    Float64Array.from(range(places), (place) => {
      let sum = b?.data[output] ?? 0;
      for (let channel = 0; channel < channels; channel++) {
        const row = x[channel] as ArrayLike<number>;
        for (let k = 0; k < size; k++) {
          const value = row[place * stride + k - padding] ?? 0;
          sum += value * (W.data[(output * channels + channel) * size + k] as number);
        }
      }
      return sum;
    }),
  );
}

/** The places of the largest numbers, largest first. */
export function topOf(x: ArrayLike<number>, count: number): number[] {
  return Array.from(x, (_, index) => index)
    .toSorted((a, b) => (x[b] as number) - (x[a] as number))
    .slice(0, count);
}

/** Pictures of several channels: [channels][height][width]. */
export type Maps = readonly (readonly (readonly number[])[])[];

/**
 * PyTorch's Conv2d without a bias; with one channel in its weight each map is convolved by itself.
 *
 * @param W  [outputs, channels or 1, height, width]
 */
export function conv2d(
  maps: Maps,
  W: HostTensor,
  {
    stride = [1, 1],
    padding = 0,
  }: { readonly stride?: readonly [number, number]; readonly padding?: number } = {},
): Maps {
  const [outputs, channels, height, width] = W.shape as [number, number, number, number];
  const isDepthwise = channels === 1 && maps.length === outputs;
  const [rows, columns] = [maps[0]?.length ?? 0, maps[0]?.[0]?.length ?? 0];
  const places = (size: number, kernel: number, step: number): number =>
    Math.floor((size + 2 * padding - kernel) / step) + 1;
  const at = (output: number, row: number, column: number): number => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const map = maps[isDepthwise ? output : channel];
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++) {
          const value =
            map?.[row * stride[0] + i - padding]?.[column * stride[1] + j - padding] ?? 0;
          sum +=
            value * (W.data[((output * channels + channel) * height + i) * width + j] as number);
        }
      }
    }
    return sum;
  };
  return range(outputs).map((output) =>
    range(places(rows, height, stride[0])).map((row) =>
      range(places(columns, width, stride[1])).map((column) => at(output, row, column)),
    ),
  );
}
