// Weights of CuDNNLSTM and CuDNNGRU, and how Keras turns them into those of LSTM and GRU: keras 2.2.4,
// keras/engine/saving.py, _convert_rnn_weights. Gates stay in Keras's order, i f c o and z r h.

import type { CellConfig, HostTensor } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import { addUp, transpose } from '../arrange.ts';
import { fieldsOf } from '../json-fields.ts';

interface KerasObject {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

const plainClasses: Readonly<Record<string, string>> = { CuDNNLSTM: 'LSTM', CuDNNGRU: 'GRU' };

/** The plain layer that a cuDNN layer stands for, within a Bidirectional too. */
export function withoutCuDNN({ class_name: className, config }: KerasObject): KerasObject {
  if (className === 'Bidirectional') {
    const directions = ['layer', 'backward_layer'].filter((key) => (config[key] ?? null) !== null);
    const read = directions.map((key) => [key, withoutCuDNN(fieldsOf(config[key]) as never)]);
    return { class_name: className, config: { ...config, ...Object.fromEntries(read) } };
  }
  const plain = plainClasses[className];
  if (plain === undefined) return { class_name: className, config };
  // cuDNN has no other activations, and no other GRU.
  const fixed = { activation: 'tanh', recurrent_activation: 'sigmoid', use_bias: true };
  return {
    class_name: plain,
    config: { ...config, ...fixed, ...(plain === 'GRU' ? { reset_after: true } : {}) },
  };
}

/**
 * Turns weights that lie as cuDNN wants them: a bias of two halves is their only sign.
 *
 * @returns the same list where none does
 */
export function fromCuDNN(
  weights: readonly HostTensor[],
  cells: readonly CellConfig[],
): readonly HostTensor[] {
  if (weights.length !== 3 * cells.length) return weights;
  const turned = cells.flatMap((cell, index) => {
    const three = weights.slice(3 * index, 3 * index + 3) as [HostTensor, HostTensor, HostTensor];
    return isCuDNN(cell, three[2]) ? turn(cell, three) : three;
  });
  return turned.every((tensor, index) => tensor === weights[index]) ? weights : turned;
}

function isCuDNN({ kind, units }: CellConfig, { shape }: HostTensor): boolean {
  return kind !== 'simpleRNN' && shape.length === 1 && shape[0] === 2 * gateCounts[kind] * units;
}

function turn(
  { kind, units }: CellConfig,
  [W, U, b]: readonly [HostTensor, HostTensor, HostTensor],
): HostTensor[] {
  const gates = gateCounts[kind];
  const kernel = onGates(W, units, ({ shape, data }) => {
    const [rows, columns] = shape as [number, number];
    // Read row by row, it fills the columns.
    return transpose({ shape: [columns, rows], data });
  });
  const half = gates * units;
  const halves = [b.data.subarray(0, half), b.data.subarray(half)] as const;
  const bias =
    kind === 'gru'
      ? { shape: [2, half], data: b.data }
      : addUp({ shape: [half], data: halves[0] }, { shape: [half], data: halves[1] });
  return [kernel, onGates(U, units, transpose), bias];
}

/** Changes the block of columns of each gate, [rows, units]. */
function onGates(
  { shape, data }: HostTensor,
  units: number,
  change: (block: HostTensor) => HostTensor,
): HostTensor {
  const [rows, columns] = shape as [number, number];
  const changed = new Float32Array(data.length); // [rows, gates·units]
  for (let start = 0; start < columns; start += units) {
    const block = new Float32Array(rows * units); // [rows, units]
    for (let row = 0; row < rows; row++) {
      block.set(data.subarray(row * columns + start, row * columns + start + units), row * units);
    }
    const { data: moved } = change({ shape: [rows, units], data: block });
    for (let row = 0; row < rows; row++) {
      changed.set(moved.subarray(row * units, (row + 1) * units), row * columns + start);
    }
  }
  return { shape, data: changed };
}
