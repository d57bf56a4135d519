// One phase of a step: the product with the state, and the equations, for panels of one row and for a panel of some rows.

import type { ActivationName } from '@gatefold/contract';
import {
  type Callable,
  type FunctionBody,
  integers,
  type Local,
  type Locals,
} from '../emit/function.ts';
import { i32, type Integer, type Vector, v128 } from '../emit/instructions.ts';
import type { ModuleWriter } from '../emit/module.ts';
import { wideActivations } from './activations.ts';
import { Arithmetic, type Wide } from './arithmetic.ts';
import { type Activation, cellEquations, type CellName, type Phase, type Units } from './cells.ts';
import {
  addProduct,
  bytesOfVector,
  type KernelStyle,
  mostRows,
  type Multiply,
  writeMultiply,
} from './product.ts';
import { Quantity } from './quantity.ts';
import { weightFormats } from './weights.ts';

/** What a cell's functions are written for. Units, inputs, rows and steps are arguments. */
export interface CellVariant {
  readonly name: CellName;
  readonly activation: ActivationName;
  readonly recurrentActivation: ActivationName;
}

/** Bytes that `steps` needs for its sums, those of a tile of rows and a panel of twelve vectors; and for one vector more. */
export const bytesOfSums: number = (mostRows * 12 + 4) * bytesOfVector;

/** From the sums to a vector that is handed to the host. */
const handedOver = mostRows * 12 * bytesOfVector;

/** Vectors that the equations are written for side by side: their sums and what is made of them fit the registers. */
const vectorsAbreast = 2;

const stateNames = ['h', 'c', 'h1', 'c1', 'z', 'rh'] as const;

// prettier-ignore
const rowNames = [
  'h', 'c', 'h1', 'c1', 'z', 'rh', 'from', 'to', 'panel', 'panelBytes', 'units', 'given', 'd', 'sums',
] as const;

/** `at` leads from the first row's beginning to the panel's units, `stateRow` from row to row. */
// prettier-ignore
const tileNames = [
  'h', 'c', 'h1', 'c1', 'z', 'rh', 'at', 'stateRow', 'panel', 'units', 'given', 'givenRow', 'd', 'sums', 'count',
] as const;

type Named<N extends readonly string[]> = Readonly<Record<N[number], 'i32'>>;

/** Activations of the host's, imported: each replaces four numbers at an address. */
export type HostFunctions = ReadonlyMap<ActivationName, Callable<{ at: 'i32' }>>;

export interface WrittenPhase {
  readonly phase: Phase;
  readonly ofRow: Callable<Named<typeof rowNames>>;
  readonly ofTile: Callable<Named<typeof tileNames>>;
}

/** Writes the functions of a cell's phases. */
export class PhaseWriter {
  /** Bytes that a unit's panel has in a row of states, and in a row of x·W + b. */
  readonly unitBytes: number;
  readonly givenBytes: number;
  readonly #module: ModuleWriter;
  readonly #variant: CellVariant;
  readonly #host: HostFunctions;
  readonly #style: KernelStyle;
  /** Vectors of four units that a gate has in a panel. */
  readonly #vectors: number;
  /** By the vectors of a panel. */
  readonly #products = new Map<number, Multiply>();

  constructor(
    module: ModuleWriter,
    variant: CellVariant,
    { host, style }: { readonly host: HostFunctions; readonly style: KernelStyle },
  ) {
    const { gates, unitsOfPanel } = cellEquations[variant.name];
    this.#module = module;
    this.#variant = variant;
    this.#host = host;
    this.#style = style;
    this.#vectors = unitsOfPanel / 4;
    this.unitBytes = this.#vectors * bytesOfVector;
    this.givenBytes = gates * this.unitBytes;
  }

  /** Bytes of a row of a panel of weights with so many gates. */
  weightBytes(gates: number): number {
    return gates * this.#vectors * weightFormats[this.#style.weights].bytesOfFour;
  }

