// Buffers handed across the border of a backend: for devices that give and take a runtime's own tensors.

import type { Shape, Tensor } from '../tensor.ts';
import { sizeOf } from '../tensor.ts';
import { disposedError } from './endings.ts';
import type { Ledger } from './ledger.ts';

/**
 * What `defineBackend` hands the author, who makes of it the methods that a device's own users need.
 *
 * @typeParam B  a buffer
 * @see clause D11
 */
export interface Exchange<B> {
  /**
   * Finds the buffer behind a tensor of this backend: to be read at once, and neither written nor freed. All work that
   * fills it has been submitted.
   *
   * @throws {ForeignTensorError} for anything but a tensor of this backend
   * @throws {DisposedError}
   * @throws {DeviceError} when what should fill it has failed, or still waits for a kernel
   */
  bufferOf(where: string, tensor: unknown): B;
  /**
   * Makes a tensor of a new buffer; `fill` gets it with as many zeros as the shape holds.
   *
   * @throws {DisposedError} when the backend is disposed of
   * @throws what `fill` throws; nothing is left of the buffer then
   */
  tensorOf(where: string, shape: Shape, fill: (buffer: B) => void): Tensor;
}

/** Opens the border of a backend whose books these are; `submit` has a buffer's work done before it is handed out. */
export function openExchange<B>(
  backend: { readonly disposed: boolean },
  ledger: Ledger<B>,
  submit: (where: string, buffer: B) => void,
): Exchange<B> {
  const checkAlive = (where: string): void => {
    if (backend.disposed) throw disposedError(where, 'the backend');
  };
  return {
    bufferOf(where, tensor) {
      checkAlive(where);
      const { buffer } = ledger.slotOf(where, tensor);
      submit(where, buffer);
      return buffer;
    },
    tensorOf(where, shape, fill) {
      checkAlive(where);
      const slot = ledger.allocate(sizeOf(shape));
      try {
        fill(slot.buffer);
      } catch (error) {
        ledger.letGo(slot);
        throw error;
      }
      return ledger.tensor(slot, [...shape]);
    },
  };
}
