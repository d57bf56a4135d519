// How the playground names and compares what a layer returns.

import { cpu } from '@gatefold/cpu';
import { expect, test } from 'vitest';
import { prepare } from '../.vitepress/theme/components/playground/prepare.ts';
import {
  largestDifference,
  runLayer,
  timeRuns,
} from '../.vitepress/theme/components/playground/run-layer.ts';
import { defaults, type Settings } from '../.vitepress/theme/components/playground/settings.ts';

const small: Settings = { ...defaults, units: 2, timeSteps: 3 };

test.each<[Partial<Settings>, string]>([
  [{ returnState: false }, 'output'],
  [{}, '(output, state.h, state.c)'],
  [{ cell: 'gru' }, '(output, state.h)'],
  [{ arrangement: 'stacked' }, '(output, [state[0].h, state[0].c], [state[1].h, state[1].c])'],
  [
    { arrangement: 'bidirectional', mergeMode: 'null', cell: 'gru' },
    '(output.forward, output.backward, state.forward.h, state.backward.h)',
  ],
])('%o comes back as %s', async (change, tuple) => {
  using backend = await cpu();
  const answer = await runLayer(backend, prepare({ ...small, ...change }));
  expect(answer.tuple).toBe(tuple);
  const listed = tuple.replaceAll(/[()]|\[(?=s)|(?<=[hc])\]/g, '').split(', ');
  expect(answer.returned.map(({ path }) => path)).toEqual(listed);
  expect(backend.memory()).toMatchObject({ layers: 0, tensors: 0 });
});

test('the largest difference is that of the number that is furthest off', () => {
  const answer = (...numbers: number[]) => [
    { path: 'output', shape: [1], numbers: Float32Array.of(1) },
    { path: 'state.h', shape: [1, numbers.length], numbers: Float32Array.from(numbers) },
  ];
  expect(largestDifference(answer(1, 2, 3), answer(1, 2, 3))).toBe(0);
  expect(largestDifference(answer(1, 2.5, 3), answer(1, 2, 3.25))).toBe(0.5);
  expect(largestDifference(answer(1, NaN, 9), answer(1, 2, 3))).toBe(NaN);
  expect(largestDifference(answer(1, 2, 3), answer(1, 2))).toBe(NaN);
  expect(largestDifference(answer(NaN, Infinity, 3), answer(NaN, Infinity, 2))).toBe(1);
});

test('a run is timed with its spread, and leaves nothing behind', async () => {
  using backend = await cpu();
  const { median, from, to } = await timeRuns(backend, prepare(small), () => false);
  expect(from).toBeGreaterThan(0);
  expect(median).toBeGreaterThanOrEqual(from);
  expect(to).toBeGreaterThanOrEqual(median);
  expect(backend.memory()).toMatchObject({ layers: 0, tensors: 0 });
});
