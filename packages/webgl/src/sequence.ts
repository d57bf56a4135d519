// The draws of a run: projection, steps (steps.ts), and the gathering of outputs.

import type { Plan, PlanDraw, Plans } from './cell.ts';
import type { Device } from './device.ts';
import { emitSource } from './glsl/transfer.ts';
import { MaskTexture } from './masks.ts';
import { type Matrices, texels } from './matrix.ts';
import { Scratch } from './scratch.ts';
import { type Call, fail, type Run, States } from './states.ts';
import { foldOf, layersOf, Steps } from './steps.ts';
import type { Texture } from './textures.ts';
import { Tiles } from './tiles.ts';

/** Shorter sequences sum x·W within the step: the projection is a draw of its own, and fills eight steps. */
const leastProjectedSteps = 4;
/** Longer runs are sent to the GPU at once, so that it works while the page goes on. */
const leastFlushedSteps = 32;
/** Texels of a layer of scratch that a run may ask for before it is cut into chunks of steps: 8 MiB a layer. */
const mostScratchTexels = 2 ** 19;

export class Runner {
  readonly #device: Device;
  readonly #matrices: Matrices;
  readonly #states: States;
  readonly #scratch: Scratch;
  readonly #steps: Steps;
  readonly #mask: MaskTexture;

  constructor(device: Device, matrices: Matrices) {
    this.#device = device;
    this.#matrices = matrices;
    this.#states = new States(device, matrices);
    this.#scratch = new Scratch(device);
    this.#steps = new Steps(device, this.#scratch);
    this.#mask = new MaskTexture(device);
  }

  /** Gives back what runs keep for the next one. */
  releaseScratch(): void {
    this.#scratch.dispose();
  }

  dispose(): void {
    this.releaseScratch();
    this.#mask.dispose();
  }

  /** Runs one direction, or both of a Bidirectional in the same draws. */
  run(calls: readonly [Call, Call?]): void {
    const present = calls.filter((call) => call !== undefined);
    const [call] = calls;
    const { prepared, batch, timeSteps } = call;
    this.#checkSizes(present);
    const directions = present.length as 1 | 2;
    const rows = batch >= prepared.manyRows ? 'many' : 'few';
    const plans = prepared.plans(directions, rows);
    const plan = choosePlan(plans, call);
    const { variant, form } = plan;
    const weights = prepared.weights(variant.order, calls[1]?.prepared ?? null);
    const groups = Math.ceil(batch / form.rows);
    const state = foldOf(variant)(groups * directions * prepared.unitTexels * form.texelsPerQuad);
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
      rows: form.rows,
      quads: directions * prepared.unitTexels,
    };
    const run = { calls: present, plan, project: plans.project, weights, state, common };
    if (variant.single) this.#runStep(run);
    else this.#runSequence(run);
    if (!call.returnSequences || timeSteps === 1) this.#emitLast(run);
    // Single steps wait for each other: the browser sends what is left over at the end of the task.
    if (timeSteps >= leastFlushedSteps) gl.flush();
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
    const [{ program }] = plan.draws as [PlanDraw];
    const fresh = isFresh(initialState, hasC);
    if (fresh) this.#states.bindNone();
    else this.#states.bind(calls);
    const names = hasC ? (['h', 'c'] as const) : (['h'] as const);
    const made = names.map(() => this.#states.acquire(batch * prepared.unitTexels));
    this.#matrices.textures.target(made.map(({ handle }) => handle));
    gl.useProgram(program.handle);
    // A step of number 0: `now` is zero unless it is set.
    program.setInts({ ...common, fresh: Number(fresh) });
    this.#device.draw(program, made[0] as Texture);
    for (const [index, name] of names.entries()) {
      this.#states.give(finalState[name], prepared.cell.units, made[index] as Texture);
    }
  }

