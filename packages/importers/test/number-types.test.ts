// Every type of numbers that a format has, as float32: written by PyTorch, safetensors and NumPy.

import { expect, test } from 'vitest';
import { importModel } from '../src/index.ts';
import { asTensor, bytesOfFile, expectedOf, type Listed } from './files.ts';

const expected = expectedOf('types') as Readonly<Record<string, Listed>>;

test.each([
  ['types.safetensors', 10],
  ['types.pt', 14],
  ['types.npz', 10],
])('%s: %d arrays', async (name, count) => {
  const { tensors, notes } = await importModel(bytesOfFile(name));
  expect(tensors.size).toBe(count);
  for (const [path, tensor] of tensors) {
    expect({ ...tensor, shape: [...tensor.shape] }, path).toEqual(
      asTensor(expected[path] as Listed),
    );
  }
  // Whole numbers and halves: float32 has them all.
  expect(notes).toEqual([]);
});
