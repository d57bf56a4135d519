// Numbers that are off as an honest backend's may be: Monte-Carlo arithmetic (Parker 1997, Vignes 1978) over the plain
// backend. Each operation's exact result, and each stored weight, is off by up to what the claims allow, at random.

import type { Precision, Supports, WeightPrecision } from '@gatefold/contract';
import { type Arithmetic, float64 } from './plain/arithmetic.ts';
import { honestParts, type PlainParts } from './plain/parts.ts';
import type { PlainOptions } from './plain/plain-backend.ts';
import type { Random } from './random.ts';
import { mapWeights } from './stored-weights.ts';

/** The claims that decide how far numbers may be off. */
export type NumberClaims = Pick<Supports, 'precision' | 'weightPrecision'>;

/** Unit roundoff of the coarsest rounding on the way: results are float32, however finely they are computed. */
export const unitRoundoff: Readonly<Record<Precision, number>> = {
  f64: 2 ** -24,
  f32: 2 ** -24,
  f16: 2 ** -11,
};

type Perturb = (value: number) => number;

/** The plain backend with sums of a precision, off at random; `f16` is off by as much in all that it is given, too. */
export function roughSums(precision: Precision, random: Random): PlainOptions {
  const u = unitRoundoff[precision];
  const perturb: Perturb = (value) => value * (1 + u * (2 * random() - 1));
  const [arithmetic, parts] =
    precision === 'f64' ? storedVectors(perturb) : everyOperation(perturb);
  if (precision !== 'f16') return { arithmetic, parts };
  const given: Partial<PlainParts> = {
    prepare: (checked) => mapWeights(checked, 'f32', perturb),
    sequence: (call, run) => {
      const { x, initialState } = call;
      const { h, c } = initialState;
      run({
        ...call,
        x: x.map(perturb),
        initialState: { h: h.map(perturb), c: c.map(perturb) },
      });
    },
  };
  return { arithmetic, parts: { ...parts, ...given } };
}

/** The plain backend with weights that are stored in a type, off at random, once a layer. */
export function roughWeights(type: WeightPrecision, random: Random): PlainOptions {
  return {
    parts: {
      prepare: (checked) =>
        mapWeights(checked, type, (weight, off) => weight + off * (2 * random() - 1)),
    },
  };
}

/** Every operation errs by u; a second error in each activation makes 2u of it. */
function everyOperation(perturb: Perturb): [Arithmetic, Partial<PlainParts>] {
  const scalarOf: PlainParts['scalarOf'] = (name) => {
    const scalar = honestParts.scalarOf(name);
    return (v) => perturb(scalar(v));
  };
  return [{ round: perturb, sumOrder: 'forward' }, { scalarOf }];
}

/** Sums are float64, and vectors may be kept as float32: gate sums, activations and states err by u. */
function storedVectors(perturb: Perturb): [Arithmetic, Partial<PlainParts>] {
  const parts: Partial<PlainParts> = {
    scalarOf: (name) => {
      const scalar = honestParts.scalarOf(name);
      return (v) => perturb(scalar(perturb(v)));
    },
    lstm: (...given) => {
      const { h, c } = honestParts.lstm(...given);
      return { h: h.map(perturb), c: c.map(perturb) };
    },
    gru: (...given) => honestParts.gru(...given).map(perturb),
  };
  return [float64, parts];
}
