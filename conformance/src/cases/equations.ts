// The equations in closed form, one unit and two steps, so that each line can be read against its clause. That more
// units follow suit is a matter of wiring: V15, V17 and V18.

import {
  type CellConfig,
  type DirectionalConfig,
  gru,
  type GRUConfig,
  lstm,
  type LSTMConfig,
  simpleRNN,
  tensor,
} from '@gatefold/contract';
import { type Case, defineCase } from '../case.ts';
import { type Choice, shutting, withClaimedActivations } from '../claimed.ts';
import type { Lab } from '../lab.ts';
import { forStoredWeights } from '../oracle.ts';
import { type Scalar, scalars } from '../plain/activations.ts';
import { lawTolerance } from '../tolerance.ts';
import { expectClose, expectStates } from '../values.ts';

/** The numbers as the backend gets them. */
const f32 = (...numbers: number[]): number[] => numbers.map(Math.fround);

const x = f32(0.7, -0.4); // [timeSteps]
const h0 = Math.fround(0.35);
const c0 = Math.fround(-0.6);

interface UnitWeights {
  /** W, U and b of one unit: one number for each gate. */
  readonly W: readonly number[];
  readonly U: readonly number[];
  readonly b: readonly number[];
}

const lstmWeights: UnitWeights = {
  W: f32(0.3, -0.5, 0.7, 0.2), // i f g o
  U: f32(0.6, -0.2, 0.4, -0.9),
  b: f32(0.1, 0.25, -0.3, 0.45),
};
const gruWeights: UnitWeights = {
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
  { W, U }: UnitWeights,
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
  const tolerance = forStoredWeights(sums, lab, { config, weights, x: input, options });
  const output = tensor([steps.map(({ h }) => [h])]);
  lab.note(expectClose('output', result.output, output, tolerance));
  const { h, c } = steps.at(-1) as { h: number; c: number };
  const state = { h: tensor([[h]]), ...(hasC ? { c: tensor([[c]]) } : {}) };
  lab.note(expectStates('final', result.state, state, tolerance));
}

/** The activations of a cell: `a`, and `σ` of its gates. */
function scalarsOf(config: CellConfig): { readonly a: Scalar; readonly σ: Scalar } {
  const gate = config.kind === 'simpleRNN' ? 'linear' : config.recurrentActivation;
  return { a: scalars[config.activation], σ: scalars[gate] };
}

function scalarLSTM(config: LSTMConfig, { W, U, b }: UnitWeights): { h: number; c: number }[] {
  const { a, σ } = scalarsOf(config);
  let [h, c] = [h0, c0];
  return x.map((xt) => {
    const s = W.map((w, gate) => xt * w + h * (U[gate] as number) + (b[gate] as number));
    const [i, f, g, o] = [σ(s[0]!), σ(s[1]!), a(s[2]!), σ(s[3]!)];
    c = f * c + i * g;
    h = o * a(c);
    return { h, c };
  });
}

function scalarGRU(
  config: GRUConfig,
  { W, U, b }: UnitWeights,
  dRow: readonly number[],
): { h: number }[] {
  const { a, σ } = scalarsOf(config);
  let h = h0;
  return x.map((xt) => {
    const s = W.map((w, gate) => xt * w + (b[gate] as number));
    const q = U.map((u, gate) => h * u + (dRow[gate] as number));
    const z = σ(s[0]! + q[0]!);
    const r = σ(s[1]! + q[1]!);
    const n = a(s[2]! + (config.resetAfter ? r * q[2]! : r * h * U[2]!));
    h = z * h + (1 - z) * n;
    return { h };
  });
}

/** One step of a GRU of two units, columns z z r r n n: with one unit (r ⊙ h)·U is r ⊙ (h·U), and V3 is V4. */
function pairGRU(
  config: GRUConfig,
  h: readonly number[],
  W: readonly number[],
  U: readonly (readonly number[])[],
  b: readonly number[],
): number[] {
  const { a, σ } = scalarsOf(config);
  const dot = (v: readonly number[], column: number): number =>
    v.reduce((sum, value, k) => sum + value * (U[k]?.[column] as number), 0);
  const fromX = (column: number): number => x[0]! * W[column]! + b[column]!;
  const gate = (column: number): number => σ(fromX(column) + dot(h, column));
  const r = [gate(2), gate(3)];
  const kept = h.map((value, k) => r[k]! * value);
  return h.map((value, unit) => {
    const z = gate(unit);
    return z * value + (1 - z) * a(fromX(4 + unit) + dot(kept, 4 + unit));
  });
}

const both = { returnSequences: true, returnState: true } as const;
const zeros = [0, 0, 0];

interface EquationCase<C> {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  /** Of one unit; run with the activations that are claimed. */
  readonly config: C;
  readonly choice?: Choice;
  readonly run: (lab: Lab, config: C) => Promise<void>;
}

