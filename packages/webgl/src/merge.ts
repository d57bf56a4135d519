// Two outputs into one; equals mergeOnHost of packages/contract/src/kernels/kernels.ts.

import type { MergeCall } from '@gatefold/contract/author';
import type { Device } from './device.ts';
import { mergeSource } from './glsl/transfer.ts';
import { type Matrices, type Matrix, texels } from './matrix.ts';

const modes = { concat: 0, sum: 1, mul: 2, ave: 3 };

export class Merger {
  readonly #device: Device;
  readonly #matrices: Matrices;

  constructor(device: Device, matrices: Matrices) {
    this.#device = device;
    this.#matrices = matrices;
  }

  merge({
    mode,
    rows,
    forward,
    forwardUnits,
    backward,
    backwardUnits,
    output,
  }: MergeCall<Matrix>): void {
    const { gl } = this.#device;
    const { textures } = this.#matrices;
    const width = mode === 'concat' ? forwardUnits + backwardUnits : forwardUnits;
    this.#device.use('webgl: merge', () => {
      const first = this.#matrices.textureOf('merge', forward, forwardUnits);
      const second = this.#matrices.textureOf('merge', backward, backwardUnits);
      const merged = textures.acquire('webgl: bidirectional.run: output', rows * texels(width));
      const program = this.#device.program(mergeSource);
      this.#device.bind('h', gl.TEXTURE_2D, first.handle);
      this.#device.bind('backwardH', gl.TEXTURE_2D, second.handle);
      textures.target([merged.handle]);
      gl.useProgram(program.handle);
      program.setInts({
        rows,
        forwardUnits,
        backwardUnits,
        mode: modes[mode],
        matrixShift: merged.shift,
        forwardShift: first.shift,
        backwardShift: second.shift,
      });
      this.#device.draw(program, merged);
      this.#matrices.fill(output, width, merged);
      textures.release(merged);
    });
  }
}
