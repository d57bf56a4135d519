// TensorFlow.js is handed in, whatever its origin; without it nothing of it is needed, and refusals say what is so.

import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type OpenPage, openPage } from './harness/browser.ts';

const script = fileURLToPath(import.meta.resolve('tfjs-3/dist/tf.min.js'));

let opened: OpenPage;
beforeEach(async () => {
  opened = await openPage(`${inject('site')}alone.html`);
});
afterEach(() => opened[Symbol.asyncDispose]());

test('without tfjs it has a context of its own', async () => {
  const numbers = await opened.page.evaluate(() => globalThis.alone.nothing());
  expect(
    numbers
      .split(',')
      .map(Number)
      .every((value) => value !== 0),
  ).toBe(true);
});

test("with a script's tfjs 3.21 it shares that one's context and gives its tensors", async () => {
  const numbers = await opened.page.evaluate(() => globalThis.alone.nothing());
  await opened.page.addScriptTag({ path: script });
  expect(await opened.page.evaluate(() => globalThis.alone.scriptTag())).toEqual({
    version: '3.21.0',
    numbers,
    kept: true,
    added: true,
  });
});

test('refusals name the reason', async () => {
  const said = await opened.page.evaluate(() => globalThis.alone.refusals());
  const phrases: Record<string, string> = {
    '2d': 'RNN_UNSUPPORTED webgl: canvas: must be a canvas without a context, or with one of WebGL2, got one with a 2d context',
    'WebGL 1': 'got one with a webgl context',
    transferred: 'got one that gives no context',
    lost: 'RNN_DEVICE_LOST',
    'no canvas': "RNN_CONFIG webgl: canvas: must be a canvas, got 'canvas'; give the canvas itself",
    'a context':
      'webgl: canvas: must be a canvas, got a WebGL2RenderingContext; give the canvas itself',
    'canvas alone':
      'webgl: must be a plain object of options, got a HTMLCanvasElement; write { canvas: … }',
    'layout alone': "RNN_CONFIG webgl: must be a plain object of options, got 'quads'",
    'no options': 'RNN_CONFIG webgl: must be a plain object of options, got null',
    both: 'RNN_CONFIG webgl: takes canvas or tf',
    'no tfjs': 'RNN_CONFIG webgl: tf: must be TensorFlow.js, got something without findBackend',
    'no backend': 'RNN_UNSUPPORTED webgl: tf: must have a webgl backend that could start, got none',
    'an old tfjs': '3.13 or newer, got a version without readToGPU',
    'tfjs on WebGL 1': 'RNN_UNSUPPORTED webgl: tf: must draw with WebGL2, got WebGL 1',
    unknown: 'RNN_CONFIG webgl.colour: is not an option; known: canvas, tf, layout',
    'no WebGL2': 'webgl: needs WebGL2, which this browser does not offer on this machine',
  };
  for (const [name, phrase] of Object.entries(phrases)) expect(said[name]).toContain(phrase);
  expect(Object.keys(said).toSorted()).toEqual(Object.keys(phrases).toSorted());
});
