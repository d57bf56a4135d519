// The equations in closed form, one unit and two steps, so that each line can be read against its clause. That more
// units follow suit is a matter of wiring: V15, V17 and V18.

import {
  gru,
  lstm,
  simpleRNN,
  tensor,
  type ActivationName,
  type DirectionalConfig,
} from '@gatefold/contract';
import { type Case, defineCase } from '../case.ts';
import type { Lab } from '../lab.ts';
import { forStoredWeights } from '../oracle.ts';
import { lawTolerance } from '../tolerance.ts';
import { expectClose, expectStates } from '../values.ts';

const { exp, tanh } = Math;
const sigmoid = (v: number): number => 1 / (1 + exp(-v));
/** The numbers as the backend gets them. */
const f32 = (...numbers: number[]): number[] => numbers.map(Math.fround);

const x = f32(0.7, -0.4); // [timeSteps]
const h0 = Math.fround(0.35);
const c0 = Math.fround(-0.6);

interface Scalar {
  /** W, U and b of one unit: one number for each gate. */
  readonly W: readonly number[];
  readonly U: readonly number[];
  readonly b: readonly number[];
}

const lstmWeights: Scalar = {
  W: f32(0.3, -0.5, 0.7, 0.2), // i f g o
  U: f32(0.6, -0.2, 0.4, -0.9),
  b: f32(0.1, 0.25, -0.3, 0.45),
};
const gruWeights: Scalar = {
  W: f32(0.3, -0.5, 0.7),
  U: f32(0.6, -0.2, 0.4),
  b: f32(0.1, 0.25, -0.3),
};
/** The second row of a resetAfter bias. */
const d = f32(-0.35, 0.15, 0.55);

/** Compares a run of one unit with h (and c) after each step. */
async function expectScalar(
  lab: Lab,
  config: DirectionalConfig<true, true>,
  { W, U }: Scalar,
  bias: readonly (number | readonly number[])[] | undefined,
  steps: readonly { h: number; c?: number }[],
): Promise<void> {
  const hasC = config.kind === 'lstm';
  const weights = {
    kernel: tensor([W]),
    recurrentKernel: tensor([U]),
    ...(bias === undefined ? {} : { bias: tensor(bias) }),
  };
  const input = tensor([x.map((value) => [value])]);
  const options = {
    initialState: { h: tensor([[h0]]), ...(hasC ? { c: tensor([[c0]]) } : {}) },
  };
  const result = await lab.run(config, weights, input, options);
  const sums = lawTolerance(lab.claims.precision, config, 1, steps.length);
  const tolerance = await forStoredWeights(sums, lab, { config, weights, x: input, options });
  const output = tensor([steps.map(({ h }) => [h])]);
  lab.note(expectClose('output', result.output, output, tolerance));
  const { h, c } = steps.at(-1) as { h: number; c: number };
  const state = { h: tensor([[h]]), ...(hasC ? { c: tensor([[c]]) } : {}) };
  lab.note(expectStates('final', result.state, state, tolerance));
}

function scalarLSTM(a: (v: number) => number, { W, U, b }: Scalar): { h: number; c: number }[] {
  let [h, c] = [h0, c0];
  return x.map((xt) => {
    const s = W.map((w, gate) => xt * w + h * (U[gate] as number) + (b[gate] as number));
    const [i, f, g, o] = [sigmoid(s[0]!), sigmoid(s[1]!), a(s[2]!), sigmoid(s[3]!)];
    c = f * c + i * g;
    h = o * a(c);
    return { h, c };
  });
}

function scalarGRU(
  resetAfter: boolean,
  { W, U, b }: Scalar,
  dRow: readonly number[],
): { h: number }[] {
  let h = h0;
  return x.map((xt) => {
    const s = W.map((w, gate) => xt * w + (b[gate] as number));
    const q = U.map((u, gate) => h * u + (dRow[gate] as number));
    const z = sigmoid(s[0]! + q[0]!);
    const r = sigmoid(s[1]! + q[1]!);
    const n = tanh(s[2]! + (resetAfter ? r * q[2]! : r * h * U[2]!));
    h = z * h + (1 - z) * n;
    return { h };
  });
}

/** One step of a GRU of two units, columns z z r r n n: with one unit (r ⊙ h)·U is r ⊙ (h·U), and V3 is V4. */
function pairGRU(
  h: readonly number[],
  W: readonly number[],
  U: readonly (readonly number[])[],
  b: readonly number[],
): number[] {
  const dot = (v: readonly number[], column: number): number =>
    v.reduce((sum, value, k) => sum + value * (U[k]?.[column] as number), 0);
  const fromX = (column: number): number => x[0]! * W[column]! + b[column]!;
  const gate = (column: number): number => sigmoid(fromX(column) + dot(h, column));
  const r = [gate(2), gate(3)];
  const kept = h.map((value, k) => r[k]! * value);
  return h.map((value, unit) => {
    const z = gate(unit);
    return z * value + (1 - z) * tanh(fromX(4 + unit) + dot(kept, 4 + unit));
  });
}

const both = { returnSequences: true, returnState: true } as const;
const zeros = [0, 0, 0];

