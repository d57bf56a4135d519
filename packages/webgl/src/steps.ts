// The draws of the steps: as few calls to GL as there can be, since each step repeats them.

import { type Device, units } from './device.ts';
import type { StepVariant } from './glsl/layouts/variant.ts';
import type { Plan } from './cell.ts';
import type { LayeredTexture, Layers, Scratch } from './scratch.ts';
import type { Call, Run } from './states.ts';
import { type Fold, flatFold, fold } from './textures.ts';
import type { Tiles } from './tiles.ts';

/** Of the draw of sums in `split`. */
const wantedFragments = 2 ** 13;
const mostParts = 4;

/** Which steps to draw, and where. */
export interface StepLoop {
  readonly even: LayeredTexture;
  readonly odd: LayeredTexture;
  readonly tiles: Tiles;
  /** Whether each step's state stays, in a tile of its own. */
  readonly keep: boolean;
  readonly from: number;
  readonly until: number;
  readonly before: number;
  readonly fresh: boolean;
}

/** A draw of a step, ready to be repeated. */
interface LoopDraw {
  readonly handle: WebGLProgram;
  readonly state: WebGLUniformLocation | null;
  readonly now: WebGLUniformLocation | null;
  /** Null for the next state, whose tile changes from step to step. */
  readonly target: {
    readonly framebuffer: WebGLFramebuffer;
    readonly width: number;
    readonly height: number;
  } | null;
}

export class Steps {
  readonly #device: Device;
  readonly #scratch: Scratch;

  constructor(device: Device, scratch: Scratch) {
    this.#device = device;
    this.#scratch = scratch;
  }

  /** The loop over the steps: what is in it is done for each of them. Returns where the last state lies. */
  run(run: Run, loop: StepLoop): number {
    const { gl } = this.#device;
    const { even, odd, tiles, keep, from, until } = loop;
    let before = loop.before;
    const draws = this.#prepareDraws(run, loop);
    const several = draws.length > 1;
    for (let s = from; s < until; s++) {
      const since = s - from;
      const isEven = since % 2 === 0;
      const slot = keep ? (since + 1) >> 1 : 0;
      const own = tiles.at(slot);
      const source = isEven ? units.odd : units.even;
      for (const { handle, state, now, target } of draws) {
        if (target === null) {
          gl.bindFramebuffer(gl.FRAMEBUFFER, (isEven ? even : odd).framebuffer);
          gl.viewport(own.x, own.y, run.state.width, run.state.height);
        } else {
          gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
          gl.viewport(0, 0, target.width, target.height);
        }
        if (several) gl.useProgram(handle);
        gl.uniform1i(state, source);
        gl.uniform3i(now, s, target === null ? slot : 0, before);
        gl.drawArrays(gl.TRIANGLES, 0, 3);
      }
      before = slot;
      if (s === 0 && loop.fresh) {
        for (const { program } of run.plan.draws) {
          gl.useProgram(program.handle);
          program.setInt('fresh', 0);
        }
      }
    }
    return before;
  }

  /** Sets what stays the same over the steps. */
  #prepareDraws(run: Run, { tiles, fresh }: StepLoop): readonly LoopDraw[] {
    const { gl } = this.#device;
    const { plan, common, state } = run;
    const { unitTexels } = (run.calls[0] as Call).prepared;
    const sums = sumsOf(run);
    const uniforms = {
      ...common,
      ...tiles.uniforms,
      fresh: Number(fresh),
      sumsShift: sums.size.shift,
      parts: sums.parts,
      texelsPerPart: Math.ceil(unitTexels / sums.parts),
    };
    return plan.draws.map(({ program, target }) => {
      gl.useProgram(program.handle);
      program.setInts(uniforms);
      const draw = {
        handle: program.handle,
        state: program.location('state'),
        now: program.location('now'),
      };
      if (target === 'state') return { ...draw, target: null };
      const size = target === 'sums' ? sums.size : state;
      const array = this.#scratch.array(target, layersOf(plan)[target], size);
      this.#scratch.bind({ [target]: array });
      const { width, height } = size;
      return { ...draw, target: { framebuffer: array.framebuffer, width, height } };
    });
  }
}

/** Into how many parts `split` divides the products of a step: until there are enough fragments, or four. */
function sumsOf({ calls, plan }: Run): { readonly size: Fold; readonly parts: number } {
  const [{ prepared, batch }] = calls as [Call];
  const { unitTexels } = prepared;
  const { rows, directions } = plan.variant;
  const gates = Math.max(1, ...plan.draws.map(({ sums }) => sums));
  const whole = Math.ceil(batch / rows) * directions * unitTexels * gates;
  const parts = Math.min(Math.ceil(wantedFragments / whole), mostParts, unitTexels);
  return { size: foldOf(plan.variant)(whole * parts), parts };
}

/** How fragments of a step lie: in software near a square, on a GPU flat. */
export function foldOf({ layout }: StepVariant): (count: number) => Fold {
  return layout === 'quads' ? fold : flatFold;
}

/** What the texels of each array of a step are. */
export function layersOf({
  form,
  variant,
}: Plan): Readonly<Record<'state' | 'gates' | 'sums', Layers>> {
  const { layers, gateLayers, isPaired } = form;
  const numbers = isPaired ? 2 : 4;
  return {
    state: { layers, numbers },
    gates: { layers: gateLayers, numbers },
    sums: { layers: variant.rows, numbers: 4 },
  };
}
