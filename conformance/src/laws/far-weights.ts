// Weights far larger and far smaller than those that are drawn. Every sum that is asked is the same in any order and any
// type: powers of two, and numbers that cancel without a rounding.

import type { ActivationName } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import {
  anything,
  type CellVariant,
  claimedAmong,
  claimedCells,
  claimedGates,
} from '../claimed.ts';
import { Lab } from '../lab.ts';
import { plainBackend } from '../plain/plain-backend.ts';
import { probeTolerance } from '../tolerance.ts';
import { expectClose, expectStates, filled, type Tolerance, type Values } from '../values.ts';
import { shareOf } from './coverings.ts';
import { cellOf, noFlags } from './trial.ts';

const exact = plainBackend();

/** A weight past any bound that somebody might have set, and what every gate sums to. */
const [large, sum] = [512, 0.75];

type Call = Readonly<Record<'kernel' | 'recurrentKernel' | 'bias' | 'x' | 'h', Values>>;

/** Numbers of one unit with an input for each gate: its kernel is diagonal. */
function callOf(cell: CellVariant, diagonal: number, x: number): Call {
  const gates = gateCounts[cell.kind];
  const kernel = filled([gates, gates], 0);
  for (let gate = 0; gate < gates; gate++) kernel.data[gate * gates + gate] = diagonal;
  return {
    kernel,
    recurrentKernel: filled([1, gates], 0),
    bias: filled(cell.resetAfter ? [2, gates] : [gates], 0),
    x: filled([1, 1, gates], x),
    h: filled([1, 1], 0.5),
  };
}

async function expectExact(
  lab: Lab,
  what: string,
  cell: CellVariant,
  activation: ActivationName,
  { x, h, ...weights }: Call,
  tolerance: Tolerance,
): Promise<void> {
  const [recurrentActivation] = claimedGates(lab.supports, anything);
  const parts = { cell, units: 1, useBias: true, activation };
  const config = {
    ...cellOf({ ...parts, recurrentActivation: recurrentActivation as ActivationName }),
    ...noFlags,
    returnState: true,
  };
  const initialState = cell.kind === 'lstm' ? { h, c: filled([1, 1], 0) } : { h };
  const wanted = await new Lab(exact, lab.settings).run(config, weights, x, { initialState });
  const got = await lab.run(config, weights, x, { initialState });
  const name = `${what} of a ${cell.kind} (${activation})`;
  lab.note(expectStates(name, got.state, wanted.state, tolerance));
}

/** Every gate sums to 0.75 or so, of a kernel, a recurrent kernel or a bias of 512, or of a large x. */
export async function checkLargeWeights(lab: Lab): Promise<void> {
  const { activations, precision } = lab.supports;
  const [activation] = claimedAmong(activations, ...anything.activations);
  for (const cell of claimedCells(lab.supports)) {
    const gates = gateCounts[cell.kind];
    const calls: [string, Call][] = [
      [`a kernel of ${large}`, callOf(cell, large, sum / large)],
      [
        `a recurrent kernel of ${large}`,
        {
          ...callOf(cell, 0, 0),
          recurrentKernel: filled([1, gates], large),
          h: filled([1, 1], sum / large),
        },
      ],
    ];
    const biased = callOf(cell, 1, sum - large);
    // With resetAfter, r is between the other row and x: there the first two gates alone are asked.
    for (const row of cell.resetAfter ? [0, 1] : [0]) {
      const asked = row === 0 ? gates : gates - 1;
      const bias = filled(biased.bias.shape, 0);
      bias.data.fill(large, row * gates, row * gates + asked);
      const x = filled(biased.x.shape, 0);
      x.data.fill(sum - large, 0, asked);
      calls.push([`row ${row} of a bias of ${large}`, { ...biased, bias, x }]);
    }
    // Whole numbers that no 8, 15 or 16 bits hold.
    for (const whole of [300, 40_000, 100_000]) {
      calls.push([`x of ${whole}`, callOf(cell, 2 ** -Math.ceil(Math.log2(whole)), whole)]);
    }
    const near = probeTolerance(precision, activation as ActivationName, [sum]);
    await checkOddWeights(lab, cell);
    await checkSmallBeside(lab, cell);
    await checkFarStates(lab, cell);
    for (const [what, call] of calls) {
      await expectExact(lab, what, cell, activation as ActivationName, call, (v) => 4 * near(v, 0));
    }
  }
}

