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

/** What SIMD may be off by: absolutely below 1, relatively above; for e^x relatively everywhere. */
const bounds: Partial<Record<ActivationName, number>> = {
  tanh: 3.5e-7,
  sigmoid: 1.5e-7,
  elu: 1.5e-7,
  selu: 2.5e-7,
  celu: 1.5e-7,
  exponential: 5e-7,
  silu: 2.5e-7,
};
/** Roundings alone: those of float32 formulas of a few operations, or of a float64 result. */
const rounding = 1.2e-7;

/** From tiny to beyond e^x's range, in both signs, and zero. */
const sweep = Float32Array.from([
  ...Array.from({ length: 4000 }, (_, k) => (k - 2000) / 100),
  ...Array.from({ length: 1000 }, (_, k) => 10 ** (-6 + k / 120)),
  ...Array.from({ length: 1000 }, (_, k) => -(10 ** (-6 + k / 120))),
]);
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
      let most = 0;
      for (const [k, y] of want.entries()) {
        if (got[k] === y) continue;
        const scale = activation === 'exponential' ? Math.abs(y) + 1e-38 : Math.max(1, Math.abs(y));
        most = Math.max(most, Math.abs((got[k] as number) - y) / scale);
      }
      expect(most, backend.environment?.['simd']).toBeLessThan(bounds[activation] ?? rounding);
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

function apply(backend: Backend, activation: ActivationName, x: Float32Array): Float32Array {
  using layer = backend.layer(simpleRNN({ units: 1, activation, useBias: false }), {
    kernel: tensor([[1]]),
    recurrentKernel: tensor([[0]]),
  });
  using result = layer.run({ shape: [x.length, 1, 1], data: x });
  return result.output.dataSync();
}
