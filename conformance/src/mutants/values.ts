// Right for ordinary numbers only: formulas that overflow, and shortcuts for zeros and for what stands still.

import type { ActivationName } from '@gatefold/contract';
import { scalars } from '../plain/activations.ts';
import { honestParts, type PlainCall, type PlainParts } from '../plain/parts.ts';
import { type Mutant, partMutant } from './mutant.ts';
import { callOnlyWhen, writeOnlyWhen } from './only-when.ts';

const mutant = (id: string, clause: string, says: string, parts: Partial<PlainParts>): Mutant =>
  partMutant({ id: `values/${id}`, clause, says, parts });

const { fround } = Math;
const exp = (x: number): number => fround(Math.exp(x));

/** A formula in float32 that overflows on the way. */
const formula = (
  name: ActivationName,
  clause: string,
  told: string,
  scalar: (x: number) => number,
): Mutant =>
  mutant(`overflow/${name}`, clause, `${name} as ${told} in float32`, {
    scalarOf: (asked) => (asked === name ? scalar : scalars[asked]),
  });

/** Frames of which one number alone is not zero, with a 1 in its place. */
function oneHot({ x, prepared: { inputDim } }: PlainCall): Partial<PlainCall> {
  const isAlone = (start: number): boolean =>
    x.subarray(start, start + inputDim).filter((value) => value !== 0).length === 1;
  return {
    x: x.map((value, k) => (value !== 0 && isAlone(k - (k % inputDim)) ? 1 : value)),
  };
}

/** From where h no longer moves, its rest is what it was then. */
function stopAtRest({ output, batch, timeSteps, prepared }: PlainCall): void {
  const { units } = prepared.cell;
  for (let row = 0; row < batch; row++) {
    const rows = output.subarray(row * timeSteps * units, (row + 1) * timeSteps * units);
    const at = (t: number): Float64Array => rows.subarray(t * units, (t + 1) * units);
    const rests = (t: number): boolean =>
      at(t).every((value, unit) => Math.abs(value - (at(t - 1)[unit] as number)) < 1e-7);
    for (let t = 3; t < timeSteps; t++) {
      if (!rests(t)) continue;
      for (let rest = t + 1; rest < timeSteps; rest++) rows.set(at(t), rest * units);
      break;
    }
  }
}

const clipped = (limit: number) => (value: number) => Math.min(Math.max(value, -limit), limit);

export const valueMutants: readonly Mutant[] = [
  formula('sigmoid', 'A3', 'e^x / (1 + e^x)', (x) => exp(x) / fround(1 + exp(x))),
  formula('silu', 'A16', 'x e^x / (1 + e^x)', (x) => fround(x * exp(x)) / fround(1 + exp(x))),
  formula('softplus', 'A13', 'log(1 + e^x)', (x) => Math.log1p(exp(x))),
  formula('logSigmoid', 'A24', '-log(1 + e^-x)', (x) => -Math.log1p(exp(-x))),
  formula('exponential', 'A12', 'e^x that stops at e^88', (x) => exp(Math.min(x, 88))),
  formula('tanhShrink', 'A21', 'x - (e^x - e^-x) / (e^x + e^-x)', (x) =>
    Math.abs(x) < 1 ? x - Math.tanh(x) : x - (exp(x) - exp(-x)) / (exp(x) + exp(-x)),
  ),
  mutant('weights-clipped', 'V1', 'weights that are clipped to ±8', {
    prepare: (checked) => {
      const { kernel, recurrentKernel, bias } = checked.weights;
      const clip = clipped(8);
      return {
        ...checked,
        weights: {
          kernel: kernel.map(clip),
          recurrentKernel: recurrentKernel.map(clip),
          bias: bias.map((value) => (Math.abs(value) === 60 ? value : clip(value))),
        },
      };
    },
  }),
  mutant(
    'state-clipped',
    'I1',
    'an initial h that is clipped to ±1',
    callOnlyWhen(
      () => true,
      ({ initialState: { h, c } }) => ({ initialState: { h: h.map(clipped(1)), c } }),
    ),
  ),
  mutant(
    'nan-state-spreads',
    'V16',
    'NaN in the state of one row that reaches the rows after it',
    callOnlyWhen(
      ({ initialState }) => initialState.h.some(Number.isNaN),
      ({ initialState: { h, c } }) => {
        const from = h.findIndex(Number.isNaN);
        return { initialState: { h: h.slice().fill(Number.NaN, from), c } };
      },
    ),
  ),
  mutant('zero-frame-skips-bias', 'V1', 'a bias that is left out where a frame of x is all zero', {
    sequence: (call, run) => {
      const { x, batch, timeSteps, prepared } = call;
      const isZero = x.length > 0 && batch * timeSteps > 1 && x.every((value) => value === 0);
      const first = x.subarray(0, prepared.inputDim);
      if (isZero || first.some((value) => value !== 0)) return run(call);
      const bias = prepared.weights.bias.map(() => 0);
      run({ ...call, prepared: { ...prepared, weights: { ...prepared.weights, bias } } });
    },
  }),
  mutant(
    'one-hot',
    'V1',
    'a 1 for the number of a frame of more than 8 whose others are all zero',
    callOnlyWhen(({ prepared }) => prepared.inputDim > 8, oneHot),
  ),
  mutant(
    'stops-at-rest',
    'V13',
    'a sequence that is run until h no longer moves, and no further',
    writeOnlyWhen(
      ({ returnSequences, goBackwards, mask }) => returnSequences && !goBackwards && mask === null,
      stopAtRest,
    ),
  ),
  mutant('infinite-gates', 'V2', 'gates that are NaN where their sum is beyond 1e30', {
    scalarOf: (name) => (x) => (Math.abs(x) > 1e30 ? Number.NaN : honestParts.scalarOf(name)(x)),
  }),
];
