// C21: whole models, named as such, with the paths of their layers.

import { expect, test } from 'vitest';
import { fromKerasConfig, isRnnError, type KerasObject } from '../src/index.ts';
import { askedForOthers, othersWrittenBy, otherWrittenBy, type Writer } from './keras-fixtures.ts';

const models = [
  'functional',
  'sequential',
  'nested',
  'functionalH5',
  'without',
  'modelInSavedModel',
];

/** What the refusal of an object says to do. */
function remedyFor(object: unknown): string {
  try {
    fromKerasConfig(object as KerasObject);
  } catch (error) {
    if (isRnnError(error)) return error.remedy ?? '';
  }
  throw new Error('must be refused');
}

/** The value at a path like `config.layers[1]`. */
function at(object: unknown, path: string): unknown {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  return keys.reduce((value, key) => (value as Record<string, unknown>)[key], object);
}

test('C21 models are named, and each path leads to a layer', () => {
  const asked = askedForOthers.flatMap((version) =>
    [...othersWrittenBy(version)].map(([name, model]) => ({ version, name, model })),
  );
  for (const { version, name, model } of asked.filter((other) => models.includes(other.name))) {
    expect(() => fromKerasConfig(model, { kerasVersion: version })).toThrow(
      /^fromKerasConfig: \w+: must be one layer, got a whole model; /,
    );
    const paths = [...remedyFor(model).matchAll(/([\w.[\]]+) \(/g)].map(
      ([, path]) => path as string,
    );
    expect([name, paths.length === 0]).toEqual([name, name === 'without']);
    for (const path of paths) {
      const layer = at(model, path) as KerasObject;
      expect(fromKerasConfig(layer, { kerasVersion: version }).config.kind).toMatch(/^[a-z]/);
    }
  }
});

const remedies: readonly [Writer, string, string][] = [
  [
    '2.1.5',
    'sequential',
    "give one of its layers: config[1] (LSTM 'words') with kerasVersion '2.1.5'",
  ],
  ['2.1.5', 'without', 'it has no recurrent layer'],
  [
    '2.2.4',
    'functional',
    "give one of its layers: config.layers[1] (Bidirectional 'both'), config.layers[2] (GRU 'last') with kerasVersion '2.2.4'",
  ],
  ['3.15.1', 'nested', "give one of its layers: config.layers[1].config.layers[1] (LSTM 'words')"],
  [
    'tfjs-layers 4.22.0',
    'functional',
    "give one of its layers: config.layers[1] (Bidirectional 'bidirectional_Bidirectional3'), config.layers[2] (GRU 'last') with kerasVersion 'tfjs-layers 4.22.0'",
  ],
];

test('C21 the paths are listed', () => {
  for (const [version, name, remedy] of remedies) {
    expect([version, name, remedyFor(otherWrittenBy(version, name))]).toEqual([
      version,
      name,
      remedy,
    ]);
  }
});

test('C21 a file around a model, a list of layers and a wrapper lead to their layers, too', () => {
  const modelTopology = { model_config: otherWrittenBy('2.21.0', 'sequential') };
  const file = { format: 'layers-model', modelTopology, weightsManifest: [] };
  expect(() => fromKerasConfig(file as never)).toThrow(
    "fromKerasConfig: must be one layer, got a whole model; give one of its layers: modelTopology.model_config.config.layers[1] (LSTM 'words') with kerasVersion '2.21.0'",
  );
  const layer = { class_name: 'LSTM', config: { units: 2 } };
  expect(() => fromKerasConfig(Array.from({ length: 8 }, () => layer) as never)).toThrow(
    'give what is inside: [0] (LSTM), [1] (LSTM), [2] (LSTM), [3] (LSTM) and 4 more',
  );
  expect(() => fromKerasConfig(otherWrittenBy('3.15.1', 'timeDistributed'))).toThrow(
    /TimeDistributed: must be a recurrent layer itself, got a TimeDistributed '[a-z_]+'; give what is inside, and run it once for every step: config.layer \(LSTM 'lstm'\)/,
  );
});
