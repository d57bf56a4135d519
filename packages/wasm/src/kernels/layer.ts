// The functions of one cell: x·W + b for many steps at once, and the steps themselves.

import type { ActivationName } from '@gatefold/contract';
import {
  type Call,
  type Callable,
  type FunctionBody,
  integers,
  type Local,
  type Locals,
} from '../emit/function.ts';
import { i32, type Integer, type Vector, v128 } from '../emit/instructions.ts';
import type { ModuleWriter } from '../emit/module.ts';
import { vectorActivations } from './activations.ts';
import { type Activation, cellEquations, type CellName, type Phase, type Units } from './cells.ts';
import type { Common } from './common.ts';
import {
  addProduct,
  bytesOfVector,
  inTiles,
  type KernelStyle,
  mostRows,
  type Multiply,
  writeMultiply,
} from './product.ts';
import { Arithmetic } from './quantity.ts';
import { weightFormats } from './weights.ts';

/** What a cell's functions are written for. Units, inputs, rows and steps are arguments. */
export interface CellVariant {
  readonly name: CellName;
  readonly activation: ActivationName;
  readonly recurrentActivation: ActivationName;
}

/** Bits of a step of a row, see masks.ts. */
export const rowBits = { kept: 1, shows: 2, anyKept: 4 } as const;

/** Bytes that `steps` needs for its sums, those of a tile of rows and a panel of twelve vectors; and for one vector more. */
export const bytesOfSums: number = (mostRows * 12 + 4) * bytesOfVector;

/** From the sums to a vector that is handed to the host. */
const handedOver = mostRows * 12 * bytesOfVector;

// prettier-ignore
const projectParameters = [
  'x', 'xRow', 'rows', 'depth', 'W', 'b', 'given', 'givenRow', 'panels',
] as const;

// prettier-ignore
const stepsParameters = [
  'count', 'batch', 'units', 'stateRow', 'from', 'to', 'U', 'd', 'h', 'h1', 'h2', 'c', 'c1', 'c2', 'z', 'rh',
  'given', 'givenRow', 'sums', 'bits', 'output', 'outputStep', 'outputRow',
] as const;

// prettier-ignore
const showParameters = ['h', 'stateRow', 'batch', 'bits', 'output', 'outputRow', 'bytes'] as const;

/** The exports for a cell, which are called with an argument for each parameter, in order. */
export interface CellExports {
  /**
   * given = x·W + b for rows of x: [rows, depth], which begin `xRow` bytes apart.
   *
   * W is [panels][depth][gates][unitsOfPanel] and b [panels][gates][unitsOfPanel]. It fills rows of `given`,
   * [panels][gates][unitsOfPanel] each, which begin `givenRow` bytes apart.
   */
  readonly project: Call<typeof projectParameters>;
  /**
   * Takes `count` steps of all rows.
   *
   * States are rows of `stateRow` bytes, of which those `from` one panel's units `to` another's are computed; U, d and
   * `given` begin with that panel. The first step reads h and c and writes h1 and c1, the next reads those and
   * writes h2 and c2, and so on to and fro; z and rh are room for what the phases of a step keep, `sums` is for
   * {@link bytesOfSums}.
   *
   * U is [panels][units][gates][unitsOfPanel], for one phase after the other, d [panels][unitsOfPanel], for gates that are
   * summed up apart, and `given` what `project` made: [count][batch] rows. `bits` is [count][batch] of {@link rowBits}, or 0
   * where every step is kept. `output` is where h of the first row's first step is written, in rows of `units` numbers, or 0.
   */
  readonly steps: Call<typeof stepsParameters>;
  /** Writes h of each row, or zeros where its bits say so. */
  readonly show: Call<typeof showParameters>;
}

const stateNames = ['h', 'c', 'h1', 'c1', 'z', 'rh'] as const;
const stateParameters = integers(stateNames);
const finishParameters = integers([...stateNames, 'sums', 'given', 'room']);
/** `at` leads from the first row's beginning to the panel's units, `stateRow` from row to row. */
const panelParameters = integers([
  ...stateNames,
  ...(['at', 'stateRow', 'panel', 'units', 'given', 'givenRow', 'd', 'sums'] as const),
]);
const tileParameters = { count: 'i32', ...panelParameters } as const;
const projectTypes = integers(projectParameters);
const stepsTypes = integers(stepsParameters);
const showTypes = integers(showParameters);

/** Writes the functions of a cell and exports them as `${prefix}project`, `${prefix}steps` and `${prefix}show`. */
export function writeCell(
  module: ModuleWriter,
  prefix: string,
  variant: CellVariant,
  { common, host, style }: { common: Common; host: HostFunctions; style: KernelStyle },
): void {
  const writer = new CellWriter(module, variant, common, host, style);
  module.export(`${prefix}project`, writer.project());
  const show = writer.show();
  module.export(`${prefix}show`, show);
  module.export(`${prefix}steps`, writer.steps(show));
}

