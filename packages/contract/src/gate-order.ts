// The orders in which libraries lay gates along the last axis, and the one place where columns move.

import type { CellKind } from './config.ts';
import { ConfigError, ShapeError } from './errors.ts';
import type { HostTensor } from './tensor.ts';
import { checkHostTensor, describe, formatShape } from './tensor.ts';

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

/**
 * Moves the gate blocks of a weight along its last axis from one library's order to another's.
 *
 * @param weight  [..., gates·units]: a kernel, a recurrent kernel or a bias. Read, not kept.
 * @returns a new tensor of the same shape
 * @throws {ConfigError} for an unknown order, or orders of different cells
 * @throws {ShapeError}  when the last axis is no multiple of the number of gates
 * @see clause W6
 * @example
 *   import { permuteGates, tensor } from '@gatefold/contract';
 *   const fromPyTorch = tensor([1, 2, 3]); // r z n, one unit
 *   permuteGates(fromPyTorch, 'rzn', 'zrn').data; // => Float32Array [2, 1, 3]
 */
export function permuteGates(weight: HostTensor, from: GateOrder, to: GateOrder): HostTensor {
  for (const order of [from, to]) {
    if (!Object.hasOwn(gateOrders, order)) {
      throw new ConfigError({
        where: 'permuteGates',
        expected: `order must be one of ${Object.keys(gateOrders).join(', ')}`,
        actual: describe(order),
      });
    }
  }
  if (gateOrders[from].kind !== gateOrders[to].kind) {
    throw new ConfigError({
      where: 'permuteGates',
      expected: `'${from}' is an order of ${gateOrders[from].kind} gates`,
      actual: `'${to}', of ${gateOrders[to].kind}`,
    });
  }
  checkHostTensor('permuteGates', weight);
  const { shape, data } = weight;
  const width = shape.at(-1) ?? 0;
  const units = width / from.length;
  if (!Number.isInteger(units) || units === 0) {
    throw new ShapeError({
      where: 'permuteGates',
      expected: `last axis must be a multiple of ${from.length} gates`,
      actual: formatShape(shape),
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
