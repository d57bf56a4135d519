// Every activation of the contract in GLSL, of one unit or of four; must equal packages/cpu/src/activations.ts.
//
// GLSL ES leaves the accuracy of exp and tanh to the device (tanh of 100 is NaN on some), so both are made here of
// additions and products. It also leaves to the device what min, max, clamp and comparisons make of NaN, and compilers
// turn a selection by a comparison into a min or max that drops it. So floats are compared by their bits, which order
// numbers as whole numbers do: from 0 upwards as they are, below 0 the other way round.

import type { ActivationName } from '@gatefold/contract';

/** GLSL of v > limit, v < limit and v < -limit, for a limit of 0 or more; a NaN is on either side. */
const above = (v: string, limit: string): string =>
  `isMore(floatBitsToInt(${v}), whole(floatBitsToInt(${limit})))`;
const below = (v: string, limit: string): string =>
  `isLess(floatBitsToInt(${v}), whole(floatBitsToInt(${limit})))`;
const belowMinus = (v: string, limit: string): string =>
  `isMore(floatBitsToUint(${v}), bits(floatBitsToUint(-${limit})))`;

/** GLSL functions, each with what it needs. */
const library = {
  /**
   * e^v = 2^n e^r with n the nearest whole number to v / ln 2 and |r| <= 0.35: Taylor's series to r^7 errs by 6e-9.
   * The scale is applied in halves, so that what overflows is infinite and what underflows is denormal or 0.
   */
  exponential: `
num power2(whole n) {
  return intBitsToFloat((n + 127) << 23);
}

num exponential(num v) {
  num x = mix(v, num(-110.0), ${belowMinus('v', '110.0')});
  x = mix(x, num(90.0), ${above('x', '90.0')});
  num n = floor(x * 1.44269504 + 0.5);
  num r = (x - n * 0.693359375) + n * 2.12194440e-4;
  num p = r * (1.0 / 5040.0) + (1.0 / 720.0);
  p = p * r + (1.0 / 120.0);
  p = p * r + (1.0 / 24.0);
  p = p * r + (1.0 / 6.0);
  p = p * r + 0.5;
  p = (p * r) * r + r;
  whole exponent = whole(n);
  whole half_ = exponent >> 1;
  return ((p + 1.0) * power2(half_)) * power2(exponent - half_);
}`,
  /** e^v - 1 without cancellation near 0: for |v| < 0.5 Taylor's series to v^9 errs relatively by 3e-9. */
  exponentialMinusOne: `
num exponentialMinusOne(num v) {
  num p = v * (1.0 / 362880.0) + (1.0 / 40320.0);
  p = p * v + (1.0 / 5040.0);
  p = p * v + (1.0 / 720.0);
  p = p * v + (1.0 / 120.0);
  p = p * v + (1.0 / 24.0);
  p = p * v + (1.0 / 6.0);
  p = p * v + 0.5;
  p = (p * v) * v + v;
  return mix(exponential(v) - 1.0, p, ${below('abs(v)', '0.5')});
}`,
  /**
   * tanh: for |v| < 0.55 the odd polynomial of Cephes's tanhf, beyond it 1 - 2 / (e^2|v| + 1); both within 2 units in
   * the last place.
   */
  tanh_: `
num tanh_(num v) {
  num size = abs(v);
  num s = v * v;
  num p = s * -5.70498872745e-3 + 2.06390887954e-2;
  p = p * s - 5.37397155531e-2;
  p = p * s + 1.33314422036e-1;
  p = p * s - 3.33332819422e-1;
  p = (p * s) * v + v;
  num far = 1.0 - 2.0 / (exponential(2.0 * size) + 1.0);
  return mix(mix(far, -far, ${below('v', '0.0')}), p, ${below('size', '0.55')});
}`,
  sigmoid_: `
num sigmoid_(num v) {
  return 1.0 / (1.0 + exponential(-v));
}`,
  clip0: `
// Into 0 ... high.
num clip0(num v, float high) {
  v = mix(v, num(0.0), ${below('v', '0.0')});
  return mix(v, num(high), ${above('v', 'high')});
}`,
  /**
   * ln(1 + w) for w in [0, 1], by 2 artanh(w / (2 + w)) and its series to the 17th power: the argument is at most 1/3,
   * so what is left out is below 1e-9 of the result.
   */
  logOnePlus: `
num logOnePlus(num w) {
  num y = w / (2.0 + w);
  num s = y * y;
  num p = s * (1.0 / 17.0) + (1.0 / 15.0);
  p = p * s + (1.0 / 13.0);
  p = p * s + (1.0 / 11.0);
  p = p * s + (1.0 / 9.0);
  p = p * s + (1.0 / 7.0);
  p = p * s + 0.2;
  p = p * s + (1.0 / 3.0);
  return 2.0 * ((p * s) * y + y);
}`,
  softplus_: `
// ln(1 + e^v) without overflow: max(v, 0) + ln(1 + e^-|v|).
num softplus_(num v) {
  return mix(v, num(0.0), ${below('v', '0.0')}) + logOnePlus(exponential(-abs(v)));
}`,
  softsign_: `
// v / (1 + |v|). A quotient by more than 2^126 may be 0, as on an NVIDIA H200: far out both are made smaller first, which
// leaves infinity without a value, as in Keras.
num softsign_(num v) {
  num scale = mix(num(1.0), num(${2 ** -30}), ${above('abs(v)', '1e30')});
  return (v * scale) / ((1.0 + abs(v)) * scale);
}`,
  squareplus_: `
// (v + sqrt(v^2 + 4)) / 2; for negative v the sum cancels, and 2 / (sqrt(v^2 + 4) - v) is the same number. Far out, where
// v^2 overflows, it is v or 0; minus infinity has no value, as in Keras, where it is infinity less infinity.
num squareplus_(num v) {
  truth isNegative = ${below('v', '0.0')};
  num root = sqrt(v * v + 4.0);
  num near = mix(0.5 * (v + root), 2.0 / (root - v), isNegative);
  num far = mix(v, v + abs(v), isNegative);
  return mix(near, far, ${above('abs(v)', '1e10')});
}`,
  /**
   * 1 - erf(v). For |v| < 1 the Maclaurin series of erf to v^21, 5e-9; beyond it t e^(-v^2 + polynomial in t) with
   * t = 1 / (1 + |v| / 2), relative error 1.2e-7 (Numerical Recipes, erfcc).
   */
  erfc: `
num erfc(num v) {
  num size = abs(v);
  num s = v * v;
  num q = s * (1.0 / 76204800.0) - (1.0 / 6894720.0);
  q = q * s + (1.0 / 685440.0);
  q = q * s - (1.0 / 75600.0);
  q = q * s + (1.0 / 9360.0);
  q = q * s - (1.0 / 1320.0);
  q = q * s + (1.0 / 216.0);
  q = q * s - (1.0 / 42.0);
  q = q * s + 0.1;
  q = q * s - (1.0 / 3.0);
  num near = 1.0 - 1.12837917 * ((q * s) * v + v);
  num t = 1.0 / (1.0 + 0.5 * size);
  num p = t * 0.17087277 - 0.82215223;
  p = p * t + 1.48851587;
  p = p * t - 1.13520398;
  p = p * t + 0.27886807;
  p = p * t - 0.18628806;
  p = p * t + 0.09678418;
  p = p * t + 0.37409196;
  p = p * t + 1.00002368;
  p = p * t - 1.26551223;
  num far = t * exponential(p - s);
  far = mix(far, 2.0 - far, ${below('v', '0.0')});
  return mix(far, near, ${below('size', '1.0')});
}`,
} as const;

