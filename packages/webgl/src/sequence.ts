// The draws of a run: projection, one draw a step (two for a GRU with resetAfter: false), and the gathering of outputs.

import type { SequenceCall } from '@gatefold/contract';
import type { DeviceCell, DeviceWeights, Plan } from './cell.ts';
import { type Device, units } from './device.ts';
import { emitSource, gatherSource } from './glsl/transfer.ts';
import { MaskTexture } from './masks.ts';
import type { Matrices, Matrix } from './matrix.ts';
import { texels } from './matrix.ts';
import type { Program } from './program.ts';
import { type LayeredTexture, Scratch } from './scratch.ts';
import { fold, type Fold, type Texture } from './textures.ts';

export type Call = SequenceCall<Matrix, DeviceCell>;

/** Shorter sequences sum x·W within the step: the projection is a draw of its own, and fills eight steps. */
const leastProjectedSteps = 4;
/** Texels of a layer of scratch that a run may ask for before it is cut into chunks of steps: 8 MB a layer. */
const mostScratchTexels = 2 ** 19;
const historyWidth = 1024;

/** What all draws of a run have in common. */
interface Run {
  readonly calls: readonly Call[];
  readonly plan: Plan;
  readonly weights: DeviceWeights;
  /** Texels of one step's state, folded. */
  readonly state: Fold;
  /** Uniforms of every program. */
  readonly common: Readonly<Record<string, number>>;
}

export class Runner {
  readonly #device: Device;
  readonly #matrices: Matrices;
  readonly #scratch: Scratch;
  readonly #mask: MaskTexture;

  constructor(device: Device, matrices: Matrices) {
    this.#device = device;
    this.#matrices = matrices;
    this.#scratch = new Scratch(device);
    this.#mask = new MaskTexture(device);
  }

  dispose(): void {
    this.#scratch.dispose();
    this.#mask.dispose();
  }

  /** Runs one direction, or both of a Bidirectional in the same draws. */
  run(calls: readonly [Call, Call?]): void {
    const present = calls.filter((call) => call !== undefined);
    const [call] = calls;
    const { prepared, batch, timeSteps } = call;
    this.#checkSizes(present);
    const directions = present.length as 1 | 2;
    prepared.link(directions);
    const single = directions === 1 && timeSteps === 1 && batch < prepared.rowsTogether;
    const variant =
      prepared.variants(directions).find((each) => {
        if (batch >= prepared.rowsTogether) return each.rows > 1;
        if (single && prepared.variants(1).some((other) => other.single)) return each.single;
        return (
          each.rows === 1 && !each.single && each.projected === timeSteps >= leastProjectedSteps
        );
      }) ?? fail();
    const plan = prepared.plan(variant);
    const weights = prepared.weights(calls[1]?.prepared ?? null);
    const groups = Math.ceil(batch / variant.rows);
    const state = fold(groups * directions * prepared.unitTexels);
    const x = this.#matrices.textureOf('x', call.x, prepared.inputDim);
    this.#mask.load(present);
    const { gl } = this.#device;
    this.#device.bind('weights', gl.TEXTURE_2D, weights.texture);
    this.#device.bind('x', gl.TEXTURE_2D, x.handle);
    const common = {
      units: prepared.cell.units,
      unitTexels: prepared.unitTexels,
      inputTexels: prepared.inputTexels,
      columns: weights.columns,
      groupsPerFold: weights.groupsPerFold,
      batch,
      timeSteps,
      reversed: present.reduce((bits, { goBackwards }, d) => bits | (Number(goBackwards) << d), 0),
      masked: Number(call.mask !== null),
      maskShift: this.#mask.shift,
      stateShift: state.shift,
      xShift: x.shift,
      rows: variant.rows,
      quads: directions * prepared.unitTexels,
    };
    const run = { calls: present, plan, weights, state, common };
    if (variant.single) this.#runStep(run);
    else this.#runSequence(run);
    if (!call.returnSequences || timeSteps === 1) this.#emitLast(run);
    gl.flush();
  }

