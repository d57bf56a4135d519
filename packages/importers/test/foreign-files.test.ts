// What people hand in for a model file, and is none that is read here: told what it is, and what to do.

import { expect, test } from 'vitest';
import { importModel, only } from '../src/index.ts';

const text = (written: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(written);

test.each<[what: string, bytes: Uint8Array<ArrayBuffer>, advice: string]>([
  [
    'saved_model.pb',
    Uint8Array.of(0x08, 0x01, 0x12, 0xf3, 0x0a, 0x0a),
    'that looks like a SavedModel of TensorFlow',
  ],
  ['a gzipped file', Uint8Array.of(0x1f, 0x8b, 0x08, 0), 'that is gzipped: unpack it first'],
  [
    'a pointer of Git LFS',
    text('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n'),
    'git lfs pull fetches it',
  ],
  ['a page', text('<!doctype html><title>404</title>'), 'a page of HTML instead of the file'],
  [
    'to_json()',
    text('{"class_name":"Sequential","config":{}}'),
    'model.save() writes both, as .keras',
  ],
  ['other JSON', text('{"format":"graph-model"}'), 'a graph-model has operations and no layers'],
])('%s', async (_, bytes, advice) => {
  await expect(importModel(bytes)).rejects.toMatchObject({
    code: 'RNN_FILE',
    message: expect.stringContaining(advice),
  });
});

test('a promise that was not awaited, and a file option that is no function, are refused', () => {
  const promise = Promise.resolve({ layers: new Map() });
  expect(() => only(promise as never)).toThrow(
    'only: must be given what importModel() resolves to, got a Promise; only(await importModel(bytes))',
  );
  return expect(importModel(text('{}'), { file: './' as never })).rejects.toThrow(
    "importModel.file: must be a function: (path) => bytes, or a promise of them, got './'",
  );
});
