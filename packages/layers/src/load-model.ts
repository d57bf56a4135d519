// From a file to a model.

import { type Backend, FileError } from '@gatefold/contract';
import { checkOptions } from '@gatefold/contract/author';
import { type FileBytes, importModel, type ImportOptions } from '@gatefold/importers';
import { Model } from './model.ts';

export interface LoadOptions extends ImportOptions {
  /** Where the recurrent layers run: a backend, or a promise of one, `wasm()`. It stays its maker's to dispose of. */
  readonly backend: Backend | Promise<Backend>;
}

/**
 * Loads a Keras model: `.keras`, `.h5`, or a layers model of TensorFlow.js.
 *
 * @param source   the whole file, or where to fetch it; the shards of a TensorFlow.js model are fetched beside its model.json
 * @throws {FileError}        (as a rejection) for a file that is no Keras model, or is damaged
 * @throws {UnsupportedError} for a layer that is not known, by its name and path
 * @throws {ShapeError}       for weights that do not fit their layer
 * @example
 *   import { readFile } from 'node:fs/promises';
 *   import { cpu } from '@gatefold/cpu';
 *   import { loadModel } from '@gatefold/layers';
 *   const file = await readFile('../../importers/models/files/keras3-plain.keras');
 *   const model = await loadModel(file, { backend: cpu() });
 *   (await model.predictOne([Array(5).fill([0.1, 0.2, 0.3])])).shape; // => [1, 1]
 */
export async function loadModel(
  source: FileBytes | string | URL,
  options: LoadOptions,
): Promise<Model> {
  const where = 'loadModel';
  const { backend, ...reading } = checkOptions(where, options, ['backend', 'memoryLimit', 'file']);
  const isUrl = typeof source === 'string' || source instanceof URL;
  const bytes = isUrl ? await fetchBytes(source) : source;
  const file =
    reading.file ??
    (isUrl ? (name: string) => fetchBytes(new URL(name, absolute(source))) : undefined);
  const { memoryLimit } = reading;
  const { graph, layers } = await importModel(bytes, {
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(file === undefined ? {} : { file }),
  } as ImportOptions);
  if (graph === undefined) {
    throw new FileError({
      where,
      expected: 'the file must hold a whole model, with its config',
      actual: 'weights alone',
      remedy: 'build the model with input() and layers, or take single layers with importModel()',
    });
  }
  return new Model({ graph, layers }, backend as LoadOptions['backend']).ready;
}

async function fetchBytes(source: string | URL): Promise<ArrayBuffer> {
  const response = await fetch(source);
  if (response.ok) return response.arrayBuffer();
  throw new FileError({
    where: `loadModel: ${String(source)}`,
    expected: 'must be there to fetch',
    actual: `HTTP status ${response.status}`,
  });
}

function absolute(source: string | URL): string | URL {
  return typeof location === 'undefined' ? source : new URL(source, location.href);
}
