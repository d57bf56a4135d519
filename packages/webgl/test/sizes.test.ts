// Sizes that the suite's goldens do not reach: no multiples of four, one of everything, thousands.

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { isWhole, ofTheDay } from '../../workspace/src/of-the-day.ts';
import { glErrors, type OpenPage, openPage } from './harness/browser.ts';
import type { Sizes } from './pages/draw-layer.ts';
import type { Options } from './pages/layers.ts';

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage(inject('site'));
  console.log(`renderer: ${await opened.page.evaluate(() => globalThis.pages.rendererName())}`);
});
afterAll(() => opened[Symbol.asyncDispose]());

const largestError = (sizes: Sizes, options: Options = {}): Promise<number> =>
  opened.page.evaluate(([each, more]) => globalThis.pages.largestError(each, more), [
    sizes,
    options,
  ] as const);

// Values lie in (-1, 1): float32 rounds at 3e-8, and honest sums of a few hundred terms end within 1e-6.
const close = 2e-6;
const small = { inputDim: 3, timeSteps: 5 };

const cells = [
  { kind: 'lstm' },
  { kind: 'gru', resetAfter: true },
  { kind: 'gru', resetAfter: false },
  { kind: 'simpleRNN' },
] as const;

/** Software chooses neither: one of them is for a day, by its seed, and both are for `pnpm test:all`. */
const layouts = ofTheDay(['units', 'split'] as const, 2);

/** Sizes at which each layout's fragments, parts and texels come out whole, and not. */
describe.each(layouts)('%s equals the float64 reference', (layout) => {
  describe.each(cells)('%o', (cell) => {
    test.each([1, 3, 8, 13, 37])('units %i, batch 1 to 9, few steps and many', async (units) => {
      for (const [batch, timeSteps] of [
        [1, 1],
        [1, 5],
        [3, 3],
        [4, 5],
        [9, 12],
      ] as const) {
        const sizes = { ...cell, units, inputDim: 3, batch, timeSteps };
        expect(await largestError(sizes, { layout })).toBeLessThan(close);
      }
    });

    test('masked and backwards, alone and beside each other', async () => {
      for (const batch of [1, 6]) {
        const sizes = { ...small, ...cell, units: 5, batch, timeSteps: 12 };
        for (const returnSequences of [true, false]) {
          const both = { ...sizes, returnSequences };
          const backwards = { ...both, goBackwards: true };
          expect(await largestError(backwards, { layout, masked: true })).toBeLessThan(close);
          for (const masked of [true, false]) {
            const options = { layout, masked, bidirectional: true };
            expect(await largestError(both, options)).toBeLessThan(close);
          }
        }
      }
    });
  });

  test('T = 512, units 256', async () => {
    const sizes = { kind: 'lstm', units: 256, inputDim: 16, batch: 1, timeSteps: 512 } as const;
    expect(await largestError(sizes, { layout })).toBeLessThan(close);
  });
});

/** What software chooses, once it has measured, which takes longer than the runs: measured in `pnpm test:all`. */
const first: Options = isWhole ? {} : { layout: 'quads' };

describe.each(cells)('%o equals the float64 reference', (cell) => {
  test.each([1, 2, 3, 4, 5, 13])('units %i, batch 1 to 9', async (units) => {
    for (const batch of [1, 2, 3, 4, 5, 9]) {
      expect(await largestError({ ...small, ...cell, units, batch }, first)).toBeLessThan(close);
    }
  });

  test('masked and backwards, alone and beside each other', async () => {
    for (const batch of [1, 6]) {
      const sizes = { ...small, ...cell, units: 5, batch, timeSteps: 12 };
      for (const returnSequences of [true, false]) {
        const both = { ...sizes, returnSequences };
        const backwards = { ...both, goBackwards: true };
        expect(await largestError(backwards, { ...first, masked: true })).toBeLessThan(close);
        for (const masked of [true, false]) {
          expect(await largestError(both, { ...first, masked, bidirectional: true })).toBeLessThan(
            close,
          );
        }
      }
    }
  });

  test('timeSteps 1 to 4, 63 to 65 and 2,000', async () => {
    for (const timeSteps of [1, 2, 3, 4, 63, 64, 65, 2000]) {
      expect(
        await largestError({ ...cell, units: 3, inputDim: 2, batch: 1, timeSteps }, first),
      ).toBeLessThan(close);
    }
  });

  test('batch 64', async () => {
    expect(await largestError({ ...small, ...cell, units: 17, batch: 64 }, first)).toBeLessThan(
      close,
    );
  });
});

test('directions of other widths run in turn', async () => {
  const sizes = { ...small, kind: 'lstm', units: 6, batch: 2 } as const;
  expect(await largestError(sizes, { bidirectional: true, backwardUnits: 3 })).toBeLessThan(close);
});

test.each(ofTheDay(['lstm', 'gru'] as const, 2))('%s of 2,000 units', async (kind) => {
  const sizes = { kind, units: 2000, inputDim: 7, batch: 1, timeSteps: 3 };
  expect(await largestError(sizes)).toBeLessThan(close);
});

test('T = 512, units 256', async () => {
  const sizes = { kind: 'lstm', units: 256, inputDim: 16, batch: 1, timeSteps: 512 } as const;
  expect(await largestError(sizes)).toBeLessThan(close);
});

test('a sequence that scratch memory holds only in chunks', async () => {
  // A layer of the projection would take 5,000 / 8 blocks of 45 rows · 5 quads · 4 gates, which is more than 2^19.
  const sizes = { kind: 'lstm', units: 20, inputDim: 1, batch: 45, timeSteps: 5000 } as const;
  expect(await largestError(sizes)).toBeLessThan(close);
});

test('weights that no texture holds are refused before any work', async () => {
  const sizes = { kind: 'lstm', units: 1, inputDim: 40_000, batch: 1, timeSteps: 1 } as const;
  const { code, message } = await opened.page.evaluate(
    (each) => globalThis.pages.refusalOf(each),
    sizes,
  );
  expect(code).toBe('RNN_UNSUPPORTED');
  expect(message).toContain('inputDim 40000');
});

test('GL refused no call', () => {
  expect(glErrors(opened.printed)).toEqual([]);
});
