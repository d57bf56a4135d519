// Beside tfjs, on its context: tensors there and back, nothing read, nothing left.

import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { glErrors, type OpenPage, openPage } from './harness/browser.ts';

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage(inject('site'));
});
afterAll(() => opened[Symbol.asyncDispose]());

test('tf.Tensor, LSTM, LSTM, tf.layers dense, tf.Tensor: nothing is read until the end', async () => {
  const { error, reads, readsAtEnd, leaked } = await opened.page.evaluate(() =>
    globalThis.pages.pipeline(),
  );
  expect(error).toBeLessThan(2e-6);
  expect(reads).toBe(0);
  expect(readsAtEnd).toBeGreaterThan(0);
  expect(leaked).toEqual({ tensors: 0, buffers: 0, bytes: 0 });
});

test('tensors of tfjs in every form survive the way there and back', async () => {
  const kept = await opened.page.evaluate(() => globalThis.pages.roundTrips());
  expect(Object.keys(kept)).toHaveLength(20);
  expect(Object.entries(kept).filter(([, same]) => !same)).toEqual([]);
});

test('tensors of tfjs are taken as x, as initialState and as frames', async () => {
  expect(await opened.page.evaluate(() => globalThis.pages.tensorsAnywhere())).toEqual({
    output: true,
    c: true,
    stream: true,
  });
});

test('what cannot be taken is refused with a code; tidy takes back what toTensor made', async () => {
  expect(await opened.page.evaluate(() => globalThis.pages.refusals())).toEqual({
    'another dtype': 'RNN_DTYPE',
    'after dispose': 'RNN_DISPOSED',
    'of another shape': 'RNN_SHAPE',
    'on another canvas': 'RNN_FOREIGN',
    'from another canvas': 'RNN_UNSUPPORTED',
    'to another canvas': 'RNN_UNSUPPORTED',
    tidied: '0',
  });
});

test('a run leaves the state of GL as it was', async () => {
  const { before, after } = await opened.page.evaluate(() => globalThis.pages.stateAround());
  expect(after).toBe(before);
});

test('GL refused no call', () => {
  expect(glErrors(opened.printed)).toEqual([]);
});
