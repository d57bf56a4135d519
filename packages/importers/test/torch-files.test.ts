// One state_dict in every format that holds it, run on the reference backend beside what PyTorch gave.

import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { importModel, type Imported } from '../src/index.ts';
import { asTensor, bytesOfFile, expectedOf, filesOf, type Listed } from './files.ts';
import { errorOf, type Numbers, runLayer } from './run-layer.ts';

interface ExpectedRuns {
  readonly x: Listed;
  readonly outputs: Readonly<Record<string, Listed>>;
}

const expected = expectedOf('torch') as ExpectedRuns;

/** Runs the layers of a module one after another. */
async function run({ layers }: Imported, module: string): Promise<Numbers> {
  const own = [...layers].filter(([path]) => path.split(/[/.]/).includes(module));
  expect(own.length).toBeGreaterThan(0);
  let x: Numbers = asTensor(expected.x);
  for (const [, layer] of own) [x] = await runLayer(layer, x);
  return x;
}

test.each(filesOf('torch.pt', 'torch.npz', 'torch.safetensors', '.pkl'))('%s', async (name) => {
  const imported = await importModel(bytesOfFile(name));
  for (const [module, wanted] of Object.entries(expected.outputs)) {
    // PyTorch's own float32: a few roundings of numbers below 1.
    expect(errorOf(await run(imported, module), wanted), module).toBeLessThan(5e-7);
  }
});

test('two biases are added up, a relu cannot be told from a tanh, and both are said', async () => {
  const { notes } = await importModel(bytesOfFile('torch.safetensors'));
  expect(notes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'converted lstm.l0',
    'converted lstm.l0_reverse',
    'converted lstm.l1',
    'converted lstm.l1_reverse',
    'converted rnn.l0',
    'assumed rnn.l0',
  ]);
});

test('a column-major array of float64 comes row-major, and says what it lost: nothing', async () => {
  const { tensors, notes } = await importModel(bytesOfFile('columns.npy'));
  expect(tensors.get('array')).toEqual(asTensor({ shape: [2, 3], data: [0, 1, 2, 3, 4, 5] }));
  expect(notes).toEqual([]);
});

test('short names, as an npz that was written by hand has them', async () => {
  const array = (shape: readonly number[]): Uint8Array => {
    const size = shape.reduce((product, one) => product * one, 1);
    const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
    const header = new TextEncoder().encode(`${dict}\n`);
    const data = new Uint8Array(Float32Array.from({ length: size }, (_, k) => k).buffer);
    return Uint8Array.of(
      0x93,
      ...new TextEncoder().encode('NUMPY'),
      1,
      0,
      header.length,
      0,
      ...header,
      ...data,
    );
  };
  const parts = { w_ih: [9, 2], w_hh: [9, 3], b_ih: [9], b_hh: [9] };
  const files = Object.entries(parts).map(([part, shape]) => [`enc_${part}.npy`, array(shape)]);
  const { layers, tensors } = await importModel(zipSync(Object.fromEntries(files) as never));
  expect([...layers.keys()]).toEqual(['enc']);
  expect(layers.get('enc')?.config).toMatchObject({ kind: 'gru', units: 3, resetAfter: true });
  expect(tensors.size).toBe(0);
});
