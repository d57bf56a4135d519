// The orders in which libraries lay gates along the last axis, and the one place where columns move.

import { checkUnits } from './check-config.ts';
import { checkOptions } from './check-options.ts';
import type { CellKind } from './config.ts';
import { describe, formatShape } from './describe.ts';
import { ConfigError, ShapeError } from './errors.ts';
import { type HostTensor, readHostTensor } from './tensor.ts';

/**
 * Gate orders by their letters, named as WebNN names them.
 *
 * Ours, and Keras's and tfjs-layers': `ifgo` (Keras writes i f c o) and `zrn` (Keras: z r h).
 */
export const gateOrders = {
  ifgo: { kind: 'lstm', usedBy: 'Keras, tfjs-layers, PyTorch, WebNN' },
  iofg: { kind: 'lstm', usedBy: 'ONNX (iofc), WebNN by default' },
  igfo: { kind: 'lstm', usedBy: 'TensorFlow 1 BasicLSTMCell and tf.basicLSTMCell (i j f o)' },
  zrn: { kind: 'gru', usedBy: 'Keras, tfjs-layers, ONNX (zrh), WebNN by default' },
  rzn: { kind: 'gru', usedBy: 'PyTorch, cuDNN (r z h)' },
} as const;

export type GateOrder = keyof typeof gateOrders;

/** How many blocks of `units` columns a cell's kernels have. */
export const gateCounts: Readonly<Record<CellKind, number>> = { simpleRNN: 1, gru: 3, lstm: 4 };

/** What {@link permuteGates} is told: the width of the cell, and two orders of its gates. */
export interface GateMove {
  readonly units: number;
  readonly from: GateOrder;
  readonly to: GateOrder;
}

/**
 * Moves the gate blocks of a weight along its last axis from one library's order to another's.
 *
 * PyTorch and ONNX keep the gates on the first axis: transpose their kernels before. A kernel that was not is refused,
 * but for one whose inputDim happens to be gates·units, which no shape can tell.
 *
 * @param weight  [inputDim, gates·units], [units, gates·units], [2, gates·units] or [gates·units]. Read, not kept.
 * @returns a new tensor of the same shape
 * @throws {ConfigError} for an unknown order, orders of different cells, or units below 1
 * @throws {ShapeError}  when the last axis is not gates·units, or there are more than two
 * @see clause W6
 * @example
 *   import { permuteGates, tensor } from '@gatefold/contract';
 *   const fromPyTorch = tensor([1, 2, 3]); // r z n, one unit
 *   permuteGates(fromPyTorch, { units: 1, from: 'rzn', to: 'zrn' }).data; // => Float32Array [2, 1, 3]
 */
export function permuteGates(weight: HostTensor, move: GateMove): HostTensor {
  const where = 'permuteGates';
  const given = checkOptions(`${where}: move`, move, ['units', 'from', 'to']);
  const units = checkUnits(where, given.units);
  const from = checkOrder(`${where}.from`, given.from);
  const to = checkOrder(`${where}.to`, given.to);
  if (gateOrders[from].kind !== gateOrders[to].kind) {
    throw new ConfigError({
      where,
      expected: `'${from}' is an order of ${gateOrders[from].kind} gates`,
      actual: `'${to}', of ${gateOrders[to].kind}`,
      remedy: 'give two orders of one kind of cell',
    });
  }
  const { shape, data } = readHostTensor(`${where}: weight`, weight);
  const width = from.length * units;
  if (shape.at(-1) !== width || shape.length > 2) {
    throw new ShapeError({
      where: `${where}: weight`,
      expected: `must be [${width}] or [rows, ${width}], ${from.length} gates of ${units}`,
      actual: formatShape(shape),
      remedy: shape.slice(0, -1).includes(width)
        ? 'transpose it first: PyTorch and ONNX keep the gates on the first axis'
        : 'give the units of the cell, and each direction by itself',
    });
  }
  const moved = new Float32Array(data.length);
  for (let row = 0; row < data.length; row += width) {
    for (const [block, gate] of [...to].entries()) {
      const start = row + from.indexOf(gate) * units;
      moved.set(data.subarray(start, start + units), row + block * units);
    }
  }
  return { shape, data: moved };
}

function checkOrder(where: string, order: unknown): GateOrder {
  // A list of one name would pass for the name.
  if (typeof order === 'string' && Object.hasOwn(gateOrders, order)) return order as GateOrder;
  throw new ConfigError({
    where,
    expected: 'must be an order of gates',
    actual: describe(order),
    remedy: `known: ${Object.keys(gateOrders).join(', ')}`,
  });
}