  /** Every texture of the results must fit, before any of them is begun. */
  #checkSizes(calls: readonly Call[]): void {
    const { textures } = this.#matrices;
    for (const { prepared, batch, timeSteps, returnSequences } of calls) {
      const where = `webgl: ${prepared.cell.kind}.run`;
      textures.check(`${where}: x`, batch * timeSteps * prepared.inputTexels);
      const rows = returnSequences ? batch * timeSteps : batch;
      textures.check(`${where}: output`, rows * prepared.unitTexels);
    }
  }

  /** One step from states as they lie to states as they are returned. */
  #runStep({ calls, plan, common }: Run): void {
    const { gl } = this.#device;
    const { prepared, batch, initialState, finalState } = calls[0] as Call;
    const { hasC } = prepared;
    const [program] = plan.steps as [Program];
    const fresh = isFresh(initialState, hasC);
    if (fresh) this.#bindNoStates();
    else this.#bindStates(calls);
    const names = hasC ? (['h', 'c'] as const) : (['h'] as const);
    const made = names.map(() => this.#acquire(batch * prepared.unitTexels));
    this.#matrices.textures.target(made.map(({ handle }) => handle));
    gl.useProgram(program.handle);
    // A step of number 0: `now` is zero unless it is set.
    program.setInts({ ...common, fresh: Number(fresh) });
    this.#device.draw(program, made[0] as Texture);
    for (const [index, name] of names.entries()) {
      this.#give(finalState[name], prepared.cell.units, made[index] as Texture);
    }
  }

  #runSequence(run: Run): void {
    const { calls, plan, state } = run;
    const [{ prepared, timeSteps, returnSequences }] = calls as [Call];
    const { rows } = plan.variant;
    const layers = (prepared.hasC ? 2 : 1) * rows;
    const keep = returnSequences && timeSteps > 1;
    const chunk = this.#chunk(run, keep);
    const tiles = new Tiles(state, keep ? chunk : 2);
    const { width, height } = tiles;
    const even = this.#scratch.array('even', layers, width, height);
    const odd = this.#scratch.array('odd', layers, width, height);
    this.#bindArrays({ even, odd });
    let fresh = calls.every((call) => isFresh(call.initialState, prepared.hasC));
    if (!fresh) this.#load(run, odd);
    const outputs = keep ? calls.map((call) => this.#acquire(outputTexels(call))) : [];
    // Where the state before the next step lies.
    let before = 0;
    for (let from = 0; from < timeSteps; from += chunk) {
      const until = Math.min(from + chunk, timeSteps);
      if (plan.variant.projected) this.#project(run, from, until);
      before = this.#steps(run, { even, odd, tiles, keep, from, until, before, fresh });
      fresh = false;
      for (const [direction, output] of outputs.entries()) {
        this.#gather(run, { direction, output, tiles, from, until });
      }
    }
    for (const [index, output] of outputs.entries()) {
      const call = calls[index] as Call;
      this.#give(call.output, prepared.cell.units, output);
    }
    this.#unload(run, lastIsEven(timeSteps, chunk) ? 'even' : 'odd', tiles.at(before));
  }

  /** Steps that fit into scratch memory at once: all of them, but for long sequences of large layers. */
  #chunk({ calls, plan, state }: Run, keep: boolean): number {
    const [{ prepared, batch, timeSteps }] = calls as [Call];
    const { variant } = plan;
    const tile = state.width * state.height;
    const history = keep ? Math.floor((2 * mostScratchTexels) / tile) : timeSteps;
    const { steps, gates } = prepared.project(variant.directions).variant;
    const block = batch * variant.directions * prepared.unitTexels * gates;
    const projected = variant.projected ? Math.floor(mostScratchTexels / block) * steps : timeSteps;
    if (Math.min(history, projected) >= timeSteps) return timeSteps;
    // A multiple of eight, so that chunks end with an odd step and with a whole block of the projection.
    const most = Math.max(8, Math.floor(Math.min(history, projected) / 8) * 8);
    return Math.min(timeSteps, most);
  }

  #load(run: Run, odd: LayeredTexture): void {
    const { gl } = this.#device;
    const { calls, plan, state, common } = run;
    const shift = this.#bindStates(calls);
    gl.bindFramebuffer(gl.FRAMEBUFFER, odd.framebuffer);
    gl.useProgram(plan.load.handle);
    plan.load.setInts({ ...common, matrixShift: shift });
    this.#device.draw(plan.load, state);
  }

  /** A step without a state before it reads none, but a sampler must not be left on a texture that is drawn to. */
  #bindNoStates(): void {
    const { gl } = this.#device;
    this.#device.bind('h', gl.TEXTURE_2D, null);
    this.#device.bind('c', gl.TEXTURE_2D, null);
  }

  /** Binds the initial states of one direction or both. */
  #bindStates(calls: readonly Call[]): number {
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

  #bindArrays(
    arrays: Partial<Record<'even' | 'odd' | 'gates' | 'projected', LayeredTexture>>,
  ): void {
    const { gl } = this.#device;
    for (const name of ['even', 'odd', 'gates', 'projected'] as const) {
      const array = arrays[name];
      if (array !== undefined) this.#device.bind(name, gl.TEXTURE_2D_ARRAY, array.texture);
    }
  }

  #project({ calls, plan, common }: Run, from: number, until: number): void {
    const { gl } = this.#device;
    const [{ prepared, batch }] = calls as [Call];
    const { program, variant } = prepared.project(plan.variant.directions);
    const blocks = Math.ceil((until - from) / variant.steps);
    const count = blocks * batch * variant.directions * prepared.unitTexels * variant.gates;
    const folded = fold(count);
    const array = this.#scratch.array('projected', variant.steps, folded.width, folded.height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, array.framebuffer);
    gl.useProgram(program.handle);
    const uniforms = { projectedShift: folded.shift, projectedFrom: from };
    program.setInts({ ...common, ...uniforms });
    this.#device.draw(program, folded);
    this.#bindArrays({ projected: array });
    for (const each of plan.steps) {
      gl.useProgram(each.handle);
      each.setInts({ ...uniforms, projectedLayers: variant.steps });
    }
  }

  /** The loop over the steps: what is in it is done for each of them. Returns where the last state lies. */
  #steps(run: Run, loop: StepLoop): number {
    const { gl } = this.#device;
    const { plan, common, state } = run;
    const { even, odd, tiles, keep, from, until } = loop;
    const { width, height } = state;
    let before = loop.before;
    const twoDraws = plan.steps.length === 2;
    const { rows } = plan.variant;
    const gates = twoDraws ? this.#scratch.array('gates', 2 * rows, width, height) : null;
    if (gates !== null) this.#bindArrays({ gates });
    const programs = plan.steps.map((program) => {
      gl.useProgram(program.handle);
      program.setInts({ ...common, ...tiles.uniforms, fresh: Number(loop.fresh) });
      return {
        program,
        handle: program.handle,
        state: program.location('state'),
        now: program.location('now'),
      };
    });
    const [first, second] = programs as [(typeof programs)[0], (typeof programs)[0]?];
    const last = second ?? first;
    for (let s = from; s < until; s++) {
      const since = s - from;
      const isEven = since % 2 === 0;
      const slot = keep ? (since + 1) >> 1 : 0;
      const own = tiles.at(slot);
      const source = isEven ? units.odd : units.even;
      if (second !== undefined && gates !== null) {
        gl.bindFramebuffer(gl.FRAMEBUFFER, gates.framebuffer);
        gl.viewport(0, 0, width, height);
        gl.useProgram(first.handle);
        gl.uniform1i(first.state, source);
        gl.uniform3i(first.now, s, 0, before);
        gl.drawArrays(gl.TRIANGLES, 0, 3);
        gl.useProgram(second.handle);
      }
      gl.bindFramebuffer(gl.FRAMEBUFFER, (isEven ? even : odd).framebuffer);
      gl.viewport(own.x, own.y, width, height);
      gl.uniform1i(last.state, source);
      gl.uniform3i(last.now, s, slot, before);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
      before = slot;
      if (s === 0 && loop.fresh) {
        for (const { program } of programs) {
          gl.useProgram(program.handle);
          program.setInt('fresh', 0);
        }
      }
    }
    return before;
  }

  #gather({ calls, common }: Run, part: GatherPart): void {
    const { gl } = this.#device;
    const { direction, output, tiles, from, until } = part;
    const { alignOutput } = calls[direction] as Call;
    const program = this.#device.program(gatherSource);
    this.#matrices.textures.target([output.handle]);
    gl.useProgram(program.handle);
    program.setInts({
      ...common,
      matrixShift: output.shift,
      direction,
      aligned: Number(alignOutput),
      from,
      until,
      ...tiles.uniforms,
    });
    this.#device.draw(program, output);
  }

  #unload(run: Run, parity: 'even' | 'odd', before: Origin): void {
    const { gl } = this.#device;
    const { calls, plan, common } = run;
    const [{ prepared, batch }] = calls as [Call];
    const names = prepared.hasC ? (['h', 'c'] as const) : (['h'] as const);
    const made = calls.flatMap((call) =>
      names.map((name) => ({
        matrix: call.finalState[name],
        texture: this.#acquire(batch * prepared.unitTexels),
      })),
    );
    const [{ texture }] = made as [(typeof made)[0]];
    this.#matrices.textures.target(made.map((each) => each.texture.handle));
    const { unload } = plan;
    gl.useProgram(unload.handle);
    unload.setInts({ ...common, matrixShift: texture.shift });
    gl.uniform1i(unload.location('state'), units[parity]);
    gl.uniform4i(unload.location('tiles'), 0, 0, before.x, before.y);
    this.#device.draw(unload, texture);
    for (const each of made) this.#give(each.matrix, prepared.cell.units, each.texture);
  }

  /** The last step's output is the final h itself, unless the mask makes some row emit zeros. */
  #emitLast({ calls, common }: Run): void {
    const { gl } = this.#device;
    for (const [direction, { prepared, output, finalState }] of calls.entries()) {
      const { units: width } = prepared.cell;
      const h = finalState.h.texture ?? fail();
      if (this.#mask.lastEmits[direction] ?? true) {
        this.#matrices.fill(output, width, h);
        continue;
      }
      const texture = this.#acquire(h.width * h.height);
      const program = this.#device.program(emitSource);
      this.#device.bind('h', gl.TEXTURE_2D, h.handle);
      this.#matrices.textures.target([texture.handle]);
      gl.useProgram(program.handle);
      program.setInts({ ...common, direction, matrixShift: texture.shift });
      this.#device.draw(program, texture);
      this.#give(output, width, texture);
    }
  }

  #acquire(count: number): Texture {
    return this.#matrices.textures.acquire('webgl', count);
  }

  /** Hands a texture over to a matrix, its only holder. */
  #give(matrix: Matrix, width: number, texture: Texture): void {
    this.#matrices.fill(matrix, width, texture);
    this.#matrices.textures.release(texture);
  }
}