type LibraryName = keyof typeof library;

/** In the order in which GLSL needs them declared. */
const order = Object.keys(library) as LibraryName[];

/** The expression of each activation in v, for all but NaN, and the functions that it needs. */
const formulas: Readonly<Record<ActivationName, readonly [body: string, ...LibraryName[]]>> = {
  linear: ['v'],
  tanh: ['tanh_(v)', 'exponential', 'tanh_'],
  sigmoid: ['sigmoid_(v)', 'exponential', 'sigmoid_'],
  hardSigmoid: ['clip0(v / 6.0 + 0.5, 1.0)', 'clip0'],
  hardSigmoidKeras2: ['clip0(0.2 * v + 0.5, 1.0)', 'clip0'],
  relu: [`mix(v, num(0.0), ${below('v', '0.0')})`],
  relu6: ['clip0(v, 6.0)', 'clip0'],
  leakyRelu: [`mix(0.2 * v, v, ${above('v', '0.0')})`],
  elu: [
    `mix(exponentialMinusOne(v), v, ${above('v', '0.0')})`,
    'exponential',
    'exponentialMinusOne',
  ],
  selu: [
    `1.05070099 * mix(1.67326324 * exponentialMinusOne(v), v, ${above('v', '0.0')})`,
    'exponential',
    'exponentialMinusOne',
  ],
  celu: [
    `mix(exponentialMinusOne(v), v, ${above('v', '0.0')})`,
    'exponential',
    'exponentialMinusOne',
  ],
  exponential: ['exponential(v)', 'exponential'],
  softplus: ['softplus_(v)', 'exponential', 'logOnePlus', 'softplus_'],
  softsign: ['softsign_(v)', 'softsign_'],
  squareplus: ['squareplus_(v)', 'squareplus_'],
  silu: ['v * sigmoid_(v)', 'exponential', 'sigmoid_'],
  hardSilu: ['v * clip0(v / 6.0 + 0.5, 1.0)', 'clip0'],
  gelu: ['0.5 * v * erfc(-0.707106781 * v)', 'exponential', 'erfc'],
  mish: ['v * tanh_(softplus_(v))', 'exponential', 'tanh_', 'logOnePlus', 'softplus_'],
  hardTanh: [`mix(mix(v, num(-1.0), ${belowMinus('v', '1.0')}), num(1.0), ${above('v', '1.0')})`],
  tanhShrink: ['v - tanh_(v)', 'exponential', 'tanh_'],
  softShrink: [
    `mix(mix(num(0.0), v + 0.5, ${belowMinus('v', '0.5')}), v - 0.5, ${above('v', '0.5')})`,
  ],
  hardShrink: [`mix(num(0.0), v, ${above('abs(v)', '0.5')})`],
  logSigmoid: ['-softplus_(-v)', 'exponential', 'logOnePlus', 'softplus_'],
  sparsePlus: [
    `mix(mix(0.25 * (v + 1.0) * (v + 1.0), v, ${above('v', '1.0')}), num(0.0), ${belowMinus('v', '1.0')})`,
  ],
  sparseSigmoid: ['clip0(0.5 * (v + 1.0), 1.0)', 'clip0'],
};

