// Who owns which buffer. Buffers are shared by count: a run never writes to a buffer that a tensor can see.

import type { MemoryInfo } from '../backend.ts';
import { DisposedError, ForeignTensorError, ShapeError, UnsupportedError } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { isTensor, type Shape, sizeOf, type Tensor, type TensorLike } from '../tensor.ts';

/** A device buffer and how many hold it. */
export interface Slot<B> {
  readonly buffer: B;
  readonly size: number;
  /** Whether it is a stream's, which will overwrite it. */
  isLent: boolean;
  holders: number;
}

/** Where numbers come from: a buffer of this backend, or an array of the caller's. */
export type Source<B> = Slot<B> | Float32Array;

/** What the books need of a device. */
export interface LedgerKernels<B> extends Pick<
  Kernels<B, never>,
  'allocate' | 'free' | 'read' | 'readSync' | 'guest'
> {
  readonly name: string;
  readonly supports: { readonly dataSync: boolean };
  dispose?(): void;
}

/** Keeps the books of one backend: its buffers, tensors, layers and streams. */
export class Ledger<B> {
  readonly kernels: LedgerKernels<B>;
  readonly alive: Record<'tensors' | 'layers' | 'streams', Set<Disposable>> = {
    tensors: new Set(),
    layers: new Set(),
    streams: new Set(),
  };
  #buffers = 0;

  constructor(kernels: LedgerKernels<B>) {
    this.kernels = kernels;
  }

  /** A zero-filled buffer with one holder. */
  allocate(size: number): Slot<B> {
    // No device has empty buffers, and no kernel is called for one.
    return this.adopt(this.kernels.allocate(Math.max(size, 1)), size);
  }

  /** A buffer that is there already, with one holder. */
  adopt(buffer: B, size: number): Slot<B> {
    this.#buffers++;
    return { buffer, size, isLent: false, holders: 1 };
  }

  /** A buffer of each size, or none of them when the device cannot give the last. */
  allocateAll(sizes: readonly number[]): readonly Slot<B>[] {
    const slots: Slot<B>[] = [];
    try {
      for (const size of sizes) slots.push(this.allocate(size));
    } catch (error) {
      for (const slot of slots) this.letGo(slot);
      throw error;
    }
    return slots;
  }

  hold(slot: Slot<B>): Slot<B> {
    slot.holders++;
    return slot;
  }

  letGo(slot: Slot<B>): void {
    slot.holders--;
    if (slot.holders > 0) return;
    this.kernels.free(slot.buffer);
    this.#buffers--;
  }

  /** Wraps a held slot as a tensor that gives it back. */
  tensor(slot: Slot<B>, shape: Shape): DeviceTensor<B> {
    const tensor = new DeviceTensor(this, slot, shape);
    this.alive.tensors.add(tensor);
    return tensor;
  }

  /** A tensor that its borrower cannot free and that is not counted as alive. */
  lend(slot: Slot<B>, shape: Shape): DeviceTensor<B> {
    slot.isLent = true;
    return new DeviceTensor(this, slot, shape);
  }

  /** The slot behind a tensor of this backend, or one to copy a guest from. */
  slotOf(where: string, tensor: Tensor): Slot<B> {
    const guest = this.kernels.guest?.(where, tensor) ?? null;
    if (guest !== null) {
      return { buffer: guest, size: sizeOf(tensor.shape), isLent: true, holders: 1 };
    }
    if (!(tensor instanceof DeviceTensor) || tensor.ledger !== this) {
      throw new ForeignTensorError({
        where,
        expected: `must be a tensor of this ${this.kernels.name} backend, or a host tensor`,
        actual: 'a tensor of another backend',
        remedy: 'read it with data() and pass { shape, data }',
      });
    }
    return tensor.slot(where) as Slot<B>;
  }

  /** Where the numbers of a tensor of either sort are. */
  sourceOf(where: string, value: TensorLike): Source<B> {
    return isTensor(value) ? this.slotOf(where, value) : value.data;
  }

  memory(): MemoryInfo {
    const { tensors, layers, streams } = this.alive;
    return {
      tensors: tensors.size,
      layers: layers.size,
      streams: streams.size,
      buffers: this.#buffers,
    };
  }

  disposeAll(): void {
    const { tensors, layers, streams } = this.alive;
    for (const resource of [...streams, ...layers, ...tensors]) resource[Symbol.dispose]();
    this.kernels.dispose?.();
  }
}

export class DeviceTensor<B> implements Tensor<never> {
  readonly shape: never;
  readonly ledger: Ledger<B>;
  readonly #slot: Slot<B>;
  #disposed = false;

  constructor(ledger: Ledger<B>, slot: Slot<B>, shape: Shape) {
    this.ledger = ledger;
    this.shape = shape as never;
    this.#slot = slot;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  slot(where: string): Slot<B> {
    if (this.#disposed) throw disposedError(where, 'the tensor');
    return this.#slot;
  }

  async data(target?: Float32Array): Promise<Float32Array> {
    const { buffer, size } = this.slot('tensor.data');
    const filled = checkTarget('tensor.data', target, size);
    if (size > 0) await this.ledger.kernels.read(buffer, filled);
    return filled;
  }

  dataSync(target?: Float32Array): Float32Array {
    const { kernels } = this.ledger;
    if (!kernels.supports.dataSync) {
      throw new UnsupportedError({
        where: `${kernels.name}: tensor.dataSync`,
        expected: 'is not supported (supports.dataSync: false)',
        remedy: 'await data()',
      });
    }
    const { buffer, size } = this.slot('tensor.dataSync');
    const filled = checkTarget('tensor.dataSync', target, size);
    if (size === 0) return filled;
    if (kernels.readSync === undefined) void kernels.read(buffer, filled);
    else kernels.readSync(buffer, filled);
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
  if (target instanceof Float32Array && target.length === size) return target;
  throw new ShapeError({
    where,
    expected: `target must be a Float32Array of ${size}`,
    actual: target instanceof Float32Array ? String(target.length) : typeof target,
  });
}

export function disposedError(where: string, what: string): DisposedError {
  return new DisposedError({ where, expected: `${what} was used after dispose()` });
}
