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
import { describeObject } from './describe-object.ts';
import { flagKeys, kindOfClass, layerClassNames } from './keys.ts';
import { KerasReader } from './reader.ts';
import { type KerasVersion, lineNames } from './version.ts';

/** What Keras says of a layer and a config does not, under Keras's own names and nested as Keras nests. */
export type TrainingOnly = Readonly<Record<string, unknown>>;

export interface FromKeras<C> {
  readonly config: C;
  readonly trainingOnly: TrainingOnly;
}

const directional = ['SimpleRNN', 'LSTM', 'GRU', 'RNN'] as const;
const cells = ['SimpleRNNCell', 'LSTMCell', 'GRUCell'] as const;

/** Reads a layer of any class. */
export function readLayer(
  where: string,
  object: unknown,
  version: KerasVersion,
): FromKeras<LayerConfig> {
  const reader = new KerasReader(where, object, layerClassNames, version);
  return reader.className === 'Bidirectional' ? readBidirectional(reader) : readDirectional(reader);
}

function readDirectional(reader: KerasReader): FromKeras<DirectionalConfig> {
  const kind = kindOfClass(reader.className, '');
  if (kind === undefined) return readCells(reader);
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
  reader.takeCopies(object);
  const where = `${reader.where}.cell`;
  const inner = new KerasReader(where, object, [...cells, 'StackedRNNCells'], reader.version);
  if (inner.className !== 'StackedRNNCells') {
    const { config, trainingOnly } = readOneCell(inner);
    return {
      config: { ...config, ...flags },
      trainingOnly: { ...reader.rest(), cell: trainingOnly },
    };
  }
  const list = inner.take('cells');
  if (!Array.isArray(list)) {
    throw new ConfigError({
      where: `${inner.where}.cells`,
      expected: 'must be a list of cells',
      actual: describeObject(list),
      remedy: 'list them as { class_name, config }',
    });
  }
  const read = list.map((cell: unknown, index) =>
    readOneCell(new KerasReader(`${inner.where}.cells[${index}]`, cell, cells, reader.version)),
  );
  return {
    config: under(reader.where, 'stacked', () =>
      stacked({ cells: read.map(({ config }) => config), ...flags }),
    ),
    trainingOnly: {
      ...reader.rest(),
      cell: { ...inner.rest(), cells: read.map(({ trainingOnly }) => trainingOnly) },
    },
  };
}

function readOneCell(reader: KerasReader): FromKeras<CellConfig> {
  const kind = kindOfClass(reader.className, 'Cell') as CellKind;
  return { config: readCell(reader, kind), trainingOnly: reader.rest() };
}

/** A builder's complaint, with the path to the Keras object in place of the builder's name. */
function under<C>(where: string, builder: string, build: () => C): C {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof ConfigError) || !error.where.startsWith(builder)) throw error;
    throw new ConfigError({ ...error, where: where + error.where.slice(builder.length) });
  }
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
  if (resetAfter && !version.hasResetAfter) {
    throw new ConfigError({
      where: `${where}.reset_after`,
      expected: `must be false in ${lineNames[version.line]}, whose GRU knows no other`,
      actual: 'true',
      remedy: 'give the kerasVersion of the Keras that wrote the config',
    });
  }
  return { kind, units, activation, recurrentActivation, useBias, resetAfter };
}

function readFlags(reader: KerasReader): LayerFlags {
  const names = Object.keys(flagKeys) as (keyof typeof flagKeys)[];
  const entries = names.map((name) => {
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
  const read = (key: string, object: unknown): FromKeras<DirectionalConfig> =>
    readDirectional(new KerasReader(`${where}.${key}`, object, directional, version));
  const layer = read('layer', reader.take('layer'));
  const given = reader.take('backward_layer') ?? null;
  const backward = given === null ? undefined : read('backward_layer', given);
  const mergeMode = reader.take('merge_mode') as MergeMode | undefined;
  // Standalone Keras 2 and tf.layers turn a layer around, tf.keras and Keras 3 set go_backwards.
  const turns = version.line === 'keras2' || version.line === 'tfjs';
  const isForward = backward === undefined ? turns : !backward.config.goBackwards;
  if (layer.config.goBackwards && isForward) throw exchangedError(where, layer.config);
  return {
    config: under(where, 'bidirectional', () =>
      bidirectional({
        layer: layer.config,
        ...(backward === undefined ? {} : { backwardLayer: backward.config }),
        ...(mergeMode === undefined ? {} : { mergeMode }),
      }),
    ),
    trainingOnly: {
      ...reader.rest(),
      layer: layer.trainingOnly,
      ...(backward === undefined ? {} : { backward_layer: backward.trainingOnly }),
    },
  };
}

/** Keras runs directions that are exchanged (clause E17); here the first one goes forwards. */
function exchangedError(where: string, { returnSequences }: LayerFlags): ConfigError {
  const steps = returnSequences ? ', whose steps then come in the other order' : '';
  return new ConfigError({
    where: `${where}.layer.go_backwards`,
    expected: 'must be false: of two directions the first goes forwards here',
    actual: 'true',
    remedy: `exchange the two layers, their weights, and the halves of the output${steps}`,
  });
}
