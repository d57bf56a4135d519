// Who owns which buffer. Buffers are shared by count: a run never writes to a buffer that a tensor can see.
// Clauses I2, L1, L5, L17, D15.

import type { MemoryInfo } from '../backend.ts';
import { DeviceError, type DisposedError, ForeignTensorError, isRnnError } from '../errors.ts';
import { guardReads } from '../guard-reads.ts';
import type { Guest, Memory } from '../kernels/kernels.ts';
import { isTensor, readHostTensor, type Shape } from '../tensor.ts';
import { DeviceTensor } from './device-tensor.ts';
import { disposedError, endAll } from './endings.ts';

/** A device buffer and how many hold it. */
export interface Slot<B> {
  readonly buffer: B;
  readonly size: number;
  /** Whether it is a stream's, which will overwrite it. */
  isLent: boolean;
  holders: number;
}

/** Where the numbers of an argument are: in a buffer, in an array of the caller's, or with a runtime that lends them. */
export type Source<B> = { readonly shape: Shape } & (
  { readonly slot: Slot<B> } | { readonly data: Float32Array } | { readonly guest: B }
);

/** The device as the books see it. */
export interface Device<B> extends Pick<
  Memory<B>,
  'bytesPerNumber' | 'allocate' | 'free' | 'write' | 'copy' | 'read'
> {
  readonly name: string;
  readonly supports: { readonly dataSync: boolean };
  readSync(buffer: B, target: Float32Array): void;
  guest?(where: string, value: unknown): Guest<B> | null;
  /** Copies from a guest's buffer before it returns; there with `guest`. */
  copyGuest?(guest: B, to: B, size: number): void;
}

interface Reading<B> {
  readonly slot: Slot<B>;
  reject(error: DisposedError): void;
}

/** Keeps the books of one backend: its buffers, tensors, layers and streams. */
export class Ledger<B> {
  readonly device: Device<B>;
  readonly alive: Record<'tensors' | 'layers' | 'streams', Set<Disposable>> = {
    tensors: new Set(),
    layers: new Set(),
    streams: new Set(),
  };
  readonly #readings = new Set<Reading<B>>();
  #buffers = 0;
  #numbers = 0;

  constructor(device: Device<B>) {
    this.device = device;
  }

  /**
   * A zero-filled buffer with one holder.
   *
   * @throws {DeviceError} when there is no room for it
   */
  allocate(size: number): Slot<B> {
    try {
      // No device has empty buffers, and no kernel is called for one.
      return this.adopt(this.device.allocate(Math.max(size, 1)), size);
    } catch (error) {
      if (isRnnError(error)) throw error;
      throw new DeviceError(
        {
          where: `${this.device.name}.allocate`,
          expected: `the device has no room for ${size} numbers`,
          actual: String(error),
          remedy: 'dispose of what is not needed, or run smaller batches',
        },
        { cause: error },
      );
    }
  }

  /** A buffer that is there already, with one holder. */
  adopt(buffer: B, size: number): Slot<B> {
    this.#buffers++;
    this.#numbers += size;
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
    // Counted before it is freed: a device that throws must not leave wrong books.
    this.#buffers--;
    this.#numbers -= slot.size;
    this.device.free(slot.buffer);
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

  /**
   * Finds where the numbers of an argument are: a guest's, a tensor's of this backend, or a host tensor's.
   *
   * @throws {ShapeError | DtypeError} for what is no tensor
   * @throws {ForeignTensorError | DisposedError} for a tensor of another backend, or one that is gone
   */
  sourceOf(where: string, value: unknown): Source<B> {
    return guardReads(where, () => {
      const guest = this.device.guest?.(where, value) ?? null;
      if (guest !== null) return { shape: guest.shape, guest: guest.buffer };
      if (!isTensor(value)) return readHostTensor(where, value);
      const slot = this.slotOf(where, value);
      return { shape: value.shape, slot };
    });
  }

  /**
   * The slot behind a tensor of this backend.
   *
   * @throws {ForeignTensorError | DisposedError}
   */
  slotOf(where: string, tensor: unknown): Slot<B> {
    if (DeviceTensor.isOne(tensor) && tensor.ledger === this) {
      return tensor.slot(where) as Slot<B>;
    }
    throw new ForeignTensorError({
      where,
      expected: `must be a tensor of this ${this.device.name} backend, or a host tensor`,
      actual: 'a tensor of another backend',
      remedy: 'read it with data() and pass { shape, data }',
    });
  }

  /** Brings the numbers of a source into a buffer of its size; zeros where there is no source. */
  pour(source: Source<B> | null, { buffer, size }: Slot<B>): void {
    if (size === 0) return;
    if (source === null) this.device.write(buffer, new Float32Array(size));
    else if ('data' in source) this.device.write(buffer, source.data);
    else if ('guest' in source) this.device.copyGuest?.(source.guest, buffer, size);
    else if (source.slot.buffer !== buffer) this.device.copy(source.slot.buffer, buffer);
  }

  /** Reads a buffer, which stays until the numbers are there; rejects when the backend is disposed of before. */
  async read(slot: Slot<B>, target: Float32Array): Promise<void> {
    const answer = this.device.read(slot.buffer, target);
    if (answer === undefined) return;
    await new Promise<void>((resolve, reject) => {
      const reading = { slot: this.hold(slot), reject };
      this.#readings.add(reading);
      const release = (): void => {
        if (this.#readings.delete(reading)) this.letGo(slot);
      };
      answer.finally(release).then(resolve, reject);
    });
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

  /** What the buffers take on the device. */
  get bytes(): number {
    return this.#numbers * (this.device.bytesPerNumber ?? Float32Array.BYTES_PER_ELEMENT);
  }

  /** Disposes of everything, whatever the device throws; the first that it threw is thrown at the end. */
  disposeAll(): void {
    const { tensors, layers, streams } = this.alive;
    const gone = disposedError('tensor.data', 'the backend');
    const ends = [...streams, ...layers, ...tensors].map((resource) => () => {
      resource[Symbol.dispose]();
    });
    for (const reading of this.#readings) {
      this.#readings.delete(reading);
      reading.reject(gone);
      ends.push(() => this.letGo(reading.slot));
    }
    endAll(ends);
  }
}
