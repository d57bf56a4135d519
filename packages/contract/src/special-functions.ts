// Functions that Math lacks and activations are made of. In float64, so that each backend may round them as it likes.

const { abs, exp, log1p, max, sqrt } = Math;

/**
 * ln(1 + e^x) without overflow, as max(x, 0) + ln(1 + e^-|x|).
 *
 * @example
 *   import { softplus } from '@gatefold/contract/author';
 *   softplus(1000); // => 1000
 */
export function softplus(x: number): number {
  return max(x, 0) + log1p(exp(-abs(x)));
}

/**
 * 1 - erf(x), to within 2e-16 absolutely, of which gelu is made: gelu x = x erfc(-x/√2) / 2.
 *
 * For |x| < 3 the series erf x = 2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (2n+1)!! (Abramowitz & Stegun 7.1.6), whose terms are
 * all of one sign; beyond, the continued fraction 7.1.14, evaluated from its 60th level.
 *
 * @example
 *   import { erfc } from '@gatefold/contract/author';
 *   erfc(0); // => 1
 */
export function erfc(x: number): number {
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