/** NaN stays NaN, but in formulas that say what is above and what is below, and 0 for the rest: that has the NaN too. */
function bodyOf(name: ActivationName): string {
  const [formula] = formulas[name];
  if (name === 'linear') return formula;
  const ofNaN = name === 'softShrink' || name === 'hardShrink' ? 'num(0.0)' : 'v';
  return `mix(${formula}, ${ofNaN}, isMore(floatBitsToUint(v) & 0x7fffffffu, bits(0x7f800000u)))`;
}

/**
 * GLSL of two functions, with the letters of the papers: `a` for the activation, `sigma` for the recurrent one.
 *
 * @param recurrentActivation  none for a SimpleRNN
 */
export function activationSource(
  activation: ActivationName,
  recurrentActivation: ActivationName | undefined,
): string {
  const used = [activation, ...(recurrentActivation === undefined ? [] : [recurrentActivation])];
  const needed = new Set(used.flatMap((name) => formulas[name].slice(1)));
  const functions: string[] = order.filter((name) => needed.has(name)).map((name) => library[name]);
  const [a, sigma] = used.map(bodyOf);
  functions.push(`num a(num v) {\n  return ${a};\n}`);
  if (sigma !== undefined) functions.push(`num sigma(num v) {\n  return ${sigma};\n}`);
  return functions.join('\n');
}
