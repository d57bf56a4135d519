// Laws in closed form: zeros and saturated gates leave formulas that a line of scalar arithmetic computes. These see
// what no comparison of a backend with itself can: gate orders, conventions of z, which activation acts where.

import {
  activationNames,
  type CellConfig,
  type CellWeights,
  simpleRNN,
  type SimpleRNNConfig,
} from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import type { CellLayer } from '../counterexample.ts';
import type { Case } from '../case.ts';
import { anything, type Choice, shutting, telling, withClaimedActivations } from '../claimed.ts';
import { activationProbes, expectProbe, gateProbes } from '../cases/probes.ts';
import type { Lab } from '../lab.ts';
import { scalars } from '../plain/activations.ts';
import { forStoredWeights } from '../oracle.ts';
import { distinct, type Random } from '../random.ts';
import { activationTolerance } from '../tolerance.ts';
import {
  expectClose,
  expectStates,
  expectTrue,
  filled,
  pickSteps,
  stepOf,
  type Values,
  withNumber,
} from '../values.ts';
import { below, type Drawn, law, oneOf } from './law.ts';

type Numbers = ArrayLike<number>;

/** What the gates of one unit sum to, without and, for a GRU, with what r acts on. */
interface Sums {
  /** One for each gate; for a GRU z, r, and the part of n that r leaves alone. */
  readonly gates: readonly number[];
  /** GRU: the part of n that r has reset already. */
  readonly reset: number;
}

/** One step of one unit, from the sums of its gates. */
function stepOfUnit(
  cell: CellConfig,
  { gates, reset }: Sums,
  h: number,
  c: number,
): [h: number, c: number] {
  const a = scalars[cell.activation];
  const [first, second, third, fourth] = gates as [number, number, number, number];
  if (cell.kind === 'simpleRNN') return [a(first), c];
  const σ = scalars[cell.recurrentActivation];
  if (cell.kind === 'lstm') {
    const next = σ(second) * c + σ(first) * a(third);
    return [σ(fourth) * a(next), next];
  }
  const z = σ(first);
  return [z * h + (1 - z) * a(third + reset), c];
}

/** The nearest number of eight bits, which every precision holds as it is: what an activation is asked is no rounding of it. */
function toEightBits(size: number): number {
  const unit = 2 ** (Math.floor(Math.log2(size)) - 7);
  return Math.round(size / unit) * unit;
}

type SumsOf = (row: number, t: number, unit: number, h: Numbers) => Sums;

/** Runs the formula over a batch and compares outputs and states. */
async function expectFormula(
  lab: Lab,
  { config: cell, x, initialState, batch, timeSteps, units, tolerance }: Drawn,
  config: CellLayer<true, true>,
  weights: CellWeights,
  sumsOf: SumsOf,
): Promise<void> {
  const got = await lab.run(config, weights, x, { initialState });
  const output = filled([batch, timeSteps, units], 0);
  const state: Record<string, Values> = Object.fromEntries(
    Object.keys(initialState).map((name) => [name, filled([batch, units], 0)]),
  );
  for (let row = 0; row < batch; row++) {
    const from = (name: string): number[] => [
      ...(initialState[name]?.data.subarray(row * units, (row + 1) * units) ?? []),
    ];
    let [h, c] = [from('h'), from('c')];
    for (let t = 0; t < timeSteps; t++) {
      const before = h;
      const pairs = h.map((value, unit) =>
        stepOfUnit(cell, sumsOf(row, t, unit, before), value, c[unit] ?? 0),
      );
      [h, c] = [pairs.map(([next]) => next), pairs.map(([, next]) => next)];
      output.data.set(h, (row * timeSteps + t) * units);
    }
    state['h']?.data.set(h, row * units);
    state['c']?.data.set(c, row * units);
  }
  const call = { config, weights, x, options: { initialState } };
  const allowed = forStoredWeights(tolerance, lab, call);
  lab.note(expectClose('output', got.output, output, allowed));
  lab.note(expectStates('final', got.state, state, allowed));
  const short = await lab.run({ ...config, returnSequences: false }, weights, x, { initialState });
  const last = stepOf(output, timeSteps - 1);
  lab.note(expectClose('the last output alone', short.output, last, allowed));
}

