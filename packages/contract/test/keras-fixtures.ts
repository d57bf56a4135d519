// What real writers wrote, by version: the output of fixtures/print_configs.py, and of tf.layers by
// conformance/adapters/tfjs/test/configs.test.ts.

import { readFileSync } from 'node:fs';
import type { KerasObject } from '../src/index.ts';

export const writers = [
  '2.1.5',
  '2.2.4',
  '2.3.1',
  '2.21.0',
  '3.15.1',
  'tfjs-layers 4.22.0',
] as const;
export type Writer = (typeof writers)[number];

/** Those that have been asked for models, other layers and other cells, too. */
export const askedForOthers: readonly Writer[] = writers.filter((writer) => writer !== '2.3.1');

/** Layers that are read. */
export function layersWrittenBy(version: Writer): ReadonlyMap<string, KerasObject> {
  return objectsIn(`${stem(version)}.jsonl`);
}

export function layerWrittenBy(version: Writer, name: string): KerasObject {
  return named(layersWrittenBy(version), name);
}

/** What is refused. */
export function othersWrittenBy(version: Writer): ReadonlyMap<string, KerasObject> {
  return objectsIn(`${stem(version)}-others.jsonl`);
}

export function otherWrittenBy(version: Writer, name: string): KerasObject {
  return named(othersWrittenBy(version), name);
}

function named(objects: ReadonlyMap<string, KerasObject>, name: string): KerasObject {
  const object = objects.get(name);
  if (object === undefined) throw new Error(`nothing is called ${name}`);
  return object;
}

function stem(version: Writer): string {
  return version.startsWith('tfjs') ? version.replace(' ', '-') : `keras-${version}`;
}

function objectsIn(file: string): ReadonlyMap<string, KerasObject> {
  const text = readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8');
  const lines = text.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const { name, layer } = JSON.parse(line) as { name: string; layer: KerasObject };
      return [name, layer];
    }),
  );
}
