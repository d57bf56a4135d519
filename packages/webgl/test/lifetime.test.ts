// Backends come and go on a context, and leave it as it was; runs leave no more behind than is kept on purpose.

import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { ofTheDay } from '../../workspace/src/of-the-day.ts';
import { glErrors, type OpenPage, openPage } from './harness/browser.ts';

let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage(inject('site'));
});
afterAll(() => opened[Symbol.asyncDispose]());

const contexts = ofTheDay(['canvas', 'tfjs'] as const, 2);

test.each(contexts)('twenty backends in turn on the same %s', async (where) => {
  const { numbers, first, last, ownProperties } = await opened.page.evaluate(
    (each) => globalThis.pages.twentyInTurn(each),
    where,
  );
  expect(numbers).toBe(1);
  // Programs, their vertex shader and the vertex array stay for the next backend; nothing else does.
  expect(last).toEqual(first);
  const { Program, Shader, VertexArray, ...others } = last;
  expect(Program).toBeGreaterThan(0);
  // Made before the counting began.
  expect([Shader, VertexArray]).toEqual([0, 0]);
  expect(others).toEqual({ Texture: 0, Framebuffer: 0, Buffer: 0 });
  expect(ownProperties).toEqual([]);
});

test('framebuffers are bounded, whichever textures meet', async () => {
  const count = await opened.page.evaluate(() => globalThis.pages.framebuffersAfter(4000));
  expect(count).toBeLessThanOrEqual(128);
});

test('reads on their way are rejected when their backend is disposed of', async () => {
  const said = await opened.page.evaluate(() => globalThis.pages.disposedWhileReading());
  expect(said).toEqual(['RNN_DISPOSED', 'RNN_DISPOSED']);
});

test('GL refused no call', () => {
  expect(glErrors(opened.printed)).toEqual([]);
});
