// Configs in, Keras's serialised layers out, in the form of the line that is to read them.

import type {
  BidirectionalConfig,
  CellConfig,
  DirectionalConfig,
  LayerConfig,
  LayerFlags,
} from '../config.ts';
import { ConfigError } from '../errors.ts';
import { writeActivation } from './activations.ts';
import { checkFields, defaultFields } from './fields.ts';
import {
  checkHarmless,
  checkKeys,
  copiedKeys,
  flagKeys,
  hasOption,
  isTrainingKey,
  type KerasObject,
  layerClasses,
} from './keys.ts';
import type { TrainingOnly } from './read.ts';
import { type KerasVersion, lineNames } from './version.ts';
import { describe } from '../describe.ts';

/** Writes a layer of any kind; `where` leads to it in messages. */
export function writeLayer(
  where: string,
  config: LayerConfig,
  version: KerasVersion,
  trainingOnly: TrainingOnly,
): KerasObject {
  return config.kind === 'bidirectional'
    ? writeBidirectional(where, config, version, trainingOnly)
    : writeDirectional(where, config, version, trainingOnly);
}

function writeDirectional(
  where: string,
  config: DirectionalConfig,
  version: KerasVersion,
  trainingOnly: TrainingOnly,
): KerasObject {
  const flags = writeFlags(where, config, version);
  if (config.kind !== 'stacked' && trainingOnly['cell'] === undefined) {
    const keys = { ...flags, ...writeCell(where, config, version) };
    return assemble(where, layerClasses[config.kind], keys, version, trainingOnly);
  }
  const { cell: inner, ...rest } = trainingOnly;
  const cellRest = nested(`${where}.cell`, inner);
  const cell =
    config.kind === 'stacked'
      ? writeStack(`${where}.cell`, config.cells, version, cellRest)
      : writeOneCell(`${where}.cell`, config, version, cellRest);
  const copies = Object.entries(cell.config).filter(([key]) =>
    copiedKeys(version.line, 'RNN').includes(key),
  );
  return assemble(where, 'RNN', { ...Object.fromEntries(copies), ...flags, cell }, version, rest);
}

function writeStack(
  where: string,
  cells: readonly CellConfig[],
  version: KerasVersion,
  trainingOnly: TrainingOnly,
): KerasObject {
  const { cells: inner = [], ...rest } = trainingOnly;
  if (!Array.isArray(inner) || (inner.length !== 0 && inner.length !== cells.length)) {
    throw new ConfigError({
      where: `${where}.cells`,
      expected: `must be a list of ${cells.length}, one for each cell`,
      actual: describe(inner),
      remedy: 'give { } for a cell that has nothing to say',
    });
  }
  const written = cells.map((cell, index) => {
    const path = `${where}.cells[${index}]`;
    return writeOneCell(path, cell, version, nested(path, inner[index]));
  });
  return assemble(where, 'StackedRNNCells', { cells: written }, version, rest);
}

function writeOneCell(
  where: string,
  cell: CellConfig,
  version: KerasVersion,
  trainingOnly: TrainingOnly,
): KerasObject {
  const className = `${layerClasses[cell.kind]}Cell`;
  return assemble(where, className, writeCell(where, cell, version), version, trainingOnly);
}

function writeCell(where: string, cell: CellConfig, version: KerasVersion): object {
  const { units, activation, useBias } = cell;
  if (cell.kind === 'gru' && cell.resetAfter && !version.hasResetAfter) {
    throw new ConfigError({
      where: `${where}.resetAfter`,
      expected: `must be false in ${lineNames[version.line]}, whose GRU knows no other`,
      actual: 'true',
      remedy: 'write for Keras 2.1.5 or later, tf.keras 2 or Keras 3',
    });
  }
  return {
    units,
    activation: writeActivation(`${where}.activation`, activation, version),
    ...(cell.kind === 'simpleRNN'
      ? {}
      : {
          recurrent_activation: writeActivation(
            `${where}.recurrentActivation`,
            cell.recurrentActivation,
            version,
          ),
        }),
    use_bias: useBias,
    ...(cell.kind === 'gru' ? { reset_after: cell.resetAfter } : {}),
  };
}

