// TensorFlow.js's layers models: model.json, and shards of numbers beside it.
// github.com/tensorflow/tfjs: the weights manifest of tfjs-core, and the models of tfjs-layers

import { FileError, type HostTensor } from '@gatefold/contract';
import { ArrayReader } from './array-reader.ts';
import { Budget } from './budget.ts';
import type { Imported, ImportOptions } from './imported.ts';
import { fieldsOf, shown, textOr } from './json-fields.ts';
import { readModel } from './keras/model-config.ts';
import { namedGroup } from './keras/named-group.ts';
import { isNewLayout, readNewWeights } from './keras/new-weights.ts';
import { type NamedWeight, shareWeights } from './keras/old-weights.ts';
import { withWeights } from './keras/read-keras.ts';
import { bytesPerNumber, type NumberType } from './numbers.ts';
import { openFiles } from './open-files.ts';
import { parseJson } from './parse-json.ts';

const where = 'importTfjs';

const types: Readonly<Record<string, NumberType>> = {
  float32: 'float32',
  float16: 'float16',
  int32: 'int32',
  uint8: 'uint8',
  uint16: 'uint16',
  bool: 'bool',
};

/**
 * Reads a layers model.
 *
 * @throws {FileError} for a graph model, for shards that are missing or too short, and for types that hold no numbers
 */
export async function readTfjs(
  bytes: Uint8Array,
  { memoryLimit, file }: ImportOptions,
): Promise<Imported> {
  const budget = new Budget(where, memoryLimit);
  const json = parseJson(where, bytes);
  const { modelTopology, weightsManifest, format, generatedBy } = json;
  if (format === 'graph-model' || typeof modelTopology !== 'object') {
    if ('class_name' in json) {
      throw new FileError({
        where,
        expected: 'must be a model with its weights',
        actual: 'a config of Keras, as to_json() writes it',
        remedy: 'model.save() writes both, as .keras',
      });
    }
    throw new FileError({
      where,
      expected: 'must be a layers-model of TensorFlow.js',
      actual: typeof format === 'string' ? `a ${format}` : 'other JSON',
      remedy:
        'a graph-model has operations and no layers: convert the Keras model with --output_format=tfjs_layers_model',
    });
  }
  const topology = fieldsOf(modelTopology);
  // Python's converter puts the model one level deeper.
  const config = 'model_config' in topology ? topology['model_config'] : topology;
  const model = readModel(where, config);
  const groups = Array.isArray(weightsManifest) ? weightsManifest.map(fieldsOf) : [];
  const paths = groups.flatMap(({ paths: own }) => (Array.isArray(own) ? own.map(String) : []));
  const files = await openFiles(where, paths, file);
  const arrays = new ArrayReader(where, budget);
  const weights = groups.flatMap((group) => readGroup(group, files, arrays, budget));
  const whole = {
    path: model.name,
    name: model.name,
    className: model.className,
    config: {},
    model,
  };
  const named = namedGroup(where, weights);
  const shares = isNewLayout(named)
    ? readNewWeights(where, named, model)
    : shareWeights(where, whole, weights);
  const read = withWeights(model, shares, versionOf(topology, generatedBy));
  const writer = typeof generatedBy === 'string' ? generatedBy : read.writer;
  return {
    ...read,
    ...(writer === undefined ? {} : { writer }),
    notes: [...arrays.notes, ...read.notes],
  };
}

/** tfjs-layers writes its own version where Keras writes Keras's. */
function versionOf(topology: Readonly<Record<string, unknown>>, generatedBy: unknown): string {
  const version = textOr('', topology['keras_version']);
  if (version !== '' && !version.startsWith('tfjs')) return version;
  const own = /tfjs-layers v?(?<own>\d[\d.]*)/.exec(`${version} ${textOr('', generatedBy)}`)
    ?.groups?.['own'];
  return `tfjs-layers ${own ?? '4.22.0'}`;
}

/** The weights of one group, which lie one after another in its shards. */
function readGroup(
  { paths, weights }: Readonly<Record<string, unknown>>,
  files: ReadonlyMap<string, Uint8Array>,
  arrays: ArrayReader,
  budget: Budget,
): NamedWeight[] {
  const shards = (Array.isArray(paths) ? paths : []).map(
    (path) => files.get(String(path)) as Uint8Array,
  );
  const size = shards.reduce((sum, shard) => sum + shard.length, 0);
  budget.take('the shards', size);
  const joined = new Uint8Array(size);
  let at = 0;
  for (const shard of shards) {
    joined.set(shard, at);
    at += shard.length;
  }
  let start = 0;
  return (Array.isArray(weights) ? weights : []).map((entry): NamedWeight => {
    const { name, tensor, bytes } = readWeight(fieldsOf(entry), joined.subarray(start), arrays);
    start += bytes;
    return { name, tensor };
  });
}

function readWeight(
  { name, shape, dtype, quantization }: Readonly<Record<string, unknown>>,
  bytes: Uint8Array,
  arrays: ArrayReader,
): NamedWeight & { bytes: number } {
  const path = textOr('', name);
  const { dtype: stored, scale = 1, min = 0 } = fieldsOf(quantization);
  const type = types[textOr('', stored ?? dtype)];
  if (type === undefined || !Array.isArray(shape)) {
    throw new FileError({
      where: `${where}: ${path}`,
      expected: 'must be a shape of real numbers',
      actual: `${shown(shape)} of ${shown(stored ?? dtype)}`,
    });
  }
  const sizes = shape.map(Number);
  const length = arrays.count(path, sizes) * bytesPerNumber(type);
  const tensor = arrays.read({ path, shape: sizes, type }, bytes.subarray(0, length));
  if (stored === undefined || stored === 'float16') return { name: path, tensor, bytes: length };
  if (!Number.isFinite(scale) || !Number.isFinite(min)) {
    throw new FileError({
      where: `${where}: ${path}.quantization`,
      expected: 'must have a scale and a min',
      actual: shown(quantization),
    });
  }
  arrays.notes.push({
    kind: 'converted',
    path,
    says: `Its numbers are ${type} in the file, and were scaled back to float32.`,
  });
  const data = tensor.data.map((value) => value * (scale as number) + (min as number));
  return { name: path, tensor: { shape: sizes, data } satisfies HostTensor, bytes: length };
}
