import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ModelCases } from './case.ts';

const folder = join(import.meta.dirname, '..', 'io');

/** The cases of a model. */
export function readCases(id: string): ModelCases {
  const text = gunzipSync(readFileSync(join(folder, `${id}.json.gz`))).toString();
  return JSON.parse(text) as ModelCases;
}