  write(phase: Phase): WrittenPhase {
    return { phase, ofRow: this.#panelsOfRow(phase), ofTile: this.#panelOfTile(phase) };
  }

  /** The product for panels with so many gates, written once. */
  multiply(gates: number): Multiply {
    const vectorsOfPanel = gates * this.#vectors;
    const known = this.#products.get(vectorsOfPanel);
    if (known !== undefined) return known;
    const made = writeMultiply(this.#module, vectorsOfPanel, this.#style);
    this.#products.set(vectorsOfPanel, made);
    return made;
  }

  /** One phase of some panels of one row, whose sums never leave the registers. */
  #panelsOfRow(phase: Phase): Callable<Named<typeof rowNames>> {
    return this.#module.function(
      `row${phase.gates.join('')}`,
      integers(rowNames),
      (body, parameters) => {
        const { panel, panelBytes, units, given, d, from, to } = parameters;
        const room = body.let(i32.add(parameters.sums, i32.const(handedOver)));
        const at = body.let(from);
        body.forEach(at, to, this.unitBytes, () => {
          const sums = range(this.#phaseVectors(phase)).map((vector) =>
            body.let(this.#begin(phase, vector, given, d)),
          );
          const rows = [parameters[phase.input]];
          const format = weightFormats[this.#style.weights];
          const product = { rows, depth: units, panel, format, vectorsOfPanel: sums.length };
          addProduct(body, this.#style.isFused, { ...product, sums: [sums] });
          this.#equations(body, phase, {
            ...statesFrom(body, parameters, at),
            ...{ given, room },
            sum: (vector) => sums[vector] as Vector,
          });
          body.increase(panel, panelBytes);
          body.increase(given, i32.const(this.givenBytes));
          body.increase(d, i32.const(this.unitBytes));
        });
      },
    );
  }

  /** One phase of one panel of a tile of rows, whose sums lie in `sums` in between. */
  #panelOfTile(phase: Phase): Callable<Named<typeof tileNames>> {
    const multiply = this.multiply(phase.gates.length);
    const bytesOfRow = this.#phaseVectors(phase) * bytesOfVector;
    return this.#module.function(
      `tile${phase.gates.join('')}`,
      integers(tileNames),
      (body, parameters) => {
        const { count, panel, units, given, givenRow, d, at, stateRow, sums } = parameters;
        for (const { from, gates, isApart } of this.#runsOf(phase)) {
          const skipped = from * this.unitBytes;
          const first = (phase.gates[from] as number) * this.unitBytes;
          body.call(multiply, {
            ...{ count, rows: parameters[phase.input], rowBytes: stateRow, depth: units },
            ...{
              panel: i32.add(panel, i32.const(this.weightBytes(from))),
              width: i32.const(gates * this.unitBytes),
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
          const sum = (vector: number): Vector => v128.load(sums, vector * bytesOfVector);
          this.#equations(body, phase, { ...states, given, room, sum });
          body.increase(given, givenRow);
          for (const state of Object.values(states)) body.increase(state, stateRow);
        });
      },
    );
  }

  /** The equations of a phase for one panel of one row. */
  #equations(
    body: FunctionBody,
    phase: Phase,
    from: Locals<Named<typeof stateNames>> & {
      given: Integer;
      room: Integer;
      sum: (vector: number) => Vector;
    },
  ): void {
    const width = Math.min(this.#vectors, vectorsAbreast);
    const arithmetic = new Arithmetic(body, this.#style.isFused, width);
    const activations = {
      a: this.#activation(arithmetic, this.#variant.activation, from.room),
      σ: this.#activation(arithmetic, this.#variant.recurrentActivation, from.room),
    };
    for (let first = 0; first < this.#vectors; first += width) {
      const wide = (make: (v: number) => Vector): Wide => arithmetic.wide((v) => make(first + v));
      const units: Units = {
        sum: (gate) => wide((v) => from.sum(phase.gates.indexOf(gate) * this.#vectors + v)),
        given: (gate) =>
          wide((v) => v128.load(from.given, (gate * this.#vectors + v) * bytesOfVector)),
        load: (state) => wide((v) => v128.load(from[state], v * bytesOfVector)),
        store: (state, value) => {
          for (const [v, vector] of value.entries()) {
            body.do(v128.store(from[state], vector, (first + v) * bytesOfVector));
          }
        },
      };
      phase.equations(units, activations, arithmetic);
    }
  }

  #activation(arithmetic: Arithmetic, name: ActivationName, room: Integer): Activation {
    const inVectors = wideActivations[name];
    if (inVectors !== undefined) return (x) => inVectors(arithmetic, x);
    const callee = this.#host.get(name) as Callable<{ at: 'i32' }>;
    const { body } = arithmetic;
    return (x) => {
      const made = arithmetic.wide((v) => {
        body.do(v128.store(room, x[v] as Vector));
        body.call(callee, { at: room });
        return v128.load(room);
      });
      return new Quantity(arithmetic, made);
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
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function statesFrom(
  body: FunctionBody,
  states: Locals<Named<typeof stateNames>>,
  at: Integer,
): Locals<Named<typeof stateNames>> {
  const from = (state: Integer): Local<'i32'> => body.let(i32.add(state, at));
  return {
    ...{ h: from(states.h), c: from(states.c), h1: from(states.h1), c1: from(states.c1) },
    ...{ z: from(states.z), rh: from(states.rh) },
  };
}