const zeros = ({ shape }: Values): Values => filled(shape, 0);

/** The rows of a bias: b, and d of a GRU with resetAfter. */
function biasRows(bias: Values | undefined, columns: number): { b: Numbers; d: Numbers } {
  const data = bias?.data ?? new Float32Array(2 * columns);
  const d = data.length > columns ? data.subarray(columns) : new Float32Array(columns);
  return { b: data.subarray(0, columns), d };
}

/** The sums that biases alone make. */
function biasSums(cell: CellConfig, b: Numbers, d: Numbers, unit: number): Sums {
  const { units } = cell;
  const at = (data: Numbers, gate: number): number => data[gate * units + unit] as number;
  const gates = Array.from({ length: gateCounts[cell.kind] }, (_, gate) => at(b, gate));
  if (cell.kind !== 'gru') return { gates, reset: 0 };
  const [z, r, n] = gates as [number, number, number];
  const sums = [z + at(d, 0), r + at(d, 1), n] as const;
  return { gates: sums, reset: scalars[cell.recurrentActivation](sums[1]) * at(d, 2) };
}

const far = 60;

/** Far on one side or the other, unit by unit: a gate that is open or shut, and of two units or more not all the same. */
function drawPattern(random: Random, units: number): number[] {
  const first = random() < 0.5 ? -far : far;
  return Array.from({ length: units }, (_, unit) =>
    unit < 2 ? first * (-1) ** unit : random() < 0.5 ? -far : far,
  );
}

/** The columns of some gates put to zero. */
function silenced({ shape, data }: Values, units: number, gate: number): Values {
  const width = shape.at(-1) as number;
  const keep = (index: number): boolean => Math.floor((index % width) / units) !== gate;
  return { shape, data: data.map((value, index) => (keep(index) ? value : 0)) };
}

/** e^x of what it gave before grows from step to step, and with it what rounding makes of it: the first step alone. */
function withoutGrowth(drawn: Drawn): Drawn {
  if (drawn.config.activation !== 'exponential') return drawn;
  return { ...drawn, x: pickSteps(drawn.x, [0]), timeSteps: 1 };
}

async function checkSaturated(lab: Lab, whole: Drawn): Promise<void> {
  const drawn = withoutGrowth(whole);
  const { config: cell, units, x, inputDim, timeSteps, random } = drawn;
  const { kernel, recurrentKernel } = drawn.weights;
  const config = { ...cell, useBias: true };
  const gateNumbers = distinct(random, [2, units]).data;
  const [bn, dn] = [gateNumbers.subarray(0, units), gateNumbers.subarray(units)];
  if (cell.kind === 'lstm') {
    const [i, f, o] = [0, 1, 2].map(() => drawPattern(random, units)) as [
      number[],
      number[],
      number[],
    ];
    const b = Float32Array.of(...i, ...f, ...bn, ...o);
    const weights = {
      kernel: silenced(kernel, units, 2),
      recurrentKernel: silenced(recurrentKernel, units, 2),
      bias: { shape: [4 * units], data: b },
    };
    return expectFormula(lab, drawn, config, weights, (_row, _t, unit) =>
      biasSums(cell, b, b, unit),
    );
  }
  const columns = gateCounts[cell.kind] * units;
  const product = (v: Numbers, M: Values, column: number): number =>
    Array.from(v).reduce(
      (sum, value, k) => sum + value * (M.data[k * columns + column] as number),
      0,
    );
  const inputs = (row: number, t: number): Numbers =>
    x.data.subarray((row * timeSteps + t) * inputDim, (row * timeSteps + t + 1) * inputDim);
  if (cell.kind === 'simpleRNN') {
    const weights = { kernel, recurrentKernel, bias: { shape: [units], data: bn } };
    return expectFormula(lab, drawn, config, weights, (row, t, unit, h) => ({
      gates: [
        product(inputs(row, t), kernel, unit) +
          product(h, recurrentKernel, unit) +
          (bn[unit] as number),
      ],
      reset: 0,
    }));
  }
  // Where z is shut the candidate is all that shows, and with it what r did.
  const shut = Array.from({ length: units }, () => -far);
  const z = random() < 0.5 ? shut : drawPattern(random, units);
  const r = drawPattern(random, units);
  const first = Float32Array.of(...z, ...r, ...bn);
  const second = Float32Array.of(...new Float32Array(2 * units), ...dn);
  const bias = cell.resetAfter
    ? { shape: [2, columns], data: Float32Array.of(...first, ...second) }
    : { shape: [columns], data: first };
  const open = r.map((value) => (value > 0 ? 1 : 0));
  await expectFormula(lab, drawn, config, { kernel, recurrentKernel, bias }, (row, t, unit, h) => {
    const column = 2 * units + unit;
    const kept = Array.from(h, (value, k) => value * (open[k] as number));
    const gates = [
      z[unit],
      r[unit],
      (bn[unit] as number) + product(inputs(row, t), kernel, column),
    ];
    const reset = cell.resetAfter
      ? (open[unit] as number) * (product(h, recurrentKernel, column) + (dn[unit] as number))
      : product(kept, recurrentKernel, column);
    return { gates: gates as number[], reset };
  });
}