function lstmCase(id: string, clause: string, says: string, activation: ActivationName): Case {
  const config = lstm({ units: 1, activation, ...both });
  const a = activation === 'tanh' ? tanh : sigmoid;
  return defineCase({
    id: `equation/${id}`,
    clauses: [clause, 'W2'],
    says,
    configs: [config],
    run: (lab) => expectScalar(lab, config, lstmWeights, lstmWeights.b, scalarLSTM(a, lstmWeights)),
  });
}

const afterConfig = gru({ units: 1, ...both });
const beforeConfig = gru({ units: 1, resetAfter: false, ...both });
const pairConfig = gru({ units: 2, resetAfter: false, ...both });
const bareConfig = gru({ units: 1, useBias: false, ...both });
const simpleConfig = simpleRNN({ units: 1, ...both });
const halvingConfig = lstm({ units: 1, ...both });

export const equationCases: readonly Case[] = [
  defineCase({
    id: 'equation/simple-rnn',
    clauses: ['V1', 'W1'],
    says: 'SimpleRNN is h = a(x·W + h·U + b)',
    configs: [simpleConfig],
    run: (lab) => {
      const weights = { W: f32(0.3), U: f32(-0.8), b: f32(0.1) };
      let h = h0;
      const steps = x.map((xt) => {
        h = tanh(xt * weights.W[0]! + h * weights.U[0]! + weights.b[0]!);
        return { h };
      });
      return expectScalar(lab, simpleConfig, weights, weights.b, steps);
    },
  }),
  lstmCase('lstm', 'V2', 'an LSTM is its six equations, gates in the order i f g o', 'tanh'),
  lstmCase('lstm/activation', 'V6', 'an LSTM applies its activation to g and to c', 'sigmoid'),
  defineCase({
    id: 'equation/gru/reset-before',
    clauses: ['V3', 'V5', 'W3'],
    says: 'a GRU without resetAfter resets the state, gates in the order z r n',
    configs: [beforeConfig],
    run: (lab) =>
      expectScalar(
        lab,
        beforeConfig,
        gruWeights,
        gruWeights.b,
        scalarGRU(false, gruWeights, zeros),
      ),
  }),
  defineCase({
    id: 'equation/gru/reset-before/two-units',
    clauses: ['V3', 'W3', 'W1'],
    says: 'a GRU of two units without resetAfter resets each unit of the state, not of the product',
    configs: [pairConfig],
    run: async (lab) => {
      const W = f32(0.3, -0.5, 0.7, 0.2, -0.4, 0.6);
      const U = [f32(0.6, -0.2, 0.4, -0.9, 0.5, 0.8), f32(-0.7, 0.1, 0.9, 0.35, -0.6, 0.25)];
      const b = f32(0.1, 0.25, -0.3, 0.45, 0.15, -0.2);
      const start = f32(0.35, -0.6);
      const weights = {
        kernel: tensor([W]),
        recurrentKernel: tensor(U),
        bias: tensor(b),
      };
      const input = tensor([[[x[0]!]]]);
      const options = { initialState: { h: tensor([start]) } };
      const got = await lab.run(pairConfig, weights, input, options);
      const wanted = tensor([pairGRU(start, W, U, b)]);
      const sums = lawTolerance(lab.claims.precision, pairConfig, 1, 1);
      const call = { config: pairConfig, weights, x: input, options };
      const tolerance = await forStoredWeights(sums, lab, call);
      lab.note(expectClose('h', got.state['h'] as typeof wanted, wanted, tolerance));
    },
  }),
  defineCase({
    id: 'equation/gru/reset-after',
    clauses: ['V4', 'V5', 'W3', 'W4'],
    says: 'a GRU with resetAfter resets the product, its second bias row inside',
    configs: [afterConfig],
    run: (lab) =>
      expectScalar(lab, afterConfig, gruWeights, [gruWeights.b, d], scalarGRU(true, gruWeights, d)),
  }),
  defineCase({
    id: 'equation/gru/no-bias',
    clauses: ['V8', 'V4'],
    says: 'a GRU without bias has neither row',
    configs: [bareConfig],
    run: (lab) => {
      const bare = { ...gruWeights, b: zeros };
      return expectScalar(lab, bareConfig, bare, undefined, scalarGRU(true, bare, zeros));
    },
  }),
  defineCase({
    id: 'equation/gru/keep',
    clauses: ['V5'],
    says: 'z = 1 keeps the old state',
    configs: [afterConfig],
    run: (lab) =>
      expectScalar(lab, afterConfig, gruWeights, [[60, 0.25, -0.3], d], [{ h: h0 }, { h: h0 }]),
  }),
  defineCase({
    id: 'equation/lstm/no-forget-bias',
    clauses: ['V11'],
    says: 'with all weights zero c halves at each step: nothing is added to the forget gate',
    configs: [halvingConfig],
    run: (lab) => {
      const nothing = { W: [0, 0, 0, 0], U: [0, 0, 0, 0], b: [0, 0, 0, 0] };
      const steps = [c0 / 2, c0 / 4].map((c) => ({ c, h: tanh(c) / 2 }));
      return expectScalar(lab, halvingConfig, nothing, nothing.b, steps);
    },
  }),
];
