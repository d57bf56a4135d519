// What the emitter writes, as text: golden/lstm.wat shows what a change of the kernels comes down to.
// After a change that is meant, `vitest run -u test/golden.test.ts` writes it anew.

import { expect, test } from 'vitest';
import { writeProgram } from '../src/kernels/program.ts';
import { disassemble } from './disassemble.ts';

const lstm = { name: 'lstm', activation: 'tanh', recurrentActivation: 'sigmoid' } as const;

/** One tile of each shape stands for the others, which differ in their number of rows. */
const shown = [
  'copy',
  'pack',
  'multiply2x8',
  'multiplyBy8',
  'project',
  'row0123',
  'tile0123',
  'steps',
  'sharedSteps',
];

test('the functions of an LSTM', async () => {
  const options = { isFused: true, isShared: true, weights: 'f32' } as const;
  const functions = await disassemble(writeProgram([lstm], options));
  const text = shown.map((name) => functions.get(name) ?? fail(name)).join('\n');
  await expect(`${text}\n`).toMatchFileSnapshot('golden/lstm.wat');
});

function fail(name: string): never {
  throw new Error(`the module has no function ${name}`);
}