/** A weight that takes all bits of float32, larger than any of them is small. */
const odd = Math.fround(300.7);

/** Where the gate of the candidate is, which shows in h by itself. */
const candidateOf = (cell: CellVariant): number => (cell.kind === 'simpleRNN' ? 0 : 2);

/** Recurrent weights of the candidate alone. */
function candidateKernel(
  cell: CellVariant,
  units: number,
  weight: (from: number, to: number) => number,
): Values {
  const columns = gateCounts[cell.kind] * units;
  const kernel = filled([units, columns], 0);
  for (let from = 0; from < units; from++) {
    for (let to = 0; to < units; to++)
      kernel.data[from * columns + candidateOf(cell) * units + to] = weight(from, to);
  }
  return kernel;
}

/** States from far to near, on either side of zero, one to a unit. */
const farStates = [1000, -700, 90, -30, 9, -4, 0.5, -0.25];

/** States far from zero that several steps keep: what an activation does not bound is not bounded, at no step. */
async function checkFarStates(lab: Lab, cell: CellVariant): Promise<void> {
  const { activations, precision } = lab.supports;
  const [recurrentActivation] = claimedGates(lab.supports, anything);
  const units = farStates.length;
  const recurrentKernel = candidateKernel(cell, units, (from, to) => (from === to ? 1 : 0));
  const weights = { kernel: filled([1, gateCounts[cell.kind] * units], 0), recurrentKernel };
  const h = { shape: [1, units], data: Float32Array.from(farStates) };
  const c = { shape: [1, units], data: h.data.toReversed() };
  const initialState = cell.kind === 'lstm' ? { h, c } : { h };
  for (const activation of [...lines, 'tanh' as const]) {
    if (!activations.includes(activation)) continue;
    const parts = { cell, units, useBias: false, activation };
    const config = {
      ...cellOf({ ...parts, recurrentActivation: recurrentActivation as ActivationName }),
      ...noFlags,
      returnSequences: true,
    };
    const x = filled([1, 4, 1], 0);
    const wanted = await new Lab(exact, lab.settings).run(config, weights, x, { initialState });
    const got = await lab.run(config, weights, x, { initialState });
    const near = probeTolerance(precision, activation, [1]);
    const what = `states far from zero of a ${cell.kind} (${activation})`;
    lab.note(expectClose(what, got.output, wanted.output, (v) => 8 * near(v, 0)));
  }
}

/** Of many recurrent weights most are small, beside one that is not, and act on states that are large. */
async function checkSmallBeside(lab: Lab, cell: CellVariant): Promise<void> {
  const { activations, precision } = lab.supports;
  const activation = (['linear', 'relu', 'leakyRelu'] as const).find((name) =>
    activations.includes(name),
  );
  const [recurrentActivation] = claimedGates(lab.supports, anything);
  if (activation === undefined || precision === 'f16' || lab.claims.weightPrecision === 'int8')
    return;
  const units = 16;
  const parts = { cell, units, useBias: false, activation };
  const config = {
    ...cellOf({ ...parts, recurrentActivation: recurrentActivation as ActivationName }),
    ...noFlags,
    returnState: true,
  };
  const recurrentKernel = candidateKernel(cell, units, (from, to) =>
    from === to ? 0.5 : 2 ** -13,
  );
  const kernel = filled([1, gateCounts[cell.kind] * units], 0);
  const h = { shape: [1, units], data: Float32Array.from({ length: units }, (_, k) => 64 + k) };
  const initialState = cell.kind === 'lstm' ? { h, c: filled(h.shape, 0) } : { h };
  const weights = { kernel, recurrentKernel };
  const x = filled([1, 1, 1], 0);
  const wanted = await new Lab(exact, lab.settings).run(config, weights, x, { initialState });
  const got = await lab.run(config, weights, x, { initialState });
  const what = `weights of 2^-13 beside others, of a ${cell.kind} (${activation})`;
  lab.note(expectStates(what, got.state, wanted.state, (v) => 2 ** -18 * Math.abs(v)));
}

