// What models/generate.py has written: model files of real Keras, and what they compute.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Golden } from './run-golden.ts';

const folder = join(import.meta.dirname, '..', 'models', 'files');

/** All models of a line of Keras. */
export function goldensOf(line: 'keras3' | 'tf_keras'): readonly Golden[] {
  return JSON.parse(readFileSync(join(folder, `${line}.goldens.json`), 'utf8')) as Golden[];
}

/** Each file with its golden. */
export const goldenFiles = (['keras3', 'tf_keras'] as const).flatMap((line) =>
  goldensOf(line).flatMap((golden) => golden.files.map((file) => [file, golden] as const)),
);

/** A model file, which is kept gzipped: HDF5 is mostly zeros. */
export function bytesOf(file: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(gunzipSync(readFileSync(join(folder, `${file}.gz`))));
}
