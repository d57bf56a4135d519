// What is computed around the recurrent layers of a file, so that a whole model runs.

import type { Backend, HostTensor } from '@gatefold/contract';
import type { Imported } from '@gatefold/importers';
import type { Named, Numbers } from '../case.ts';
import { LayerRunner } from '../layer-runner.ts';

export interface Program extends Disposable {
  run(inputs: Named): Promise<Named>;
}

/** The parts that a program is put together of. */
export interface Parts {
  readonly bytes: Uint8Array;
  readonly imported: Imported;
  readonly backend: Backend;
}

export type ProgramMaker = (parts: Parts) => Promise<Program>;

/** A tensor of the file that is not a recurrent layer's. */
export function tensorOf({ tensors }: Imported, path: string): HostTensor {
  const found = tensors.get(path);
  if (found !== undefined) return found;
  throw new Error(`no ${path} among ${[...tensors.keys()].join(', ')}`);
}

/** A layer of the file, on the backend. */
export function layerOf({ imported, backend }: Parts, path: string): LayerRunner {
  const found = imported.layers.get(path);
  if (found !== undefined) return new LayerRunner(backend, found);
  throw new Error(`no ${path} among ${[...imported.layers.keys()].join(', ')}`);
}

/** Rows of numbers as one sequence: [1, rows, width]. */
export function sequenceOf(rows: readonly ArrayLike<number>[]): Numbers & { data: Float32Array } {
  const width = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) data.set(Array.from(row), index * width);
  return { shape: [1, rows.length, width], data };
}

/** Row `index` of [1, rows, width]. */
export function rowOf({ shape, data }: Numbers, index: number): Float32Array {
  const width = shape.at(-1) as number;
  return Float32Array.from({ length: width }, (_, k) => data[index * width + k] as number);
}

/** Numbers of these names, which a case must have. */
export function numbersOf(inputs: Named, name: string): readonly number[] {
  const found = inputs[name];
  if (found === undefined) throw new Error(`no ${name} among ${Object.keys(inputs).join(', ')}`);
  return Array.from(found.data);
}
