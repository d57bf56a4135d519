// Activations at the edges of float32: no formula rests on what a device makes of NaN or infinity.

import { cpu } from '@gatefold/cpu';
import { expect, test } from 'vitest';
import {
  type ActivationName,
  activationNames,
  type Backend,
  type KernelKind,
  lstm,
  simpleRNN,
  webgpu,
} from '../src/index.ts';
import { activationSource } from '../src/wgsl/activations.ts';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** NaN, infinities, both zeros, denormals, the smallest and the largest normal numbers, and where formulas change. */
const probes = [nan, infinity, -infinity, 0, -0].concat(
  [
    1e-45, 1e-40, 1.1754944e-38, 1e-30, 0.5, 0.55, 1, 3, 6, 30, 87, 89, 110, 1e20, 3.4028235e38,
  ].flatMap((size) => [size, -size]),
);

/** In either use the formula is the same text; some of every kind are tried in both. */
const recurrent: readonly ActivationName[] = ['tanh', 'hardSigmoid', 'relu', 'softplus'];

/** Together they have every function of the library. */
const oneUnit: readonly ActivationName[] = ['softsign', 'squareplus', 'elu', 'gelu', 'mish'];

test.each(activationNames)('%s as the activation', async (name) => {
  expect(await faultsOf((backend) => asActivation(backend, name))).toEqual([]);
});

test.each(recurrent)('%s as the recurrent activation', async (name) => {
  expect(await faultsOf((backend) => asRecurrent(backend, name))).toEqual([]);
});

test.each(oneUnit)('%s where a thread makes one unit', async (name) => {
  expect(await faultsOf((backend) => asActivation(backend, name), 'step')).toEqual([]);
});

test('where a thread makes one unit, no formula is left of four', () => {
  for (const name of activationNames) {
    expect(activationSource(name, name, 'unit')).not.toContain('vec');
  }
});

test('no formula compares floats, which a compiler may do as it likes', () => {
  for (const name of activationNames) {
    const source = activationSource(name, undefined, 'quad');
    expect(source).not.toMatch(/\b(min|max|clamp|saturate|sign|step|smoothstep|mix)\(/);
    // WGSL converts nothing by itself: what stands left of whole numbers is whole numbers.
    for (const [, right] of source.matchAll(/ (?:[<>]=?|[=!]=) (\S+)/g)) {
      expect(right).toMatch(/^vec4[iu]\(/);
    }
  }
});

/** Every probe whose result is another one than the reference's. */
async function faultsOf(
  run: (backend: Backend) => Promise<Float32Array>,
  kernel: KernelKind = 'quads',
): Promise<string[]> {
  using ours = await webgpu({ kernel });
  using reference = await cpu();
  const [got, want] = (await Promise.all([ours, reference].map(run))) as [
    Float32Array,
    Float32Array,
  ];
  return probes.flatMap((value, k) =>
    isNear(got[k] as number, want[k] as number) ? [] : [`${value} gave ${got[k]}, not ${want[k]}`],
  );
}

/** Denormals may be flushed to zero; whether a number is infinite, or none, may not differ. */
function isNear(got: number, want: number): boolean {
  if (!Number.isFinite(want)) return Object.is(got, want);
  return Math.abs(got - want) <= 5e-7 + 5e-6 * Math.abs(want);
}

const units = probes.length;
const zeros = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b)),
});
const one = { shape: [1, 1, 1], data: Float32Array.of(1) };

/** One unit a probe: x is 1, and its weight the probe. */
async function asActivation(backend: Backend, activation: ActivationName): Promise<Float32Array> {
  using layer = backend.layer(simpleRNN({ units, activation }), {
    kernel: { shape: [1, units], data: Float32Array.from(probes) },
    recurrentKernel: zeros(units, units),
    bias: zeros(units),
  });
  return layer.run(one).output.data();
}

/** The same in the output gate of an LSTM, whose c is that of f(1). */
async function asRecurrent(
  backend: Backend,
  recurrentActivation: ActivationName,
): Promise<Float32Array> {
  const [kernel, bias, c] = [zeros(1, 4 * units), zeros(4 * units), zeros(1, units)];
  kernel.data.set(probes, 3 * units);
  bias.data.fill(1, units, 2 * units);
  c.data.fill(1);
  using layer = backend.layer(lstm({ units, activation: 'linear', recurrentActivation }), {
    kernel,
    recurrentKernel: zeros(units, 4 * units),
    bias,
  });
  return layer.run(one, { initialState: { h: zeros(1, units), c } }).output.data();
}