/** Where weights are float32, no bit of a large one is lost. */
async function checkOddWeights(lab: Lab, cell: CellVariant): Promise<void> {
  const { activations, precision } = lab.supports;
  const activation = lines.find((name) => activations.includes(name));
  if (activation === undefined || precision === 'f16' || lab.claims.weightPrecision !== 'f32')
    return;
  const small = 2 ** -9;
  const near: Tolerance = (v) => 2 ** -18 * Math.abs(v);
  const kernel = { ...callOf(cell, odd, small), h: filled([1, 1], 0) };
  await expectExact(lab, `a kernel of ${odd}`, cell, activation, silenced(cell, kernel), near);
  const recurrentKernel = filled([1, gateCounts[cell.kind]], odd);
  const ofState = { ...callOf(cell, 0, 0), recurrentKernel, h: filled([1, 1], small) };
  const what = `a recurrent kernel of ${odd}`;
  await expectExact(lab, what, cell, activation, silenced(cell, ofState), near);
}

/** Lines through zero: what they give of a small number is as small, to the last bits. */
const lines: readonly ActivationName[] = ['linear', 'relu', 'leakyRelu', 'relu6', 'hardTanh'];

/** Down to 2^-100, which float32 holds as well as 1: only below 2^-126 may a device have zero for a number. */
const exponents = [-20, -40, -100];

/** A candidate of numbers that are small: x, or its kernel, recurrent kernel and bias. */
export async function checkSmallNumbers(lab: Lab): Promise<void> {
  const { supports } = lab;
  if (supports.precision === 'f16') return;
  const { weightPrecision } = lab.claims;
  const claimed = lines.filter((name) => supports.activations.includes(name));
  const pairs = claimedCells(supports).flatMap((cell) =>
    claimed.map((activation) => ({ cell, activation })),
  );
  for (const { cell, activation } of shareOf(pairs, lab.settings)) {
    for (const exponent of exponents) {
      const small = 2 ** exponent;
      const ofX = callOf(cell, 1, small);
      const calls: [string, Call][] = [[`x of 2^${exponent}`, { ...ofX, h: filled([1, 1], 0) }]];
      if (weightPrecision !== 'f16') {
        calls.push([`weights of 2^${exponent}`, smallWeights(cell, small)]);
      }
      for (const [what, call] of calls) {
        const near: Tolerance = (v) => 2 ** -18 * Math.abs(v);
        await expectExact(lab, what, cell, activation, silenced(cell, call), near);
      }
    }
  }
}

/** A half of what the candidate sums to comes of x, a quarter each of h and of the bias: without one, it shows. */
function smallWeights(cell: CellVariant, small: number): Call {
  const call = callOf(cell, small, 1);
  const bias = filled(call.bias.shape, small / 2);
  // A GRU keeps a share of h itself, beside which nothing small shows.
  if (cell.kind === 'gru') return { ...call, bias, h: filled([1, 1], 0) };
  const recurrentKernel = filled(call.recurrentKernel.shape, small);
  return { ...call, bias, recurrentKernel };
}

/** The gates beside the candidate sum to zero. */
function silenced(cell: CellVariant, call: Call): Call {
  const gates = gateCounts[cell.kind];
  const candidate = candidateOf(cell);
  const only = ({ shape, data }: Values): Values => ({
    shape,
    data: data.map((value, index) => (index % gates === candidate ? value : 0)),
  });
  const { kernel, recurrentKernel, bias, x } = call;
  return {
    ...call,
    kernel: only(kernel),
    recurrentKernel: only(recurrentKernel),
    bias: only(bias),
    x: only(x),
  };
}
