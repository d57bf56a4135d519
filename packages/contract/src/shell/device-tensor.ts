// A tensor on a device: a shape, and a hold on the buffer with its numbers. Clauses L2, L7, L12, L15.

import { describe } from '../describe.ts';
import { ShapeError, UnsupportedError } from '../errors.ts';
import type { Shape, Tensor } from '../tensor.ts';
import { isFloat32Array, typedArrayLength } from '../typed-array.ts';
import type { Ledger, Slot } from './ledger.ts';
import { disposedError } from './endings.ts';

export class DeviceTensor<B> implements Tensor<never> {
  readonly shape: never;
  readonly ledger: Ledger<B>;
  readonly #slot: Slot<B>;
  #disposed = false;

  constructor(ledger: Ledger<B>, slot: Slot<B>, shape: Shape) {
    this.ledger = ledger;
    // What a tensor is read by: of another shape, it would be read past its end.
    this.shape = Object.freeze(shape) as never;
    this.#slot = slot;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Not `instanceof`, which a proxy around a tensor passes. */
  static isOne(value: unknown): value is DeviceTensor<unknown> {
    return typeof value === 'object' && value !== null && #slot in value;
  }

  slot(where: string): Slot<B> {
    if (!this.#disposed) return this.#slot;
    throw disposedError(where, 'the tensor');
  }

  async data(target?: Float32Array): Promise<Float32Array> {
    const slot = this.slot('tensor.data');
    const filled = checkTarget('tensor.data', target, slot.size);
    if (slot.size > 0) await this.ledger.read(slot, filled);
    return filled;
  }

  dataSync(target?: Float32Array): Float32Array {
    const { device } = this.ledger;
    if (!device.supports.dataSync) {
      throw new UnsupportedError({
        where: `${device.name}: tensor.dataSync`,
        expected: 'is not supported (supports.dataSync: false)',
        remedy: 'await data()',
      });
    }
    const { buffer, size } = this.slot('tensor.dataSync');
    const filled = checkTarget('tensor.dataSync', target, size);
    if (size > 0) device.readSync(buffer, filled);
    return filled;
  }

  dispose(): void {
    if (this.#disposed || this.#slot.isLent) return;
    this.end();
    this.ledger.alive.tensors.delete(this);
    this.ledger.letGo(this.#slot);
  }

  /** Makes every later use throw; the owner of a lent tensor calls it. */
  end(): void {
    this.#disposed = true;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function checkTarget(where: string, target: Float32Array | undefined, size: number): Float32Array {
  if (target === undefined) return new Float32Array(size);
  if (isFloat32Array(target) && typedArrayLength(target) === size) return target;
  throw new ShapeError({
    where,
    expected: `target must be a Float32Array of ${size}`,
    actual: describe(target),
    remedy: 'leave target out for a new array',
  });
}