interface Origin {
  readonly x: number;
  readonly y: number;
}

interface StepLoop {
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

interface GatherPart {
  readonly direction: number;
  readonly output: Texture;
  readonly tiles: Tiles;
  readonly from: number;
  readonly until: number;
}

/**
 * The places of steps in a history: step `since` of a chunk has tile (since + 1) >> 1 of the array of its parity.
 *
 * Tile 0 of the odd array is left for the initial state.
 */
class Tiles {
  readonly perLine: number;
  readonly width: number;
  readonly height: number;
  readonly #tile: Fold;

  constructor(tile: Fold, steps: number) {
    const slots = (steps >> 1) + 1;
    this.#tile = tile;
    this.perLine = Math.max(1, Math.min(slots, Math.floor(historyWidth / tile.width)));
    this.width = this.perLine * tile.width;
    this.height = Math.ceil(slots / this.perLine) * tile.height;
  }

  get uniforms(): Readonly<Record<string, number>> {
    const { width, height } = this.#tile;
    return { tilesPerLine: this.perLine, tileWidth: width, tileHeight: height };
  }

  at(slot: number): Origin {
    const x = (slot % this.perLine) * this.#tile.width;
    return { x, y: Math.floor(slot / this.perLine) * this.#tile.height };
  }
}

/** Whether a run begins with zeros, so that its first step has no products with h. */
function isFresh({ h, c }: Call['initialState'], hasC: boolean): boolean {
  return h.isZero && (!hasC || c.isZero);
}

function outputTexels({ prepared, batch, timeSteps }: Call): number {
  return batch * timeSteps * texels(prepared.cell.units);
}

function lastIsEven(timeSteps: number, chunk: number): boolean {
  return ((timeSteps - 1) % chunk) % 2 === 0;
}

function fail(): never {
  throw new Error('webgl: a state without a texture; please report this');
}
