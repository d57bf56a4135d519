// A context that is lost, and one that lacks what the backend needs.

import { expect, inject, test } from 'vitest';
import { glErrors, openPage } from './harness/browser.ts';

test('after the context is lost everything says so, and a new backend works', async () => {
  await using opened = await openPage(inject('site'));
  expect(await opened.page.evaluate(() => globalThis.pages.lose())).toEqual({
    'pending data': 'RNN_DEVICE_LOST',
    'later data': 'RNN_DEVICE_LOST',
    'data at once': 'RNN_DEVICE_LOST',
    run: 'RNN_DEVICE_LOST',
    layer: 'RNN_DEVICE_LOST',
    disposed: 'true',
    'lost on the way': 'RNN_DEVICE_LOST',
    'a new backend': 'works',
  });
});

test('a context that was restored is a new one: what was on it stays dead', async () => {
  await using opened = await openPage(inject('site'));
  expect(await opened.page.evaluate(() => globalThis.pages.restored())).toEqual({
    lost: 'false',
    data: 'RNN_DEVICE_LOST',
    'data at once': 'RNN_DEVICE_LOST',
    run: 'RNN_DEVICE_LOST',
    'a new backend': 'works',
    'the new one still': 'works',
    error: '0',
    'own properties': 'watched',
  });
  expect(glErrors(opened.printed)).toEqual([]);
});

test.each([
  ['EXT_color_buffer_float', ['EXT_color_buffer_float'], 'got half floats only'],
  [
    'EXT_color_buffer_float',
    ['EXT_color_buffer_float', 'EXT_color_buffer_half_float'],
    'not offered by this context; use the cpu backend',
  ],
])('without %s it is not made', async (name, missing, phrase) => {
  await using opened = await openPage(inject('site'));
  const said = await opened.page.evaluate(
    (each) => globalThis.pages.withoutExtensions(each),
    missing,
  );
  expect(said).toContain('RNN_UNSUPPORTED');
  expect(said).toContain(name);
  expect(said).toContain(phrase);
});
