// A page with a scene of three.js and a model of TensorFlow.js, a hundred frames on one context; a thousand in
// `pnpm test:all`.

import { mkdirSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { isWhole } from '../../workspace/src/of-the-day.ts';
import { glErrors, openPage } from './harness/browser.ts';

const frames = isWhole ? 1000 : 100;

test('three.js, TensorFlow.js and Gatefold take turns for a hundred frames and more', async () => {
  await using opened = await openPage(`${inject('site')}scene.html`);
  const turns = await opened.page.evaluate((count) => globalThis.scene.takeTurns(count), frames);
  mkdirSync('.reports', { recursive: true });
  await opened.page.screenshot({ path: '.reports/scene.png' });
  console.log(turns);
  expect(turns.frames).toBe(frames);
  expect(turns.streamError).toBeLessThan(2e-6);
  expect(turns.sequenceError).toBeLessThan(2e-6);
  expect(turns.modelError).toBeLessThan(1e-5);
  // three.js draws the last frame exactly as it does without neighbours, and there is something to see.
  expect(turns.otherPixels).toBe(0);
  expect(turns.drawnPixels).toBeGreaterThan(40_000);
  expect(turns.glError).toBe(0);
  expect(glErrors(opened.printed)).toEqual([]);
});
