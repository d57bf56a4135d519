// A recurrent layer of a Keras model: its config read by the contract, its weights in get_weights() order nested.

import {
  fromKerasConfig,
  type HostTensor,
  type LayerConfig,
  weightsInOrder,
} from '@gatefold/contract';
import { placesOf } from '@gatefold/contract/author';
import type { ImportedLayer, Note } from '../imported.ts';
import { fromCuDNN, withoutCuDNN } from './cudnn.ts';
import { isKeras1, withoutKeras1, fromKeras1 } from './keras-1.ts';
import { fieldsOf } from '../json-fields.ts';

const classes = ['SimpleRNN', 'LSTM', 'GRU', 'RNN', 'Bidirectional', 'CuDNNLSTM', 'CuDNNGRU'];

export function isRecurrent(className: string): boolean {
  return classes.includes(className);
}

/** A layer as the file has it. */
export interface KerasLayer {
  readonly path: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** In the order of get_weights(). */
  readonly weights: readonly HostTensor[];
}

/**
 * Reads a recurrent layer.
 *
 * @throws {ConfigError | ShapeError} for options that have no counterpart here, and weights that do not fit
 */
export function readRecurrentLayer(
  where: string,
  { path, className, config, weights }: KerasLayer,
  kerasVersion: string,
  notes: Note[],
): ImportedLayer {
  const written = { class_name: className, config };
  const object = isKeras1(kerasVersion) ? withoutKeras1(written) : withoutCuDNN(written);
  const version = isKeras1(kerasVersion) ? '2.0.0' : kerasVersion;
  const { config: read, trainingOnly } = named(`${where}: ${path}`, () =>
    fromKerasConfig(object as { class_name: string; config: Record<string, unknown> }, {
      kerasVersion: version,
    }),
  );
  noteDropped(path, trainingOnly, notes);
  const cells = placesOf(read).map(({ cell }) => cell);
  const whole = isKeras1(kerasVersion) ? fromKeras1(weights, cells) : weights;
  const plain = fromCuDNN(whole, cells);
  if (plain !== whole) {
    notes.push({
      kind: 'converted',
      path,
      says: 'Its weights lay as cuDNN wants them, and were turned into those of the plain layer.',
    });
  }
  return {
    config: read,
    weights: named(`${where}: ${path}`, () => weightsInOrder<LayerConfig>(read, plain)),
  };
}

/** What a model forgets by being read here, of what changes numbers in training only. */
function noteDropped(
  path: string,
  trainingOnly: Readonly<Record<string, unknown>>,
  notes: Note[],
): void {
  const rates = ['dropout', 'recurrent_dropout'].filter((key) => {
    const inside = [trainingOnly, fieldsOf(trainingOnly['layer']), fieldsOf(trainingOnly['cell'])];
    return inside.some((fields) => typeof fields[key] === 'number' && fields[key] !== 0);
  });
  if (rates.length === 0) return;
  notes.push({
    kind: 'dropped',
    path,
    says: `Its ${rates.join(' and ')}: Keras leaves that out when it predicts, and so do we.`,
  });
}

/** Puts the path of the layer before what the contract says of it. */
function named<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) error.message = `${where}: ${error.message}`;
    throw error;
  }
}
