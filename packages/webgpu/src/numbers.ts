// A buffer of the contract: on the host until a kernel needs it, and zeros until somebody fills it.

/** Arrays of more bytes are not kept once they lie on the device. */
const mostKeptBytes = 2 ** 18;

export class Numbers {
  readonly size: number;
  /** Null for numbers that were never on the device. */
  buffer: GPUBuffer | null = null;
  #host: Float32Array<ArrayBuffer> | null = null;
  #isNewer = false;

  constructor(size: number) {
    this.size = size;
  }

  /** Nobody has filled it. */
  get isZero(): boolean {
    return this.buffer === null && !this.#isNewer;
  }

  /** What is not on the device yet. */
  get host(): Float32Array<ArrayBuffer> | null {
    return this.#isNewer ? this.#host : null;
  }

  /** In place when the same buffer is written again, as a stream does. */
  write(data: Float32Array): void {
    if (this.#host === null) this.#host = new Float32Array(data);
    else this.#host.set(data);
    this.#isNewer = true;
  }

  /** Notes that the device has the newest numbers. */
  landed(buffer: GPUBuffer): void {
    this.buffer = buffer;
    this.#isNewer = false;
    if (this.size * Float32Array.BYTES_PER_ELEMENT > mostKeptBytes) this.#host = null;
  }
}
