// From a file to a model.

import { type Backend, FileError } from '@gatefold/contract';
import { checkOptions } from '@gatefold/contract/author';
import { type FileBytes, importModel, type ImportOptions } from '@gatefold/importers';
import { checkBackend } from './check-backend.ts';
import { Model } from './model.ts';

export interface LoadOptions extends ImportOptions {
  /** Where the recurrent layers run: a backend, or a promise of one, `wasm()`. It stays its maker's to dispose of. */
  readonly backend: Backend | Promise<Backend>;
}

/**
 * Loads a Keras model: `.keras`, `.h5`, or a layers model of TensorFlow.js.
 *
 * @param source   the whole file, or where to fetch it; the shards of a TensorFlow.js model are fetched beside its model.json
 * @throws {ConfigError}      (as a rejection) without a backend
 * @throws {FileError}        for a file that is no Keras model, or is damaged
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
  const { backend: given, ...reading } = checkOptions(where, options, [
    'backend',
    'memoryLimit',
    'file',
  ]);
  const backend = checkBackend(where, given);
  const isUrl = typeof source === 'string' || source instanceof URL;
  const bytes = isUrl ? await fetchBytes(where, source) : source;
  const file =
    reading.file ??
    (isUrl ? (name: string) => fetchBytes(where, new URL(name, absolute(source))) : undefined);
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
  return new Model({ graph, layers }, backend).ready;
}

async function fetchBytes(where: string, source: string | URL): Promise<ArrayBuffer> {
  const address = absolute(source);
  if (!URL.canParse(address)) {
    throw new FileError({
      where,
      expected: 'must be given a whole file or its address',
      actual: String(source),
      remedy: 'in Node, hand in the bytes of a file: await readFile(path)',
    });
  }
  const response = await fetch(address);
  if (response.ok) return response.arrayBuffer();
  throw new FileError({
    where: `${where}: ${String(source)}`,
    expected: 'must be there to fetch',
    actual: `HTTP status ${response.status}`,
  });
}

function absolute(source: string | URL): string | URL {
  return typeof location === 'undefined' ? source : new URL(source, location.href);
}
