// The model files of models/files, and what must be read from each.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'models', 'files');

/** An array as generate.py lists it. */
export interface Listed {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** Names of files with these endings. */
export function filesOf(...endings: readonly string[]): readonly string[] {
  return readdirSync(folder).filter((name) => endings.some((ending) => name.endsWith(ending)));
}

export function bytesOfFile(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(join(folder, name)));
}

/** What generate.py says that a file holds. */
export function expectedOf(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8'));
}

export function asTensor({ shape, data }: Listed): { shape: number[]; data: Float32Array } {
  return { shape: [...shape], data: Float32Array.from(data) };
}
