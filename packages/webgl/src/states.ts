// States between matrices, as layers take and return them, and the texture arrays that steps read and write.

import type { SequenceCall } from '@gatefold/contract/author';
import type { DeviceCell, DeviceWeights, Plan, Plans } from './cell.ts';
import { type Device, units } from './device.ts';
import type { Matrices, Matrix } from './matrix.ts';
import type { LayeredTexture } from './scratch.ts';
import type { Fold, Texture } from './textures.ts';
import type { Origin } from './tiles.ts';

export type Call = SequenceCall<Matrix, DeviceCell>;

/** What all draws of a run have in common. */
export interface Run {
  readonly calls: readonly Call[];
  readonly plan: Plan;
  readonly project: Plans['project'];
  readonly weights: DeviceWeights;
  /** Texels of one step's state, folded. */
  readonly state: Fold;
  /** Uniforms of every program. */
  readonly common: Readonly<Record<string, number>>;
}

export class States {
  readonly #device: Device;
  readonly #matrices: Matrices;

  constructor(device: Device, matrices: Matrices) {
    this.#device = device;
    this.#matrices = matrices;
  }

  /** Initial states into tile 0 of the odd array, which no step of a history writes to. */
  load(run: Run, odd: LayeredTexture): void {
    const { gl } = this.#device;
    const { calls, plan, state, common } = run;
    const shift = this.bind(calls);
    gl.bindFramebuffer(gl.FRAMEBUFFER, odd.framebuffer);
    gl.useProgram(plan.load.handle);
    plan.load.setInts({ ...common, matrixShift: shift });
    this.#device.draw(plan.load, state);
  }

  /** A step without a state before it reads none, but a sampler must not be left on a texture that is drawn to. */
  bindNone(): void {
    const { gl } = this.#device;
    this.#device.bind('h', gl.TEXTURE_2D, null);
    this.#device.bind('c', gl.TEXTURE_2D, null);
  }

  /** Binds the initial states of one direction or both. */
  bind(calls: readonly Call[]): number {
    const { gl } = this.#device;
    const samplers = [
      ['h', 'c'],
      ['backwardH', 'backwardC'],
    ] as const;
    let shift = 0;
    const textures = calls.flatMap(({ prepared, initialState }, d) => {
      const names = prepared.hasC ? (['h', 'c'] as const) : (['h'] as const);
      return names.map((name, index) => {
        const { units: width } = prepared.cell;
        const texture = this.#matrices.textureOf('initialState', initialState[name], width);
        return { sampler: samplers[d]?.[index] ?? fail(), texture };
      });
    });
    // Bound after all uploads, which bind as well.
    for (const { sampler, texture } of textures) {
      this.#device.bind(sampler, gl.TEXTURE_2D, texture.handle);
      shift = texture.shift;
    }
    return shift;
  }

  /** The last step's state into the matrices of the result. */
  unload(run: Run, parity: 'even' | 'odd', before: Origin): void {
    const { gl } = this.#device;
    const { calls, plan, common } = run;
    const [{ prepared, batch }] = calls as [Call];
    const names = prepared.hasC ? (['h', 'c'] as const) : (['h'] as const);
    const made = calls.flatMap((call) =>
      names.map((name) => ({
        matrix: call.finalState[name],
        texture: this.acquire(batch * prepared.unitTexels),
      })),
    );
    const [{ texture }] = made as [(typeof made)[0]];
    this.#matrices.textures.target(made.map((each) => each.texture.handle));
    const { unload } = plan;
    gl.useProgram(unload.handle);
    unload.setInts({ ...common, matrixShift: texture.shift });
    gl.uniform1i(unload.location('state'), units[parity]);
    gl.uniform2i(unload.location('tile'), before.x, before.y);
    this.#device.draw(unload, texture);
    for (const each of made) this.give(each.matrix, prepared.cell.units, each.texture);
  }

  acquire(count: number): Texture {
    return this.#matrices.textures.acquire('webgl', count);
  }

  /** Hands a texture over to a matrix, its only holder. */
  give(matrix: Matrix, width: number, texture: Texture): void {
    this.#matrices.fill(matrix, width, texture);
    this.#matrices.textures.release(texture);
  }
}

export function fail(): never {
  throw new Error('webgl: a state without a texture; please report this');
}
