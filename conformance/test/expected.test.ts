// What a call must give is remembered for the numbers that it was foreseen with, and for no others.

import { expect, test } from 'vitest';
import { type Expected, expectedOf } from '../src/laws/expected.ts';
import { drawMaterial, type Material, type Trial } from '../src/laws/trial.ts';
import { allSupports } from '../src/plain/narrow-backend.ts';
import { withNumber } from '../src/values.ts';

const trial: Trial = {
  cell: { kind: 'gru', resetAfter: true },
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  useBias: true,
  units: 3,
  inputDim: 2,
  batch: 2,
  timeSteps: 3,
  mask: 'none',
  zeroOutputForMask: false,
  direction: 'forward',
  output: 'sequence',
  returnState: true,
  state: 'host',
  x: 'host',
  numbers: 'ordinary',
  within: 'layer',
  call: 'run',
};
const supports = { ...allSupports, precision: 'f32' } as const;
const material = drawMaterial(trial, supports, 1, 1);
const foresee = (given: Partial<Material> = {}): Promise<Expected> =>
  expectedOf(trial, 1, { ...material, ...given }, supports, 1);

test('the same numbers are foreseen once', async () => {
  const { shape, data } = material.x;
  const first = await foresee();
  expect(await foresee({ x: { shape, data: data.slice() } })).toBe(first);
});

test('another x, another state, weights of another scale, another seed and other claims are not the same', async () => {
  const first = await foresee();
  const h = material.initialState?.['h'];
  if (h === undefined) throw new Error('the trial has a state');
  const half = drawMaterial(trial, supports, 1, 0.5);
  const [{ leaves }, ...others] = [
    await foresee({ x: withNumber(material.x, 5, 7) }),
    await foresee({ initialState: { h: withNumber(h, 1, 7) } }),
    await expectedOf(trial, 0.5, half, supports, 1),
    await expectedOf(trial, 1, material, supports, 2),
    await expectedOf(trial, 1, material, { ...supports, precision: 'f16' }, 1),
  ] as const;
  expect(leaves).not.toEqual(first.leaves);
  const deviations = await first.deviations();
  for (const other of others) expect(await other.deviations()).not.toEqual(deviations);
});

test('near a jump of an activation, rounded weights decide too on which side a sum is', async () => {
  const jumping: Trial = { ...trial, activation: 'hardShrink' };
  const nearJumps = async (weightPrecision: 'f32' | 'bf16'): Promise<number> => {
    let near = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const drawn = drawMaterial(jumping, supports, seed, 1);
      const claims = { ...supports, weightPrecision };
      if ((await expectedOf(jumping, 1, drawn, claims, seed)).isNearJump) near++;
    }
    return near;
  };
  expect(await nearJumps('f32')).toBe(0);
  expect(await nearJumps('bf16')).toBeGreaterThan(5);
});
