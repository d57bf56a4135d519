// One state_dict in every format that holds it, run on the reference backend beside what PyTorch gave.

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
