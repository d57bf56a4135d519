// What a step costs in GL calls, counted by a wrapped context.

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ofTheDay } from '../../workspace/src/of-the-day.ts';
import { type OpenPage, openPage } from './harness/browser.ts';
import type { Calls } from './pages/counts.ts';
import type { Sizes } from './pages/draw-layer.ts';

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage(inject('site'));
});
afterAll(() => opened[Symbol.asyncDispose]());

const total = (calls: Calls): number => Object.values(calls).reduce((sum, count) => sum + count, 0);
const sizes = { units: 6, inputDim: 5, timeSteps: 20 };

const cells = [
  { passes: 1, kind: 'lstm' },
  { passes: 1, kind: 'gru', resetAfter: true },
  { passes: 2, kind: 'gru', resetAfter: false },
  { passes: 1, kind: 'simpleRNN' },
] as const;
/** Draws of a pass. */
const layouts = { quads: 1, units: 1, split: 2 } as const;
const rows = (['quads', 'units', 'split'] as const).flatMap((layout) =>
  cells.map(({ passes, ...cell }) => ({ ...cell, layout, draws: passes * layouts[layout] })),
);

/** Each layout and each cell each day, each of one with each of the other within three. */
describe.each(ofTheDay(rows, 3))(
  '$layout takes $draws draws for each step: $kind, resetAfter $resetAfter',
  ({ draws, layout, ...cell }) => {
    test.each([
      ['plain', 1, {}],
      ['a batch', 8, {}],
      ['masked', 1, { masked: true }],
      ['both directions of a Bidirectional', 1, { bidirectional: true }],
      ['both directions, masked, a batch', 8, { bidirectional: true, masked: true }],
    ])('%s', async (_, batch, options) => {
      const [short, long] = (await opened.page.evaluate(
        ([each, more]) => globalThis.pages.callsOf(each, [40, 60], more),
        [
          { ...sizes, ...cell, batch },
          { ...options, layout },
        ] as const,
      )) as [Calls, Calls];
      const perStep = (count: (calls: Calls) => number): number =>
        (count(long) - count(short)) / 20;
      expect(perStep(({ drawArrays = 0 }) => drawArrays)).toBe(draws);
      // Target, viewport, two uniforms, draw; and the program, where there are several.
      expect(perStep(total)).toBeLessThanOrEqual(draws === 1 ? 5 : 6 * draws);
      for (const calls of [short, long]) {
        expect(calls['linkProgram'] ?? 0).toBe(0);
        expect(calls['createTexture'] ?? 0).toBe(0);
      }
    });
  },
);

test.each(ofTheDay(['quads', 'units', 'split'] as const, 3))(
  '%s: other lengths and batches link no program',
  async (layout) => {
    const base: Sizes = { kind: 'lstm', ...sizes, batch: 1 };
    const others = [1, 2, 3, 40, 300].flatMap((timeSteps) =>
      [1, 3, 4, 9].map((batch) => ({ ...base, timeSteps, batch })),
    );
    const calls = await opened.page.evaluate(
      ([each, more, name]) => globalThis.pages.madeByOtherSizes(each, more, name),
      [base, others, layout] as const,
    );
    expect(calls['drawArrays']).toBeGreaterThan(0);
    expect(calls['linkProgram'] ?? 0).toBe(0);
  },
);

test('a pushed frame is one draw, and makes nothing', async () => {
  const push = { kind: 'lstm', ...sizes, batch: 1, timeSteps: 1 } as const;
  const calls = await opened.page.evaluate((each) => globalThis.pages.callsOfPush(each), push);
  expect(calls['drawArrays']).toBe(1);
  for (const name of ['createTexture', 'createFramebuffer', 'linkProgram', 'readPixels']) {
    expect(calls[name] ?? 0).toBe(0);
  }
  expect(calls['getParameter']).toBeLessThanOrEqual(30);
});

test('a pushed frame asks for nothing that only the GPU process knows', async () => {
  const push = { kind: 'lstm', ...sizes, batch: 1, timeSteps: 1 } as const;
  const names = [
    'COLOR_WRITEMASK',
    'TRANSFORM_FEEDBACK_ACTIVE',
    'UNPACK_ROW_LENGTH',
    'UNPACK_SKIP_ROWS',
    'UNPACK_SKIP_PIXELS',
    'CLIP_DISTANCE0_WEBGL',
    'BLEND',
    'CURRENT_PROGRAM',
  ];
  const asked = await opened.page.evaluate(
    ([each, all]) => globalThis.pages.parametersOfPush(each, all),
    [push, names] as const,
  );
  expect(asked).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
});
