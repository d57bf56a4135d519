// Every activation of the contract in WGSL, of four units at once or of one; must equal packages/cpu/src/activations.ts.
//
// WGSL leaves the accuracy of exp and tanh to the device, so both are made here of additions and products. It also lets
// a compiler assume that there is no NaN and no infinity, so that comparisons, min, max and clamp may do with them as
// they like. So floats are compared by their bits, which order numbers as whole numbers do: from 0 upwards as they are,
// below 0 the other way round.

import type { ActivationName } from '@gatefold/contract';
import type { Width } from './sizes.ts';

/** The bits of a float32, as a literal of WGSL. */
function bitsOf(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0] as number;
}

/** WGSL of v > limit, v < limit and v < -limit, for a limit of 0 or more; a NaN is on either side. */
const above = (v: string, limit: number): string =>
  `bitcast<vec4i>(${v}) > vec4i(${bitsOf(limit)})`;
const below = (v: string, limit: number): string =>
  `bitcast<vec4i>(${v}) < vec4i(${bitsOf(limit)})`;
const belowMinus = (v: string, limit: number): string =>
  `bitcast<vec4u>(${v}) > vec4u(${bitsOf(-limit)}u)`;

/** WGSL of v where it is neither below 0 nor above a limit, and of what it goes beyond elsewhere. */
const clip = (v: string, high: number): string =>
  `select(select(${v}, vec4f(0.0), ${below(v, 0)}), vec4f(${high}), ${above(v, high)})`;

/** v c_n + c_(n-1), times v, + c_(n-2) and so on: lines that leave the sum in p. */
function horner(v: string, [first, ...coefficients]: readonly (number | string)[]): string {
  const [second, ...rest] = coefficients;
  return [
    `  var p = ${v} * ${first} + ${second};`,
    ...rest.map((coefficient) => `  p = p * ${v} + ${coefficient};`),
  ].join('\n');
}

