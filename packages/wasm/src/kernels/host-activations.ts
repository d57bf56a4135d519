// Activations that no kernel has in SIMD: computed in JavaScript, in float64, four numbers at a call.
// Each equals the function of its name in packages/cpu/src/activations.ts.
//
// Each has a loop of its own: a number that passes through a function held in a variable goes by the heap, and so does one
// that WebAssembly hands over, so that the numbers stay in memory and only their address is handed over.

import type { ActivationName } from '@gatefold/contract';

const { abs, exp, log1p, max, SQRT1_2, sqrt, tanh } = Math;

/** Replaces four numbers, from one on. */
export type HostActivation = (numbers: Float32Array, from: number) => void;

export const hostActivations: Partial<Readonly<Record<ActivationName, HostActivation>>> = {
  softplus: (v, from) => {
    for (let k = from; k < from + 4; k++) v[k] = softplus(v[k] as number);
  },
  squareplus: (v, from) => {
    for (let k = from; k < from + 4; k++) {
      const x = v[k] as number;
      v[k] = (x + sqrt(x * x + 4)) / 2;
    }
  },
  gelu: (v, from) => {
    for (let k = from; k < from + 4; k++) {
      const x = v[k] as number;
      v[k] = (x * erfc(-x * SQRT1_2)) / 2;
    }
  },
  mish: (v, from) => {
    for (let k = from; k < from + 4; k++) {
      const x = v[k] as number;
      v[k] = x * tanh(softplus(x));
    }
  },
  tanhShrink: (v, from) => {
    for (let k = from; k < from + 4; k++) {
      const x = v[k] as number;
      v[k] = x - tanh(x);
    }
  },
  logSigmoid: (v, from) => {
    for (let k = from; k < from + 4; k++) v[k] = -softplus(-(v[k] as number));
  },
};

/** ln(1 + e^x) without overflow. */
function softplus(x: number): number {
  return max(x, 0) + log1p(exp(-abs(x)));
}

/**
 * 1 - erf(x), to within 2e-16 absolutely.
 *
 * For |x| < 3 the series of Abramowitz & Stegun 7.1.6, whose terms are all of one sign; beyond, the continued fraction
 * 7.1.14, from its 60th level.
 */
function erfc(x: number): number {
  const size = abs(x);
  const scale = exp(-x * x);
  if (!(size >= 3)) {
    let term = x;
    let sum = x;
    for (let n = 1; abs(term) > 1e-17 * abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / sqrt(Math.PI)) * scale * sum;
  }
  let fraction = 0;
  for (let level = 60; level > 0; level--) fraction = level / 2 / (size + fraction);
  const tail = scale / sqrt(Math.PI) / (size + fraction);
  return x > 0 ? tail : 2 - tail;
}
