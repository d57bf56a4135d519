// What real Keras wrote, by version: the output of fixtures/print-configs.py.

import { readFileSync } from 'node:fs';
import type { KerasObject } from '../src/index.ts';

export const writers = ['2.2.4', '2.3.1', '2.21.0', '3.15.1'] as const;
export type Writer = (typeof writers)[number];

export function layersWrittenBy(version: Writer): ReadonlyMap<string, KerasObject> {
  const text = readFileSync(new URL(`fixtures/keras-${version}.jsonl`, import.meta.url), 'utf8');
  const lines = text.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const { name, layer } = JSON.parse(line) as { name: string; layer: KerasObject };
      return [name, layer];
    }),
  );
}

export function layerWrittenBy(version: Writer, name: string): KerasObject {
  const layer = layersWrittenBy(version).get(name);
  if (layer === undefined) throw new Error(`no layer ${name} by Keras ${version}`);
  return layer;
}