/** WGSL functions, each with what it needs, in the order of need. */
const library = {
  /**
   * e^v = 2^n e^r with n the nearest whole number to v / ln 2 and |r| <= 0.35: Taylor's series to r^7 errs by 6e-9.
   * Adding 1.5 · 2^23 rounds to n, which then lies in the low bits. The scale is applied in halves, so that what overflows
   * is infinite and what underflows is denormal or 0.
   */
  exponential: `
fn exponential(v: vec4f) -> vec4f {
  var x = select(v, vec4f(-110.0), ${belowMinus('v', 110)});
  x = select(x, vec4f(90.0), ${above('x', 90)});
  let exponent = bitcast<vec4i>(x * 1.44269504 + 12582912.0) - vec4i(${bitsOf(12582912)});
  let n = vec4f(exponent);
  let r = (x - n * 0.693359375) + n * 2.12194440e-4;
${horner('r', ['(1.0 / 5040.0)', '(1.0 / 720.0)', '(1.0 / 120.0)', '(1.0 / 24.0)', '(1.0 / 6.0)', 0.5])}
  p = (p * r) * r + r;
  let half = exponent >> vec4u(1u);
  let scale = bitcast<vec4f>((half + 127) << vec4u(23u));
  let rest = bitcast<vec4f>((exponent - half + 127) << vec4u(23u));
  return ((p + 1.0) * scale) * rest;
}`,
  /** e^v - 1 without cancellation near 0: for |v| < 0.5 Taylor's series to v^9 errs relatively by 3e-9. */
  exponentialMinusOne: `
fn exponentialMinusOne(v: vec4f) -> vec4f {
${horner('v', [
  '(1.0 / 362880.0)',
  '(1.0 / 40320.0)',
  '(1.0 / 5040.0)',
  '(1.0 / 720.0)',
  '(1.0 / 120.0)',
  '(1.0 / 24.0)',
  '(1.0 / 6.0)',
  0.5,
])}
  p = (p * v) * v + v;
  return select(exponential(v) - 1.0, p, ${below('abs(v)', 0.5)});
}`,
  /**
   * tanh: for |v| < 0.55 the odd polynomial of Cephes's tanhf, beyond it 1 - 2 / (e^2|v| + 1); both within 2 units in
   * the last place.
   */
  tanh_: `
fn tanh_(v: vec4f) -> vec4f {
  let size = abs(v);
  let s = v * v;
${horner('s', ['-5.70498872745e-3', '2.06390887954e-2', '-5.37397155531e-2', '1.33314422036e-1', '-3.33332819422e-1'])}
  p = (p * s) * v + v;
  let far = 1.0 - 2.0 / (exponential(2.0 * size) + 1.0);
  return select(select(far, -far, ${below('v', 0)}), p, ${below('size', 0.55)});
}`,
  sigmoid_: `
fn sigmoid_(v: vec4f) -> vec4f {
  return 1.0 / (1.0 + exponential(-v));
}`,
  /**
   * ln(1 + w) for w in [0, 1], by 2 artanh(w / (2 + w)) and its series to the 17th power: the argument is at most 1/3,
   * so what is left out is below 1e-9 of the result.
   */
  logOnePlus: `
fn logOnePlus(w: vec4f) -> vec4f {
  let y = w / (2.0 + w);
  let s = y * y;
${horner('s', ['(1.0 / 17.0)', '(1.0 / 15.0)', '(1.0 / 13.0)', '(1.0 / 11.0)', '(1.0 / 9.0)', '(1.0 / 7.0)', 0.2, '(1.0 / 3.0)'])}
  return 2.0 * ((p * s) * y + y);
}`,
  /** ln(1 + e^v) without overflow: max(v, 0) + ln(1 + e^-|v|). */
  softplus_: `
fn softplus_(v: vec4f) -> vec4f {
  return select(v, vec4f(0.0), ${below('v', 0)}) + logOnePlus(exponential(-abs(v)));
}`,
  /**
   * v / (1 + |v|). WGSL promises nothing of a quotient by more than 2^126, which an NVIDIA H200 makes 0: far out both are
   * made smaller first, which leaves infinity without a value, as in Keras.
   */
  softsign_: `
fn softsign_(v: vec4f) -> vec4f {
  let scale = select(vec4f(1.0), vec4f(${2 ** -30}), ${above('abs(v)', 1e30)});
  return (v * scale) / ((1.0 + abs(v)) * scale);
}`,
  /**
   * (v + sqrt(v^2 + 4)) / 2; for negative v the sum cancels, and 2 / (sqrt(v^2 + 4) - v) is the same number. Far out, where
   * v^2 overflows, it is v or 0; minus infinity has no value, as in Keras, where it is infinity less infinity.
   */
  squareplus_: `
fn squareplus_(v: vec4f) -> vec4f {
  let isNegative = ${below('v', 0)};
  let root = sqrt(v * v + 4.0);
  let near = select(0.5 * (v + root), 2.0 / (root - v), isNegative);
  let far = select(v, v + abs(v), isNegative);
  return select(near, far, ${above('abs(v)', 1e10)});
}`,
  /**
   * 1 - erf(v). For |v| < 1 the Maclaurin series of erf to v^21, 5e-9; beyond it t e^(-v^2 + polynomial in t) with
   * t = 1 / (1 + |v| / 2), relative error 1.2e-7 (Numerical Recipes, erfcc).
   */
  erfc: `
fn erfcNear(v: vec4f) -> vec4f {
  let s = v * v;
${horner('s', [
  '(1.0 / 76204800.0)',
  '(-1.0 / 6894720.0)',
  '(1.0 / 685440.0)',
  '(-1.0 / 75600.0)',
  '(1.0 / 9360.0)',
  '(-1.0 / 1320.0)',
  '(1.0 / 216.0)',
  '(-1.0 / 42.0)',
  0.1,
  '(-1.0 / 3.0)',
])}
  return 1.0 - 1.12837917 * ((p * s) * v + v);
}

fn erfc(v: vec4f) -> vec4f {
  let size = abs(v);
  let t = 1.0 / (1.0 + 0.5 * size);
${horner(
  't',
  [
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418,
    0.37409196, 1.00002368, -1.26551223,
  ],
)}
  var far = t * exponential(p - v * v);
  far = select(far, 2.0 - far, ${below('v', 0)});
  return select(far, erfcNear(v), ${below('size', 1)});
}`,
} as const;

type LibraryName = keyof typeof library;

/** In the order in which a reader needs them. */
const order = Object.keys(library) as LibraryName[];

const expm1 = ['exponential', 'exponentialMinusOne'] as const;
const elu = `select(exponentialMinusOne(v), v, ${above('v', 0)})`;

