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

test('tensors of tfjs are taken as x, as initialState, as a mask and as frames', async () => {
  expect(await opened.page.evaluate(() => globalThis.pages.tensorsAnywhere())).toEqual({
    output: true,
    c: true,
    mask: true,
    stream: true,
  });
});

test('tensors of tfjs are taken as weights', async () => {
  expect(await opened.page.evaluate(() => globalThis.pages.tfWeights())).toEqual({
    single: true,
    bidirectional: true,
    stacked: true,
    "a tf.layers layer's": true,
  });
});

test('what cannot be taken is refused by name; tidy takes back what toTensor made', async () => {
  const { tidied, ...said } = await opened.page.evaluate(() => globalThis.pages.refusals());
  expect(tidied).toBe('0');
  const phrases: Record<string, string> = {
    'another dtype': 'RNN_DTYPE: lstm.run: x: a tensor of tfjs must be float32, got int32',
    'after dispose': 'RNN_DISPOSED',
    'of another shape': 'RNN_SHAPE',
    'to a backend without tf': 'RNN_FOREIGN',
    'fromTensor without tf': 'RNN_UNSUPPORTED',
    'toTensor without tf': 'RNN_UNSUPPORTED',
    'fromTensor of no tensor': 'RNN_FOREIGN',
    'fromTensor of our own': 'RNN_FOREIGN',
    'toTensor of a tf.Tensor': 'RNN_FOREIGN',
    'toTensor of another backend': 'RNN_FOREIGN',
    'weights of integers': 'RNN_DTYPE: lstm weights.bias',
  };
  for (const [name, phrase] of Object.entries(phrases)) expect(said[name]).toContain(phrase);
  expect(Object.keys(said)).toEqual(Object.keys(phrases));
  expect(said['to a backend without tf']).toContain('webgl({ tf })');
});

test('GL refused no call', () => {
  expect(glErrors(opened.printed)).toEqual([]);
});
