// Buffers handed across the border of a backend: for packages that give and take a runtime's own tensors.

import type { Backend } from '../backend.ts';
import { disposedError, type Ledger } from './memory.ts';
import { type Shape, sizeOf, type Tensor } from '../tensor.ts';

const ledgers = new WeakMap<Backend, Ledger<never>>();

/** Lets {@link bufferOf} and {@link tensorOf} find a backend's books. */
export function openExchange<B>(backend: Backend, ledger: Ledger<B>): void {
  ledgers.set(backend, ledger as never);
}

/**
 * Finds the buffer behind a tensor: to be read, at once, and neither written nor freed.
 *
 * @returns what the backend's kernels call a buffer
 * @throws {ForeignTensorError} for a tensor of another backend
 * @throws {DisposedError}
 */
export function bufferOf(backend: Backend, tensor: Tensor): unknown {
  return openLedger('bufferOf', backend).slotOf('bufferOf', tensor).buffer;
}

/**
 * Makes a tensor of a new buffer that a package has filled itself; `fill` gets it with as many zeros as the shape holds.
 *
 * @throws {DisposedError} when the backend is disposed of
 */
export function tensorOf(backend: Backend, shape: Shape, fill: (buffer: never) => void): Tensor {
  const ledger = openLedger('tensorOf', backend);
  const slot = ledger.allocate(sizeOf(shape));
  try {
    fill(slot.buffer);
  } catch (error) {
    ledger.letGo(slot);
    throw error;
  }
  return ledger.tensor(slot, [...shape]);
}

function openLedger(where: string, backend: Backend): Ledger<never> {
  if (backend.disposed) throw disposedError(where, 'the backend');
  const ledger = ledgers.get(backend);
  if (ledger === undefined) throw new Error(`${where}: needs a backend made by defineBackend`);
  return ledger;
}
