// Numbers at the edges of float32 through every activation, in every program of the step, against the reference.

import { cpu } from '@gatefold/cpu';
import {
  type ActivationName,
  activationNames,
  type Backend,
  lstm,
  simpleRNN,
  type Tensor,
  webgl,
} from '../../src/index.ts';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** NaN, infinities, both zeros, denormals, the smallest and the largest normal numbers, and where formulas change. */
const probes = [nan, infinity, -infinity, 0, -0].concat(
  [
    1e-45, 1e-40, 1.1754944e-38, 1e-30, 0.5, 0.55, 1, 3, 6, 30, 87, 89, 110, 1e20, 3.4028235e38,
  ].flatMap((size) => [size, -size]),
);

/** Sizes that choose each of the programs of a step (sequence.ts), with a mask that keeps the first step alone. */
const programs = {
  single: { layout: 'quads', batch: 1, timeSteps: 1 },
  short: { layout: 'quads', batch: 1, timeSteps: 2 },
  quads: { layout: 'quads', batch: 1, timeSteps: 5 },
  quadsOfRows: { layout: 'quads', batch: 4, timeSteps: 5 },
  units: { layout: 'units', batch: 1, timeSteps: 5 },
  split: { layout: 'split', batch: 1, timeSteps: 5 },
  splitOfRows: { layout: 'split', batch: 4, timeSteps: 5 },
} as const;

export type ProgramName = keyof typeof programs;

export const programNames = Object.keys(programs) as readonly ProgramName[];

/**
 * What a driver may make of GLSL: `asItIs`; or, as some do, min, max and clamp that drop a NaN, and comparisons that hold
 * for one.
 */
export type Dialect = 'asItIs' | 'dropsNaN';

const dropsNaN = `
float dropMin(float a, float b) { return isnan(a) ? b : isnan(b) ? a : min(a, b); }
float dropMax(float a, float b) { return isnan(a) ? b : isnan(b) ? a : max(a, b); }
vec4 dropMin(vec4 a, vec4 b) { return mix(mix(min(a, b), a, isnan(b)), b, isnan(a)); }
vec4 dropMax(vec4 a, vec4 b) { return mix(mix(max(a, b), a, isnan(b)), b, isnan(a)); }
vec4 dropMin(vec4 a, float b) { return dropMin(a, vec4(b)); }
vec4 dropMax(vec4 a, float b) { return dropMax(a, vec4(b)); }
int dropMin(int a, int b) { return min(a, b); }
int dropMax(int a, int b) { return max(a, b); }
bvec4 less(vec4 a, vec4 b) { return not(greaterThanEqual(a, b)); }
bvec4 greater(vec4 a, vec4 b) { return not(lessThanEqual(a, b)); }
bvec4 lessEqual(vec4 a, vec4 b) { return not(greaterThan(a, b)); }
bvec4 greaterEqual(vec4 a, vec4 b) { return not(lessThan(a, b)); }
bvec4 less(ivec4 a, ivec4 b) { return lessThan(a, b); }
bvec4 greater(ivec4 a, ivec4 b) { return greaterThan(a, b); }
bvec4 greater(uvec4 a, uvec4 b) { return greaterThan(a, b); }
#define min dropMin
#define max dropMax
#define clamp(v, low, high) dropMin(dropMax(v, low), high)
#define lessThan less
#define greaterThan greater
#define lessThanEqual lessEqual
#define greaterThanEqual greaterEqual
`;

type Use = 'activation' | 'recurrentActivation';

/** In either use the formula is the same text (glsl/activations.ts); some of every kind are tried in both. */
const asRecurrent: ReadonlySet<ActivationName> = new Set([
  'tanh',
  'sigmoid',
  'hardSigmoid',
  'relu',
  'softplus',
  'exponential',
]);

/** Every probe whose result is another one than the reference's. */
export async function probeActivations(
  dialect: Dialect,
  chosen: readonly ProgramName[] = programNames,
): Promise<{ count: number; faults: string[] }> {
  const prototype = WebGL2RenderingContext.prototype;
  const shaderSource = Object.getOwnPropertyDescriptor(
    prototype,
    'shaderSource',
  ) as PropertyDescriptor;
  const give = shaderSource.value as (shader: WebGLShader, source: string) => void;
  prototype.shaderSource = function (shader, source) {
    const after = 'precision highp int;';
    give.call(
      this,
      shader,
      dialect === 'asItIs' ? source : source.replace(after, after + dropsNaN),
    );
  };
  const faults: string[] = [];
  let count = 0;
  try {
    const canvas = new OffscreenCanvas(1, 1);
    using quads = await webgl({ canvas, layout: 'quads' });
    using units = await webgl({ canvas, layout: 'units' });
    using split = await webgl({ canvas, layout: 'split' });
    const ours = { quads, units, split };
    using reference = await cpu();
    for (const name of activationNames) {
      const uses = [
        'activation',
        ...(asRecurrent.has(name) ? ['recurrentActivation'] : []),
      ] as Use[];
      for (const use of uses) {
        for (const program of chosen) {
          const { layout } = programs[program];
          const [got, want] = [ours[layout], reference].map((each) =>
            probe(each, name, use, program),
          );
          for (const [k, value] of probes.entries()) {
            count++;
            if (isNear(got?.[k] as number, want?.[k] as number)) continue;
            faults.push(`${use} ${name}, ${program}: ${value} gave ${got?.[k]}, not ${want?.[k]}`);
          }
        }
      }
    }
  } finally {
    Object.defineProperty(prototype, 'shaderSource', shaderSource);
  }
  return { count, faults };
}

/** One unit a probe: x is 1, and its weight the probe. An LSTM lets it into its output gate, and c is that of f(1). */
function probe(
  backend: Backend,
  name: ActivationName,
  use: Use,
  program: ProgramName,
): Float32Array {
  const units = probes.length;
  const { batch, timeSteps } = programs[program];
  const x = { shape: [batch, timeSteps, 1], data: new Float32Array(batch * timeSteps).fill(1) };
  const kept = Array.from({ length: batch * timeSteps }, (_, k) => Number(k % timeSteps === 0));
  const mask = { shape: [batch, timeSteps], data: kept };
  const zeros = (...shape: number[]) => ({
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b)),
  });
  if (use === 'activation') {
    using layer = backend.layer(simpleRNN({ units, activation: name }), {
      kernel: { shape: [1, units], data: Float32Array.from(probes) },
      recurrentKernel: zeros(units, units),
      bias: zeros(units),
    });
    using result = layer.run(x, { mask }) as Held;
    return result.output.dataSync();
  }
  const [kernel, bias, c] = [zeros(1, 4 * units), zeros(4 * units), zeros(batch, units)];
  kernel.data.set(probes, 3 * units);
  bias.data.fill(1, units, 2 * units);
  c.data.fill(1);
  using layer = backend.layer(lstm({ units, activation: 'linear', recurrentActivation: name }), {
    kernel,
    recurrentKernel: zeros(units, 4 * units),
    bias,
  });
  using result = layer.run(x, { mask, initialState: { h: zeros(batch, units), c } }) as Held;
  return result.output.dataSync();
}

type Held = { readonly output: Tensor } & Disposable;

/** Denormals may be flushed to zero; whether a number is infinite, or none, may not differ. */
function isNear(got: number, want: number): boolean {
  if (!Number.isFinite(want)) return Object.is(got, want);
  return Math.abs(got - want) <= 5e-7 + 5e-6 * Math.abs(want);
}
