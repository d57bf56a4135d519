// Every activation beside its float64 formula: how far off, and what becomes of NaN and infinity. The backend computes each
// in a SimpleRNN of one input with weight 1, whose output is a(x).

import { cpu } from '@gatefold/cpu';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ActivationName,
  activationNames,
  type Backend,
  simpleRNN,
  tensor,
  wasm,
  type WasmBackend,
} from '../src/index.ts';

/** What SIMD may be off by, in units of the last place of the exact result. */
const units: Partial<Record<ActivationName, number>> = {
  tanh: 6.2,
  sigmoid: 2.5,
  elu: 1.5,
  selu: 2.5,
  celu: 1.5,
  exponential: 2.1,
  silu: 4,
};

/** Where e^-x grows no further, beyond e^83, in what is divided by it. */
const negligible: Partial<Record<ActivationName, number>> = { sigmoid: 1e-36, silu: 1e-34 };

/** What roundings alone may be off by: those of float32 formulas of a few operations, absolutely below 1. */
const rounding = 1.2e-7;

/** Some of each exponent of float32, beyond e^x's range and below all that it tells from 1, in both signs; and zero. */
const sweep = Float32Array.from(
  Array.from({ length: 6000 }, (_, k) => 2 ** (-32 + k / 150))
    .flatMap((x) => [x, -x])
    .concat(0),
);
const special = Float32Array.of(NaN, Infinity, -Infinity);

let exact: Backend;
const backends: WasmBackend[] = [];
beforeAll(async () => {
  exact = await cpu();
  backends.push(await wasm(), await wasm({ deterministic: true }));
});
afterAll(() => {
  for (const backend of [exact, ...backends]) backend.dispose();
});

describe.each(activationNames)('%s', (activation) => {
  test('is within its bound', () => {
    const want = apply(exact, activation, sweep);
    for (const backend of backends) {
      const got = apply(backend, activation, sweep);
      const inUnits = activation in units;
      const least = negligible[activation] ?? 0;
      const most = want.reduce((largest, y, k) => {
        const off = Math.abs((got[k] as number) - y);
        const unit = inUnits ? unitOf(y) : Math.max(1, Math.abs(y));
        return got[k] === y || off <= least ? largest : Math.max(largest, off / unit);
      }, 0);
      expect(most, backend.environment?.['simd']).toBeLessThan(units[activation] ?? rounding);
    }
  });

  test('makes of NaN and infinity what the formula makes', () => {
    const want = apply(exact, activation, special);
    for (const backend of backends) {
      const got = apply(backend, activation, special);
      // 1 / (1 + e^-x) comes down to e^-83 and no further.
      const isRight = [...got].map(
        (y, k) => Object.is(y, want[k]) || (want[k] === 0 && Math.abs(y) < 1e-36),
      );
      expect(isRight, String(got)).toEqual([true, true, true]);
    }
  });
});

/** Of the last place of a float32. */
function unitOf(y: number): number {
  return 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(y)))) - 23);
}

function apply(backend: Backend, activation: ActivationName, x: Float32Array): Float32Array {
  using layer = backend.layer(simpleRNN({ units: 1, activation, useBias: false }), {
    kernel: tensor([[1]]),
    recurrentKernel: tensor([[0]]),
  });
  using result = layer.run({ shape: [x.length, 1, 1], data: x });
  return result.output.dataSync();
}