  #runSequence(run: Run): void {
    const { calls, plan, state } = run;
    const [{ prepared, timeSteps, returnSequences }] = calls as [Call];
    const keep = returnSequences && timeSteps > 1;
    const chunk = this.#chunk(run, keep);
    const tiles = new Tiles(state, keep ? chunk : 2);
    const layers = layersOf(plan).state;
    const even = this.#scratch.array('even', layers, tiles);
    const odd = this.#scratch.array('odd', layers, tiles);
    this.#scratch.bind({ even, odd });
    let fresh = calls.every((call) => isFresh(call.initialState, prepared.hasC));
    if (!fresh) this.#states.load(run, odd);
    const outputs = keep ? calls.map((call) => this.#states.acquire(outputTexels(call))) : [];
    // Where the state before the next step lies.
    let before = 0;
    for (let from = 0; from < timeSteps; from += chunk) {
      const until = Math.min(from + chunk, timeSteps);
      if (plan.variant.projected) this.#project(run, from, until);
      before = this.#steps.run(run, { even, odd, tiles, keep, from, until, before, fresh });
      fresh = false;
      for (const [direction, output] of outputs.entries()) {
        this.#gather(run, { direction, output, tiles, from, until });
      }
    }
    for (const [index, output] of outputs.entries()) {
      const call = calls[index] as Call;
      this.#states.give(call.output, prepared.cell.units, output);
    }
    this.#states.unload(run, lastIsEven(timeSteps, chunk) ? 'even' : 'odd', tiles.at(before));
  }

  /** Steps that fit into scratch memory at once: all of them, but for long sequences of large layers. */
  #chunk({ calls, plan, project, state }: Run, keep: boolean): number {
    const [{ prepared, batch, timeSteps }] = calls as [Call];
    const { variant } = plan;
    const tile = state.width * state.height;
    const history = keep ? Math.floor((2 * mostScratchTexels) / tile) : timeSteps;
    const { steps, gates } = project.variant;
    const block = batch * variant.directions * prepared.unitTexels * gates;
    const projected = variant.projected ? Math.floor(mostScratchTexels / block) * steps : timeSteps;
    if (Math.min(history, projected) >= timeSteps) return timeSteps;
    // A multiple of eight, so that chunks end with an odd step and with a whole block of the projection.
    const most = Math.max(8, Math.floor(Math.min(history, projected) / 8) * 8);
    return Math.min(timeSteps, most);
  }

  #project({ calls, plan, project, common }: Run, from: number, until: number): void {
    const { gl } = this.#device;
    const [{ prepared, batch }] = calls as [Call];
    const { program, variant } = project;
    const blocks = Math.ceil((until - from) / variant.steps);
    const count = blocks * batch * variant.directions * prepared.unitTexels * variant.gates;
    const folded = foldOf(plan.variant)(count);
    const array = this.#scratch.array('projected', { layers: variant.steps, numbers: 4 }, folded);
    gl.bindFramebuffer(gl.FRAMEBUFFER, array.framebuffer);
    gl.useProgram(program.handle);
    const uniforms = { projectedShift: folded.shift, projectedFrom: from };
    program.setInts({ ...common, ...uniforms });
    this.#device.draw(program, folded);
    this.#scratch.bind({ projected: array });
    for (const { program: each } of plan.draws) {
      gl.useProgram(each.handle);
      each.setInts({ ...uniforms, projectedLayers: variant.steps });
    }
  }

  #gather({ calls, plan, common }: Run, part: GatherPart): void {
    const { gl } = this.#device;
    const { direction, output, tiles, from, until } = part;
    const { alignOutput } = calls[direction] as Call;
    const { gather: program } = plan;
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
      const texture = this.#states.acquire(h.width * h.height);
      const program = this.#device.program(emitSource);
      this.#device.bind('h', gl.TEXTURE_2D, h.handle);
      this.#matrices.textures.target([texture.handle]);
      gl.useProgram(program.handle);
      program.setInts({ ...common, direction, matrixShift: texture.shift });
      this.#device.draw(program, texture);
      this.#states.give(output, width, texture);
    }
  }
}

function choosePlan({ single, short, long }: Plans, { timeSteps }: Call): Plan {
  if (timeSteps === 1 && single !== null) return single;
  return timeSteps < leastProjectedSteps && short !== null ? short : long;
}

interface GatherPart {
  readonly direction: number;
  readonly output: Texture;
  readonly tiles: Tiles;
  readonly from: number;
  readonly until: number;
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
