// Which layout a layer uses: once for a size class, by a measurement or by what is said, and told in the environment.

import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type OpenPage, openPage } from './harness/browser.ts';

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage(inject('site'));
});
afterAll(() => opened[Symbol.asyncDispose]());

test('a function is asked once for each class: few rows with the layer, many before the first run of many', async () => {
  const asked = await opened.page.evaluate(() => globalThis.pages.askedClasses());
  expect(asked).toEqual([
    { kind: 'lstm', resetAfter: null, units: 8, rows: 'few' },
    { kind: 'lstm', resetAfter: null, units: 8, rows: 'many' },
    { kind: 'gru', resetAfter: false, units: 512, rows: 'few' },
  ]);
});

test('the environment says what was chosen, and how much longer the others took', async () => {
  const said = await opened.page.evaluate(() => globalThis.pages.statedChoices());
  expect(said[0]).toBe('');
  expect(said[1]).toMatch(
    /^lstm to 8 units, few rows: (quads|units|split) \(times: (\w+ \d+\.\d\d(, )?){3}\)$/,
  );
  expect(said[2]).toBe('lstm to 8 units, few rows: split');
});

test('a class is measured once for a context, whichever backend comes first', async () => {
  const [first, again, other] = await opened.page.evaluate(() => globalThis.pages.drawsOfChoices());
  expect(first).toBeGreaterThan(100);
  expect([again, other]).toEqual([0, 0]);
});

test('a measurement leaves no framebuffer and no layer behind', async () => {
  const [framebuffers, layers] = await opened.page.evaluate(() => globalThis.pages.leftByChoice());
  // Those of pooled textures are kept for runs: of output and states of the probe.
  expect(framebuffers).toBeLessThanOrEqual(4);
  expect(layers).toBe(0);
});

test('a layout that there is not is refused by name, before anything is done to the context', async () => {
  expect(await opened.page.evaluate(() => globalThis.pages.refusalsOfLayouts())).toEqual([
    "RNN_CONFIG: webgl: layout: must be one of 'quads', 'units', 'split' or a function that says one, got 'rows'",
    "RNN_CONFIG: webgl: layout: must be one of 'quads', 'units', 'split' or a function that says one, got 4",
    "RNN_CONFIG: webgl: layout: must be one of 'quads', 'units', 'split' or a function that says one, got null",
    "RNN_CONFIG: webgl: layout: must be one of 'quads', 'units', 'split' or a function that says one, got { few }",
    'left on the context: ',
    "RNN_CONFIG: webgl: layout(lstm to 8 units, few rows): must be one of 'quads', 'units', 'split', got 'rows'",
  ]);
});