function writeFlags(where: string, config: DirectionalConfig, { line }: KerasVersion): object {
  const flags: Record<string, boolean> = {};
  for (const [name, key] of Object.entries(flagKeys)) flags[key] = config[name as keyof LayerFlags];
  if (config.alignOutput) {
    throw new ConfigError({
      where: `${where}.alignOutput`,
      expected: 'is not an option of any Keras',
      remedy: 'leave it out, and turn the output round behind the layer: keras.ops.flip(y, axis=1)',
    });
  }
  if (!hasOption(line, flagKeys.zeroOutputForMask) && config.zeroOutputForMask) {
    throw new ConfigError({
      where: `${where}.zeroOutputForMask`,
      expected: `is not an option of ${lineNames[line]}`,
      remedy: 'write for tf.keras 2 or Keras 3',
    });
  }
  // tf.keras writes it only when it is on.
  if (line !== 'keras3' && !config.zeroOutputForMask) delete flags[flagKeys.zeroOutputForMask];
  return flags;
}

function writeBidirectional(
  where: string,
  config: BidirectionalConfig,
  version: KerasVersion,
  trainingOnly: TrainingOnly,
): KerasObject {
  const { layer, backward_layer: backward, ...rest } = trainingOnly;
  const mirrored = { ...config.layer, goBackwards: true };
  const isMirrored = JSON.stringify(config.backwardLayer) === JSON.stringify(mirrored);
  if (!hasOption(version.line, 'backward_layer') && !(isMirrored && backward === undefined)) {
    throw new ConfigError({
      where: `${where}.backwardLayer`,
      expected: `is not an option of ${lineNames[version.line]}, which mirrors the layer`,
      remedy: 'write for tf.keras 2 or Keras 3',
    });
  }
  const write = (name: string, direction: DirectionalConfig, given: unknown): KerasObject => {
    const path = `${where}.${name}`;
    return writeDirectional(path, direction, version, nested(path, given));
  };
  // Keras 3 always writes the backward layer, tf.keras only one that it was given.
  const isWritten = version.line === 'keras3' || !isMirrored || backward !== undefined;
  const keys = {
    layer: write('layer', config.layer, layer),
    merge_mode: config.mergeMode,
    ...(isWritten
      ? { backward_layer: write('backward_layer', config.backwardLayer, backward) }
      : {}),
  };
  return assemble(where, 'Bidirectional', keys, version, rest);
}

/** Joins what the config says with what it does not. */
function assemble(
  where: string,
  className: string,
  keys: object,
  version: KerasVersion,
  { fields: given, ...trainingOnly }: TrainingOnly,
): KerasObject {
  checkKeys(`${where}: trainingOnly`, className, Object.keys(trainingOnly), version);
  for (const [key, value] of Object.entries(trainingOnly)) {
    if (!isTrainingKey(version.line, className, key)) {
      throw new ConfigError({
        where: `${where}: trainingOnly.${key}`,
        expected: 'is not training only',
        remedy: 'the config says it, so take it out',
      });
    }
    checkHarmless(`${where}: trainingOnly`, key, value);
  }
  const config: Record<string, unknown> = { ...trainingOnly, ...keys };
  const fields = nested(`${where}.fields`, given ?? defaultFields(version.line));
  checkFields(`${where}: trainingOnly.fields`, className, fields, config['name']);
  return { ...fields, class_name: className, config };
}

function nested(where: string, trainingOnly: unknown = {}): TrainingOnly {
  if (typeof trainingOnly === 'object' && trainingOnly !== null && !Array.isArray(trainingOnly)) {
    return trainingOnly as TrainingOnly;
  }
  throw new ConfigError({
    where: `${where}: trainingOnly`,
    expected: 'must be an object, as fromKerasConfig returns it',
    actual: describe(trainingOnly),
    remedy: 'leave it out for none',
  });
}