/** Activations of the host's, imported: each replaces four numbers at an address. */
export type HostFunctions = ReadonlyMap<ActivationName, Callable<{ at: 'i32' }>>;

interface WrittenPhase {
  readonly phase: Phase;
  readonly ofRow: Callable<typeof panelParameters>;
  readonly ofTile: Callable<typeof tileParameters>;
}

class CellWriter {
  readonly #module: ModuleWriter;
  readonly #variant: CellVariant;
  readonly #common: Common;
  readonly #host: HostFunctions;
  readonly #style: KernelStyle;
  readonly #gates: number;
  readonly #phases: readonly Phase[];
  /** Vectors of four units that a gate has in a panel. */
  readonly #vectors: number;
  /** By the vectors of a panel. */
  readonly #products = new Map<number, Multiply>();

  constructor(
    module: ModuleWriter,
    variant: CellVariant,
    common: Common,
    host: HostFunctions,
    style: KernelStyle,
  ) {
    const { gates, phases, unitsOfPanel } = cellEquations[variant.name];
    this.#module = module;
    this.#variant = variant;
    this.#common = common;
    this.#host = host;
    this.#style = style;
    this.#gates = gates;
    this.#phases = phases;
    this.#vectors = unitsOfPanel / 4;
  }

  get #givenBytes(): number {
    return this.#gates * this.#vectors * bytesOfVector;
  }

  get #unitBytes(): number {
    return this.#vectors * bytesOfVector;
  }

  /** Bytes of a row of a panel with so many gates. */
  #weightBytes(gates: number): number {
    return gates * this.#vectors * weightFormats[this.#style.weights].bytesOfFour;
  }

  project(): Callable<typeof projectTypes> {
    const multiply = this.#multiply(this.#gates * this.#vectors);
    return this.#module.function(
      'project',
      projectTypes,
      (body, { x, xRow, rows, depth, W, b, given, givenRow, panels }) => {
        const panel = body.let(i32.const(0));
        const panelBytes = body.let(i32.mul(depth, i32.const(this.#weightBytes(this.#gates))));
        const width = i32.const(this.#givenBytes);
        body.forEach(panel, panels, 1, () => {
          inTiles(body, rows, (count, first) =>
            body.call(multiply, {
              ...{ count, rows: i32.add(x, i32.mul(first, xRow)), rowBytes: xRow, depth },
              ...{ panel: W, begin: b, beginBytes: i32.const(0), width },
              ...{ sums: i32.add(given, i32.mul(first, givenRow)), sumsBytes: givenRow },
            }),
          );
          body.increase(W, panelBytes);
          body.increase(b, width);
          body.increase(given, width);
        });
      },
    );
  }

  steps(show: Callable<typeof showTypes>): Callable<typeof stepsTypes> {
    const phases = this.#phases.map((phase) => ({
      phase,
      ofRow: this.#panelOfRow(phase),
      ofTile: this.#panelOfTile(phase, this.#finish(phase)),
    }));
    return this.#module.function('steps', stepsTypes, (body, parameters) => {
      const { count, batch, units, stateRow, h, h1, h2, c, c1, c2 } = parameters;
      const { given, givenRow, bits, output, outputStep, outputRow } = parameters;
      const step = body.let(i32.const(0));
      const bytes = body.let(i32.mul(units, i32.const(4)));
      const stepBytes = body.let(i32.mul(batch, givenRow));
      const isMasked = (): Integer => i32.eqz(i32.eqz(bits));
      body.forEach(step, count, 1, () => {
        // Without a mask, address 0 is read: a constant, whose bits say nothing, is not asked.
        const anyKept = i32.and(i32.load8_u(bits), i32.const(rowBits.anyKept));
        const takeStep = (): void => this.#takeStep(body, parameters, phases);
        body.if(isMasked(), () => body.if(anyKept, takeStep), takeStep);
        body.if(isMasked(), () => this.#restore(body, parameters));
        body.if(output, () => {
          body.call(show, { h: h1, stateRow, batch, bits, output, outputRow, bytes });
          body.increase(output, outputStep);
        });
        body.set(h, h1);
        body.set(h1, h2);
        body.set(h2, h);
        if (this.#variant.name === 'lstm') {
          body.set(c, c1);
          body.set(c1, c2);
          body.set(c2, c);
        }
        body.increase(given, stepBytes);
        body.if(isMasked(), () => body.increase(bits, batch));
      });
    });
  }

  #takeStep(
    body: FunctionBody,
    parameters: Locals<typeof stepsTypes>,
    phases: readonly WrittenPhase[],
  ): void {
    const { batch, units, stateRow, to, givenRow, sums, h, h1, c, c1, z, rh } = parameters;
    const panel = body.let(parameters.U);
    for (const { phase, ofRow, ofTile } of phases) {
      const panelBytes = body.let(i32.mul(units, i32.const(this.#weightBytes(phase.gates.length))));
      const at = body.let(parameters.from);
      const given = body.let(parameters.given);
      const d = body.let(parameters.d);
      body.forEach(at, to, this.#unitBytes, () => {
        const common = { at, stateRow, panel, units, givenRow, d, sums };
        body.if(
          i32.eq(batch, i32.const(1)),
          () => body.call(ofRow, { h, c, h1, c1, z, rh, given, ...common }),
          () =>
            inTiles(body, batch, (count, first) => {
              const skipped = body.let(i32.mul(first, stateRow));
              const from = (state: Integer): Integer => i32.add(state, skipped);
              body.call(ofTile, {
                ...{ h: from(h), c: from(c), h1: from(h1), c1: from(c1) },
                ...{ z: from(z), rh: from(rh), count },
                ...{ given: i32.add(given, i32.mul(first, givenRow)), ...common },
              });
            }),
        );
        body.increase(panel, panelBytes);
        body.increase(given, i32.const(this.#givenBytes));
        body.increase(d, i32.const(this.#unitBytes));
      });
    }
  }

  /** Gives masked rows the state that they had. */
  #restore(
    body: FunctionBody,
    { batch, stateRow, bits, h, h1, c, c1 }: Locals<typeof stepsTypes>,
  ): void {
    const row = body.let(i32.const(0));
    const skipped = body.let(i32.const(0));
    const copy = (from: Integer, to: Integer): void =>
      body.call(this.#common.copy, {
        from: i32.add(from, skipped),
        to: i32.add(to, skipped),
        bytes: stateRow,
      });
    body.forEach(row, batch, 1, () => {
      const isKept = i32.and(i32.load8_u(i32.add(bits, row)), i32.const(rowBits.kept));
      body.if(i32.eqz(isKept), () => {
        copy(h, h1);
        if (this.#variant.name === 'lstm') copy(c, c1);
      });
      body.increase(skipped, stateRow);
    });
  }

  /** Writes h of each row, or zeros where its bits say so. */
  show(): Callable<typeof showTypes> {
    const { copy, clear, copyRows } = this.#common;
    return this.#module.function(
      'show',
      showTypes,
      (body, { h, stateRow, batch, bits, output, outputRow, bytes }) => {
        body.if(
          bits,
          () => {
            const row = body.let(i32.const(0));
            body.forEach(row, batch, 1, () => {
              body.if(
                i32.and(i32.load8_u(i32.add(bits, row)), i32.const(rowBits.shows)),
                () => body.call(copy, { from: h, to: output, bytes }),
                () => body.call(clear, { to: output, bytes }),
              );
              body.increase(h, stateRow);
              body.increase(output, outputRow);
            });
          },
          () =>
            body.call(copyRows, {
              ...{ from: h, fromRow: stateRow, to: output, toRow: outputRow },
              ...{ rows: batch, bytes },
            }),
        );
      },
    );
  }

  /** One phase of one panel of one row, whose sums never leave the registers. */
  #panelOfRow(phase: Phase): Callable<typeof panelParameters> {
    return this.#module.function(
      `row${phase.gates.join('')}`,
      panelParameters,
      (body, parameters) => {
        const { panel, units, given, d, at } = parameters;
        const arithmetic = new Arithmetic(body, this.#style.isFused);
        const sums = range(this.#phaseVectors(phase)).map((vector) =>
          body.let(this.#begin(phase, vector, given, d)),
        );
        const rows = [parameters[phase.input]];
        const format = weightFormats[this.#style.weights];
        const product = { rows, depth: units, panel, format, vectorsOfPanel: sums.length };
        addProduct(body, arithmetic, { ...product, sums: [sums] });
        const states = statesFrom(body, parameters, at);
        this.#equations(body, phase, {
          ...states,
          given,
          room: body.let(i32.add(parameters.sums, i32.const(handedOver))),
          sum: (vector) => sums[vector] as Vector,
        });
      },
    );
  }

  /** One phase of one panel of a tile of rows, whose sums lie in `sums` in between. */
  #panelOfTile(
    phase: Phase,
    finish: Callable<typeof finishParameters>,
  ): Callable<typeof tileParameters> {
    const multiply = this.#multiply(this.#phaseVectors(phase));
    const bytesOfRow = this.#phaseVectors(phase) * bytesOfVector;
    return this.#module.function(
      `tile${phase.gates.join('')}`,
      tileParameters,
      (body, parameters) => {
        const { count, panel, units, given, givenRow, d, at, stateRow, sums } = parameters;
        for (const { from, gates, isApart } of this.#runsOf(phase)) {
          const skipped = from * this.#unitBytes;
          const first = (phase.gates[from] as number) * this.#unitBytes;
          body.call(multiply, {
            ...{ count, rows: parameters[phase.input], rowBytes: stateRow, depth: units },
            ...{
              panel: i32.add(panel, i32.const(this.#weightBytes(from))),
              width: i32.const(gates * this.#unitBytes),
            },
            begin: isApart ? d : i32.add(given, i32.const(first)),
            beginBytes: isApart ? i32.const(0) : givenRow,
            ...{ sums: i32.add(sums, i32.const(skipped)), sumsBytes: i32.const(bytesOfRow) },
          });
        }
        const states = statesFrom(body, parameters, at);
        const end = body.let(i32.add(sums, i32.mul(count, i32.const(bytesOfRow))));
        const room = body.let(i32.add(sums, i32.const(handedOver)));
        body.forEach(sums, end, bytesOfRow, () => {
          body.call(finish, { ...states, sums, given, room });
          body.increase(given, givenRow);
          for (const state of Object.values(states)) body.increase(state, stateRow);
        });
      },
    );
  }

  /** The equations of a phase for one panel of one row, from sums in memory. */
  #finish(phase: Phase): Callable<typeof finishParameters> {
    return this.#module.function(
      `equations${phase.gates.join('')}`,
      finishParameters,
      (body, parameters) => {
        const sum = (vector: number): Vector =>
          body.let(v128.load(parameters.sums, vector * bytesOfVector));
        this.#equations(body, phase, { ...parameters, sum });
      },
    );
  }

  #equations(
    body: FunctionBody,
    phase: Phase,
    from: Locals<typeof stateParameters> & {
      given: Integer;
      room: Integer;
      sum: (vector: number) => Vector;
    },
  ): void {
    const arithmetic = new Arithmetic(body, this.#style.isFused);
    const activations = {
      a: this.#activation(arithmetic, this.#variant.activation, from.room),
      σ: this.#activation(arithmetic, this.#variant.recurrentActivation, from.room),
    };
    for (const v of range(this.#vectors)) {
      const units: Units = {
        sum: (gate) => from.sum(phase.gates.indexOf(gate) * this.#vectors + v),
        given: (gate) => v128.load(from.given, (gate * this.#vectors + v) * bytesOfVector),
        load: (state) => v128.load(from[state], v * bytesOfVector),
        store: (state, value) => body.do(v128.store(from[state], value, v * bytesOfVector)),
      };
      phase.equations(units, activations, arithmetic);
    }
  }

  #activation(arithmetic: Arithmetic, name: ActivationName, room: Integer): Activation {
    const inVectors = vectorActivations[name];
    if (inVectors !== undefined) return (x) => inVectors(arithmetic, x);
    const callee = this.#host.get(name) as Callable<{ at: 'i32' }>;
    return (x) => {
      const { body } = arithmetic;
      body.do(v128.store(room, x));
      body.call(callee, { at: room });
      return arithmetic.whole(arithmetic.keep(v128.load(room)));
    };
  }

  /** Where a sum of a phase begins. */
  #begin(phase: Phase, vector: number, given: Integer, d: Integer): Vector {
    const gate = phase.gates[Math.floor(vector / this.#vectors)] as number;
    const v = vector % this.#vectors;
    return phase.apart.includes(gate)
      ? v128.load(d, v * bytesOfVector)
      : v128.load(given, (gate * this.#vectors + v) * bytesOfVector);
  }

  #phaseVectors({ gates }: Phase): number {
    return gates.length * this.#vectors;
  }

  /** Gates of a phase that follow each other and begin with the same. */
  #runsOf({ gates, apart }: Phase): { from: number; gates: number; isApart: boolean }[] {
    const runs: { from: number; gates: number; isApart: boolean }[] = [];
    for (const [from, gate] of gates.entries()) {
      const isApart = apart.includes(gate);
      const last = runs.at(-1);
      if (last?.isApart === isApart) last.gates++;
      else runs.push({ from, gates: 1, isApart });
    }
    return runs;
  }

  /** The product for panels so wide, written once. */
  #multiply(vectorsOfPanel: number): Multiply {
    const known = this.#products.get(vectorsOfPanel);
    if (known !== undefined) return known;
    const made = writeMultiply(this.#module, vectorsOfPanel, this.#style);
    this.#products.set(vectorsOfPanel, made);
    return made;
  }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function statesFrom(
  body: FunctionBody,
  states: Locals<typeof stateParameters>,
  at: Integer,
): Locals<typeof stateParameters> {
  const from = (state: Integer): Local<'i32'> => body.let(i32.add(state, at));
  return {
    ...{ h: from(states.h), c: from(states.c), h1: from(states.h1), c1: from(states.c1) },
    ...{ z: from(states.z), rh: from(states.rh) },
  };
}