/** The expression of each activation in v, for all but NaN, and the functions that it needs. */
const formulas: Readonly<Record<ActivationName, readonly [body: string, ...LibraryName[]]>> = {
  linear: ['v'],
  tanh: ['tanh_(v)', 'exponential', 'tanh_'],
  sigmoid: ['sigmoid_(v)', 'exponential', 'sigmoid_'],
  hardSigmoid: [clip('(v / 6.0 + 0.5)', 1)],
  hardSigmoidKeras2: [clip('(0.2 * v + 0.5)', 1)],
  relu: [`select(v, vec4f(0.0), ${below('v', 0)})`],
  relu6: [clip('v', 6)],
  leakyRelu: [`select(0.2 * v, v, ${above('v', 0)})`],
  elu: [elu, ...expm1],
  selu: [`1.05070099 * select(1.67326324 * exponentialMinusOne(v), v, ${above('v', 0)})`, ...expm1],
  celu: [elu, ...expm1],
  exponential: ['exponential(v)', 'exponential'],
  softplus: ['softplus_(v)', 'exponential', 'logOnePlus', 'softplus_'],
  softsign: ['softsign_(v)', 'softsign_'],
  squareplus: ['squareplus_(v)', 'squareplus_'],
  silu: ['v * sigmoid_(v)', 'exponential', 'sigmoid_'],
  hardSilu: [`v * ${clip('(v / 6.0 + 0.5)', 1)}`],
  gelu: ['0.5 * v * erfc(-0.707106781 * v)', 'exponential', 'erfc'],
  mish: ['v * tanh_(softplus_(v))', 'exponential', 'tanh_', 'logOnePlus', 'softplus_'],
  hardTanh: [`select(select(v, vec4f(-1.0), ${belowMinus('v', 1)}), vec4f(1.0), ${above('v', 1)})`],
  tanhShrink: ['v - tanh_(v)', 'exponential', 'tanh_'],
  softShrink: [
    `select(select(vec4f(0.0), v + 0.5, ${belowMinus('v', 0.5)}), v - 0.5, ${above('v', 0.5)})`,
  ],
  hardShrink: [`select(vec4f(0.0), v, ${above('abs(v)', 0.5)})`],
  logSigmoid: ['-softplus_(-v)', 'exponential', 'logOnePlus', 'softplus_'],
  sparsePlus: [
    `select(select(0.25 * (v + 1.0) * (v + 1.0), v, ${above('v', 1)}), vec4f(0.0), ${belowMinus('v', 1)})`,
  ],
  sparseSigmoid: [clip('(0.5 * (v + 1.0))', 1)],
};

/** NaN stays NaN, but in formulas that say what is above and what is below, and 0 for the rest: that has the NaN too. */
function bodyOf(name: ActivationName): string {
  const [formula] = formulas[name];
  if (name === 'linear') return formula;
  const ofNaN = name === 'softShrink' || name === 'hardShrink' ? 'vec4f(0.0)' : 'v';
  const isNaN = `(bitcast<vec4u>(v) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u)`;
  return `select(${formula}, ${ofNaN}, ${isNaN})`;
}

/**
 * WGSL of two functions, with the letters of the papers: `a` for the activation, `sigma` for the recurrent one.
 *
 * @param recurrentActivation  none for a SimpleRNN
 * @param width  how many units they are given
 */
export function activationSource(
  activation: ActivationName,
  recurrentActivation: ActivationName | undefined,
  width: Width,
): string {
  const used = [activation, ...(recurrentActivation === undefined ? [] : [recurrentActivation])];
  const needed = new Set(used.flatMap((name) => formulas[name].slice(1)));
  const functions: string[] = order.filter((name) => needed.has(name)).map((name) => library[name]);
  const [a, sigma] = used.map(bodyOf);
  functions.push(`\nfn a(v: vec4f) -> vec4f {\n  return ${a};\n}`);
  if (sigma !== undefined) functions.push(`\nfn sigma(v: vec4f) -> vec4f {\n  return ${sigma};\n}`);
  const text = functions.join('\n');
  if (width === 'quad') return text;
  // All formulas go number by number, so that they are the same words for one number.
  return text.replaceAll('vec4f', 'f32').replaceAll('vec4i', 'i32').replaceAll('vec4u', 'u32');
}
