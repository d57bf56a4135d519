// Guests where numbers must lie in JavaScript's memory: weights, which are laid out anew, and masks, which are read here.
// Clauses D10.

import { UnsupportedError } from '../errors.ts';
import type { Guest } from '../kernels/kernels.ts';
import { mapLeaves, pathTo, readNest } from '../leaves.ts';
import { type HostTensor, sizeOf } from '../tensor.ts';
import type { Ledger } from './ledger.ts';

/** A guest as a host tensor; null for any other value. */
export function readGuest<B>(where: string, ledger: Ledger<B>, value: unknown): HostTensor | null {
  const guest = ledger.device.guest?.(where, value) ?? null;
  return guest === null ? null : readNow(where, ledger, guest);
}

/** Weights with every guest among them read: nested as they came. */
export function hostWeights<B>(where: string, ledger: Ledger<B>, weights: unknown): unknown {
  return mapLeaves(
    readNest(where, weights),
    (leaf, path) => readGuest(pathTo(where, path), ledger, leaf) ?? leaf,
  );
}

function readNow<B>(where: string, ledger: Ledger<B>, { shape, buffer }: Guest<B>): HostTensor {
  const { device } = ledger;
  if (!device.supports.dataSync) {
    throw new UnsupportedError({
      where,
      expected: `${device.name} cannot read a tensor on the device at once`,
      remedy: 'read it first, and pass { shape, data }',
    });
  }
  const data = new Float32Array(sizeOf(shape));
  const slot = ledger.allocate(data.length);
  try {
    if (data.length > 0) {
      device.copy(buffer, slot.buffer);
      device.readSync(slot.buffer, data);
    }
  } finally {
    ledger.letGo(slot);
  }
  return { shape: [...shape], data };
}