const equationCase = <C extends DirectionalConfig>({
  config,
  choice,
  run,
  ...input
}: EquationCase<C>): Case =>
  defineCase({
    ...input,
    id: `equation/${input.id}`,
    configs: (supports) => [withClaimedActivations(supports, config, choice)],
    run: (lab) => run(lab, withClaimedActivations(lab.supports, config, choice)),
  });

const expectLSTM = (lab: Lab, config: LSTMConfig<true, true>): Promise<void> =>
  expectScalar(lab, config, lstmWeights, lstmWeights.b, scalarLSTM(config, lstmWeights));

const afterConfig = gru({ units: 1, ...both });

export const equationCases: readonly Case[] = [
  equationCase({
    id: 'simple-rnn',
    clauses: ['V1', 'W1'],
    says: 'SimpleRNN is h = a(x·W + h·U + b)',
    config: simpleRNN({ units: 1, ...both }),
    run: (lab, config) => {
      const weights = { W: f32(0.3), U: f32(-0.8), b: f32(0.1) };
      const { a } = scalarsOf(config);
      let h = h0;
      const steps = x.map((xt) => {
        h = a(xt * weights.W[0]! + h * weights.U[0]! + weights.b[0]!);
        return { h };
      });
      return expectScalar(lab, config, weights, weights.b, steps);
    },
  }),
  equationCase({
    id: 'lstm',
    clauses: ['V2', 'W2'],
    says: 'an LSTM is its six equations, gates in the order i f g o',
    config: lstm({ units: 1, ...both }),
    run: expectLSTM,
  }),
  equationCase({
    id: 'lstm/activation',
    clauses: ['V6', 'W2'],
    says: 'an LSTM applies its activation to g and to c',
    config: lstm({ units: 1, activation: 'sigmoid', ...both }),
    run: expectLSTM,
  }),
  equationCase({
    id: 'gru/reset-before',
    clauses: ['V3', 'V5', 'W3'],
    says: 'a GRU without resetAfter resets the state, gates in the order z r n',
    config: gru({ units: 1, resetAfter: false, ...both }),
    run: (lab, config) =>
      expectScalar(lab, config, gruWeights, gruWeights.b, scalarGRU(config, gruWeights, zeros)),
  }),
  equationCase({
    id: 'gru/reset-before/two-units',
    clauses: ['V3', 'W3', 'W1'],
    says: 'a GRU of two units without resetAfter resets each unit of the state, not of the product',
    config: gru({ units: 2, resetAfter: false, ...both }),
    run: async (lab, config) => {
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
      const got = await lab.run(config, weights, input, options);
      const wanted = tensor([pairGRU(config, start, W, U, b)]);
      const sums = lawTolerance(lab.claims.precision, config, 1, 1);
      const tolerance = forStoredWeights(sums, lab, { config, weights, x: input, options });
      lab.note(expectClose('h', got.state['h'] as typeof wanted, wanted, tolerance));
    },
  }),
  equationCase({
    id: 'gru/reset-after',
    clauses: ['V4', 'V5', 'W3', 'W4'],
    says: 'a GRU with resetAfter resets the product, its second bias row inside',
    config: afterConfig,
    run: (lab, config) => {
      const bias = [gruWeights.b, d];
      return expectScalar(lab, config, gruWeights, bias, scalarGRU(config, gruWeights, d));
    },
  }),
  equationCase({
    id: 'gru/no-bias',
    clauses: ['V8', 'V4'],
    says: 'a GRU without bias has neither row',
    config: { ...afterConfig, useBias: false },
    run: (lab, config) => {
      const bare = { ...gruWeights, b: zeros };
      return expectScalar(lab, config, bare, undefined, scalarGRU(config, bare, zeros));
    },
  }),
  equationCase({
    id: 'gru/keep',
    clauses: ['V5'],
    says: 'z = 1 keeps the old state',
    config: afterConfig,
    choice: shutting,
    run: (lab, config) =>
      expectScalar(lab, config, gruWeights, [[60, 0.25, -0.3], d], [{ h: h0 }, { h: h0 }]),
  }),
  equationCase({
    id: 'lstm/no-forget-bias',
    clauses: ['V11'],
    says: 'with all weights zero c halves at each step: nothing is added to the forget gate',
    config: lstm({ units: 1, ...both }),
    run: (lab, config) => {
      // c halves where σ(0) is 0.5 and a(0) is 0; of other activations the equations tell.
      const nothing = { W: [0, 0, 0, 0], U: [0, 0, 0, 0], b: [0, 0, 0, 0] };
      return expectScalar(lab, config, nothing, nothing.b, scalarLSTM(config, nothing));
    },
  }),
];
