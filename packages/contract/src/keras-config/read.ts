// Keras's serialised layers in, configs out. What a config has no word for is handed back, never dropped.

import { bidirectional, stacked } from '../builders.ts';
import { checkBoolean, checkUnits } from '../check-config.ts';
import type {
  CellConfig,
  CellKind,
  DirectionalConfig,
  LayerConfig,
  LayerFlags,
  MergeMode,
} from '../config.ts';
import { ConfigError } from '../errors.ts';
import { readActivation } from './activations.ts';
import { flagKeys, kindOfClass } from './keys.ts';
import { KerasReader } from './reader.ts';
import type { KerasVersion } from './version.ts';
import { describe } from '../describe.ts';

/** What Keras says of a layer and a config does not, under Keras's own names and nested as Keras nests. */
export type TrainingOnly = Readonly<Record<string, unknown>>;

export interface FromKeras<C> {
  readonly config: C;
  readonly trainingOnly: TrainingOnly;
}

/** Reads a layer of any class. */
export function readLayer(
  where: string,
  object: unknown,
  version: KerasVersion,
): FromKeras<LayerConfig> {
  const reader = new KerasReader(where, object, version);
  return reader.className === 'Bidirectional' ? readBidirectional(reader) : readDirectional(reader);
}

function readDirectional(reader: KerasReader): FromKeras<DirectionalConfig> {
  if (reader.className === 'RNN') return readCells(reader);
  const kind = kindOfClass(reader.className, '');
  if (kind === undefined) throw reader.classError('SimpleRNN, LSTM, GRU, RNN or Bidirectional');
  const cell = readCell(reader, kind);
  const config = { ...cell, ...readFlags(reader) };
  return { config, trainingOnly: reader.rest() };
}

/** RNN: around one cell it is that cell's layer, around StackedRNNCells or a list a stack. */
function readCells(reader: KerasReader): FromKeras<DirectionalConfig> {
  const flags = readFlags(reader);
  const given = reader.take('cell');
  const object = Array.isArray(given)
    ? { class_name: 'StackedRNNCells', config: { cells: given } }
    : given;
  const inner = new KerasReader(`${reader.where}.cell`, object, reader.version);
  if (inner.className !== 'StackedRNNCells') {
    const { config, trainingOnly } = readOneCell(inner);
    return {
      config: { ...config, ...flags },
      trainingOnly: { ...reader.rest(), cell: trainingOnly },
    };
  }
  const cells = inner.take('cells');
  if (!Array.isArray(cells)) {
    throw new ConfigError({
      where: `${inner.where}.cells`,
      expected: 'must be a list of cells',
      actual: describe(cells),
    });
  }
  const read = cells.map((cell: unknown, index) =>
    readOneCell(new KerasReader(`${inner.where}.cells[${index}]`, cell, reader.version)),
  );
  return {
    config: stacked({ cells: read.map(({ config }) => config), ...flags }),
    trainingOnly: {
      ...reader.rest(),
      cell: { ...inner.rest(), cells: read.map(({ trainingOnly }) => trainingOnly) },
    },
  };
}

function readOneCell(reader: KerasReader): FromKeras<CellConfig> {
  const kind = kindOfClass(reader.className, 'Cell');
  if (kind === undefined) throw reader.classError('SimpleRNNCell, LSTMCell or GRUCell');
  return { config: readCell(reader, kind), trainingOnly: reader.rest() };
}

function readCell(reader: KerasReader, kind: CellKind): CellConfig {
  const { where, version } = reader;
  const activationOf = (key: string, byDefault: string): CellConfig['activation'] => {
    const given = reader.take(key);
    return readActivation(`${where}.${key}`, given === undefined ? byDefault : given, version);
  };
  const units = checkUnits(where, reader.take('units'));
  const activation = activationOf('activation', 'tanh');
  const useBias = checkBoolean(`${where}.use_bias`, reader.take('use_bias'), true);
  if (kind === 'simpleRNN') return { kind, units, activation, useBias };
  const gates = reader.has('recurrent_activation')
    ? ''
    : reader.byVersion('recurrent_activation', version.recurrentActivation);
  const recurrentActivation = activationOf('recurrent_activation', gates);
  if (kind === 'lstm') return { kind, units, activation, recurrentActivation, useBias };
  const resetAfter = reader.has('reset_after')
    ? checkBoolean(`${where}.reset_after`, reader.take('reset_after'), true)
    : reader.byVersion('reset_after', version.resetAfter);
  return { kind, units, activation, recurrentActivation, useBias, resetAfter };
}

function readFlags(reader: KerasReader): LayerFlags {
  const names = Object.keys(flagKeys) as (keyof typeof flagKeys)[];
  const entries = names.map((name) => {
    // Standalone Keras 2 has no such option, so that the key is left for rest() to refuse.
    if (name === 'zeroOutputForMask' && reader.version.line === 'keras2') return [name, false];
    const key = flagKeys[name];
    return [name, checkBoolean(`${reader.where}.${key}`, reader.take(key), false)];
  });
  return {
    ...(Object.fromEntries(entries) as Omit<LayerFlags, 'alignOutput'>),
    alignOutput: false,
  };
}

function readBidirectional(reader: KerasReader): FromKeras<LayerConfig> {
  const { where, version } = reader;
  const layer = readDirectional(new KerasReader(`${where}.layer`, reader.take('layer'), version));
  const given = version.line === 'keras2' ? undefined : reader.take('backward_layer');
  const backward =
    given === undefined || given === null
      ? undefined
      : readDirectional(new KerasReader(`${where}.backward_layer`, given, version));
  const mergeMode = reader.take('merge_mode') as MergeMode | undefined;
  return {
    config: bidirectional({
      layer: layer.config,
      ...(backward === undefined ? {} : { backwardLayer: backward.config }),
      ...(mergeMode === undefined ? {} : { mergeMode }),
    }),
    trainingOnly: {
      ...reader.rest(),
      layer: layer.trainingOnly,
      ...(backward === undefined ? {} : { backward_layer: backward.trainingOnly }),
    },
  };
}