/** One entry of a kernel whose gate acts by itself: r of a GRU needs another entry to act on. */
function drawEntry(drawn: Drawn, rows: number): { row: number; unit: number; index: number } {
  const { config: cell, units, random } = drawn;
  const gates = cell.kind === 'lstm' ? [0, 1, 2, 3] : cell.kind === 'gru' ? [0, 2] : [0];
  const [row, unit] = [below(random, rows), below(random, units)];
  const index = row * gateCounts[cell.kind] * units + oneOf(random, gates) * units + unit;
  return { row, unit, index };
}

async function expectOneUnitMoves(
  lab: Lab,
  drawn: Drawn,
  x: Values,
  still: CellWeights,
  wired: CellWeights,
  unit: number,
): Promise<void> {
  const { config, initialState, units } = drawn;
  const before = await lab.run(config, still, x, { initialState });
  const after = await lab.run(config, wired, x, { initialState });
  const moved = new Set<number>();
  for (const [index, value] of after.output.data.entries()) {
    if (value !== before.output.data[index]) moved.add(index % units);
  }
  expectTrue(
    `unit ${unit} alone must move, got [${[...moved].join(', ')}]`,
    moved.size === 1 && moved.has(unit),
  );
}

const oneStep = ({ batch, inputDim, random }: Drawn): Values =>
  distinct(random, [batch, 1, inputDim]);

/** Activations that are a straight line near zero; every core backend has the first. */
const lines: Choice = {
  ...anything,
  activations: [['hardSigmoidKeras2', 'hardSigmoid', 'linear', 'sparseSigmoid', 'hardTanh']],
};

const lineOf = (units: number): SimpleRNNConfig<true, false> =>
  simpleRNN({ units, activation: 'hardSigmoidKeras2', returnSequences: true });

