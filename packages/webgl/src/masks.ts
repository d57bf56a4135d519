// A mask on the device: for each row and step, whether it is kept and whether it emits.

import type { SequenceCall } from '@gatefold/contract/author';
import type { Device } from './device.ts';
import { fold } from './textures.ts';

/** Bit 0: the step is kept. Bit 1, and bit 2 for a second direction: the step's output is h and not zeros. */
export type MaskCall = Pick<
  SequenceCall<unknown, unknown>,
  'batch' | 'timeSteps' | 'mask' | 'resumes' | 'goBackwards' | 'zeroOutputForMask'
>;

interface MaskBits {
  /** [batch · timeSteps, padded to the texture] */
  readonly bits: Uint8Array;
  /** Whether every row's last processed step emits its h, for each direction. */
  readonly lastEmits: readonly boolean[];
}

/**
 * Works out what each step emits; equals runRow of packages/cpu/src/sequence.ts.
 *
 * A masked step repeats the output before it, which is the h that it keeps, but for the steps before the first kept
 * one: those emit zeros, whatever the initial state is (clause M4), unless the row goes on with a stream's sequence (T9).
 */
function maskBits(calls: readonly MaskCall[], size: number): MaskBits {
  const bits = new Uint8Array(size);
  const lastEmits = calls.map(
    ({ batch, timeSteps, mask, resumes, goBackwards, zeroOutputForMask }, index) => {
      let all = true;
      for (let row = 0; row < batch; row++) {
        let emits = resumes?.[row] === 1;
        for (let s = 0; s < timeSteps; s++) {
          const n = row * timeSteps + (goBackwards ? timeSteps - 1 - s : s);
          const keep = mask === null || mask[n] === 1;
          emits = keep || (emits && !zeroOutputForMask);
          bits[n] = (bits[n] as number) | (keep ? 1 : 0) | (emits ? 2 << index : 0);
        }
        all &&= emits;
      }
      return all;
    },
  );
  return { bits, lastEmits };
}

/** The one mask texture of a device: a run fills it before its draws. */
export class MaskTexture {
  readonly #device: Device;
  #texture: WebGLTexture | null = null;
  #width = 0;
  #height = 0;
  /** How the last mask lies in it. */
  shift = 2;
  lastEmits: readonly boolean[] = [true, true];

  constructor(device: Device) {
    this.#device = device;
  }

  /** Uploads the mask of one direction, or of both; without one the texture is bound and not read. */
  load(calls: readonly MaskCall[]): void {
    const { gl } = this.#device;
    const [{ batch, timeSteps, mask }] = calls as [MaskCall];
    // Four bytes at least, which is how uploads are aligned.
    const { width, height } = fold(Math.max(16, mask === null ? 0 : batch * timeSteps));
    this.#ensure(width, height);
    this.#device.bind('mask', gl.TEXTURE_2D, this.#texture);
    if (mask === null) {
      this.lastEmits = [true, true];
      return;
    }
    const { bits, lastEmits } = maskBits(calls, width * height);
    this.shift = Math.log2(width);
    this.lastEmits = lastEmits;
    this.#device.upload({ width, height }, 'RED_INTEGER', bits);
  }

  dispose(): void {
    const { gl } = this.#device;
    const texture = this.#texture;
    if (texture !== null) this.#device.discard(() => gl.deleteTexture(texture));
  }

  #ensure(width: number, height: number): void {
    if (width <= this.#width && height <= this.#height) return;
    const { gl } = this.#device;
    this.dispose();
    this.#width = Math.max(width, this.#width);
    this.#height = Math.max(height, this.#height);
    this.#texture = gl.createTexture();
    this.#device.bind('mask', gl.TEXTURE_2D, this.#texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R8UI, this.#width, this.#height);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }
}
