// As article.mjs, typed: the result's type follows the flags.

import { lstm } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';

const backend = await cpu();
const weights = {
  kernel: { shape: [2, 4], data: new Float32Array(8).fill(0.1) },
  recurrentKernel: { shape: [1, 4], data: new Float32Array(4).fill(0.1) },
  bias: { shape: [4], data: new Float32Array([0, 1, 0, 0]) },
};
const x = { shape: [1, 3, 2], data: new Float32Array([0.1, 0.2, 0.3, 0.1, 0.2, 0.3]) };
const cell = { units: 1, recurrentActivation: 'hardSigmoidKeras2' } as const;

const both = backend.layer(lstm({ ...cell, returnSequences: true, returnState: true }), weights);
const { output, state } = both.run(x);
const [batch, timeSteps, units]: readonly [number, number, number] = output.shape;
const sequence = Array.from(await output.data(), (value) => value.toFixed(8)).join(' ');
const c = (await state.c.data())[0]?.toFixed(7);

const neither = backend.layer(lstm(cell), weights).run(x);
// @ts-expect-error: without returnState there is no state
const absent: unknown = neither.state;

const computed = `${batch},${timeSteps},${units}: ${sequence}; ${c}; ${String(absent)}`;
const expected = '1,3,1: 0.00767819 0.01597687 0.02480672; 0.0486485; undefined';
if (computed !== expected) throw new Error(`must be ${expected}, got ${computed}`);