export const closedFormLaws: readonly Case[] = [
  law({
    id: 'zero-kernels',
    clauses: ['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V11', 'W2', 'W3', 'W4'],
    says: 'with kernels of zeros, biases and states are all that is left of the equations',
    check: async (lab, drawn) => {
      const { config, weights, units } = drawn;
      const { kernel, recurrentKernel, bias } = weights;
      const { b, d } = biasRows(bias, gateCounts[config.kind] * units);
      const silent = {
        ...weights,
        kernel: zeros(kernel),
        recurrentKernel: zeros(recurrentKernel),
      };
      await expectFormula(lab, drawn, config, silent, (_row, _t, unit) =>
        biasSums(config, b, d, unit),
      );
    },
  }),
  law({
    id: 'saturated-gates',
    clauses: ['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'W2', 'W3', 'W4'],
    says: 'biases of ±60 open and shut gates, and what is left of the equations is a line',
    choice: shutting,
    check: checkSaturated,
  }),
  law({
    id: 'recurrent-wiring',
    clauses: ['V18', 'W1'],
    says: 'one non-zero entry of the recurrent kernel lets one unit act on one other',
    zeros: false,
    choice: telling,
    check: async (lab, drawn) => {
      const { weights, units } = drawn;
      const { recurrentKernel } = weights;
      const silent = zeros(recurrentKernel);
      const { unit, index } = drawEntry(drawn, units);
      const wired = { ...weights, recurrentKernel: withNumber(silent, index, 0.9) };
      const still = { ...weights, recurrentKernel: silent };
      await expectOneUnitMoves(lab, drawn, oneStep(drawn), still, wired, unit);
    },
  }),
  law({
    id: 'input-wiring',
    clauses: ['W1'],
    says: 'one non-zero entry of the kernel lets one input act on one unit',
    zeros: false,
    choice: telling,
    check: async (lab, drawn) => {
      const { weights, inputDim } = drawn;
      const { kernel } = weights;
      const silent = zeros(kernel);
      const { row, unit, index } = drawEntry(drawn, inputDim);
      const drawnX = oneStep(drawn);
      // All but the one input are zero, so that no other can stand in for it.
      const data = drawnX.data.map((value, k) => (k % inputDim === row ? value : 0));
      const x = { shape: drawnX.shape, data };
      const wired = { ...weights, kernel: withNumber(silent, index, 0.9) };
      await expectOneUnitMoves(lab, drawn, x, { ...weights, kernel: silent }, wired, unit);
    },
  }),
  law({
    id: 'float32',
    clauses: ['S12'],
    says: 'a unit with one weight and an activation that is a line gives that line to the last bits of float32',
    configs: (supports) => [withClaimedActivations(supports, lineOf(1), lines)],
    check: async (lab, { x, units, batch, timeSteps, inputDim, random }) => {
      const config = withClaimedActivations(lab.supports, lineOf(units), lines);
      const kernel = filled([inputDim, units], 0);
      const [k, weight] = [below(random, inputDim), distinct(random, [units])];
      kernel.data.set(weight.data, k * units);
      const recurrentKernel = filled([units, units], 0);
      const probe = { kernel, recurrentKernel, bias: filled([units], 0) };
      const got = await lab.run(config, probe, x);
      const wanted = filled([batch, timeSteps, units], 0);
      for (let frame = 0; frame < batch * timeSteps; frame++) {
        const value = x.data[frame * inputDim + k] as number;
        wanted.data.set(
          weight.data.map((w) => scalars[config.activation](w * value)),
          frame * units,
        );
      }
      const tolerance = activationTolerance(lab.claims.precision);
      const allowed = forStoredWeights(tolerance, lab, { config, weights: probe, x });
      lab.note(expectClose('output', got.output, wanted, allowed));
    },
  }),
  law({
    id: 'scalar-probe',
    clauses: ['V1', 'V2'],
    says: 'one unit gives the activation of its input, as activation and as recurrentActivation',
    own: true,
    check: async (lab, { random }) => {
      // Sizes of 0.01 to 32, small and large ones alike, to meet every corner: approximations give way to others, and
      // to their limits, at 4 to 20. Many in one call, which costs no more.
      const points = Float32Array.from(
        { length: 16 },
        () => toEightBits(0.01 * 3200 ** random()) * (random() < 0.5 ? -1 : 1),
      );
      const { supports } = lab;
      // A fourth of the names: devices compile a program for each.
      const fourth = below(random, 4);
      for (const name of activationNames.filter((_, place) => place % 4 === fourth)) {
        const truth = Float32Array.from(points, (point) => scalars[name](point));
        const places = [activationProbes(supports, name), gateProbes(supports, name)];
        const claimed = places.filter(({ length }) => length > 0);
        if (claimed.length === 0) continue;
        const probe = oneOf(random, oneOf(random, claimed));
        await expectProbe(lab, probe, name, points, truth);
      }
    },
  }),
];
