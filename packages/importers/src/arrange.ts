// Small moves of whole tensors, each into a new one. Gates move in the contract's permuteGates only.

import type { HostTensor } from '@gatefold/contract';

/** [rows, columns] to [columns, rows] */
export function transpose({ shape, data }: HostTensor): HostTensor {
  const [rows, columns] = shape as [number, number];
  const moved = new Float32Array(data.length); // [columns, rows]
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      moved[column * rows + row] = data[row * columns + column] as number;
    }
  }
  return { shape: [columns, rows], data: moved };
}

/** a + b, of one shape, rounded once. */
export function addUp(a: HostTensor, b: HostTensor): HostTensor {
  return { shape: a.shape, data: a.data.map((value, index) => value + (b.data[index] as number)) };
}

/** [n] and [n] to [2, n] */
export function stackRows(a: HostTensor, b: HostTensor): HostTensor {
  const data = new Float32Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return { shape: [2, a.data.length], data };
}
