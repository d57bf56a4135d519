// What wasm(), wasmSync() and compileModule() take, and what they refuse.

import { describe, expect, test } from 'vitest';
import {
  bidirectional,
  compileModule,
  compileModuleSync,
  gru,
  lstm,
  simpleRNN,
  stacked,
  tensor,
  wasm,
  wasmSync,
} from '../src/index.ts';
import { manifestOf } from '../src/programs.ts';

const weights = {
  kernel: tensor(Array(8).fill(0.1), [2, 4]),
  recurrentKernel: tensor(Array(4).fill(0.1), [1, 4]),
  bias: tensor([0, 1, 0, 0]),
};
const x = tensor([0.1, 0.2, 0.3, 0.1, 0.2, 0.3], [1, 3, 2]);

test.each([
  [{ thread: 2 }, /^wasm: options.thread: is not an option/],
  [{ deterministic: 1 }, /^wasm: deterministic: must be true or false, got 1/],
  [{ weights: 'f16' }, /^wasm: weights: must be f32 or bf16, got .f16./],
  [{ deterministic: true, relaxed: true }, /^wasm: relaxed SIMD is not deterministic/],
  [{ module: {} }, /^wasm: module: must be a module that compileModule\(\) .* made, got/],
  [
    { module: new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) },
    /^wasm: module: must be a module .* made, got another module/,
  ],
])('%o is refused', async (options, message) => {
  await expect(wasm(options as never)).rejects.toThrow(message);
  const inSync = new RegExp(message.source.replace('^wasm', '^wasmSync'));
  expect(() => wasmSync(options as never)).toThrow(inSync);
});

test('the environment says which SIMD is used, and what was asked for is taken', async () => {
  using relaxed = await wasm({ relaxed: true });
  using plain = await wasm({ relaxed: false });
  expect(relaxed.environment).toMatchObject({ simd: 'relaxed' });
  expect(plain.environment).toMatchObject({ simd: 'plain' });
});

describe('compileModule', () => {
  test('has the usual cells, or those of the layers, each once', async () => {
    const usual = await compileModule();
    expect(manifestOf('wasm', usual).cells).toEqual([
      'simpleRNN tanh tanh',
      'lstm tanh sigmoid',
      'gru tanh sigmoid',
      'gruResetBefore tanh sigmoid',
    ]);
    const layers = [
      bidirectional({ layer: lstm({ units: 2 }) }),
      stacked({ cells: [lstm({ units: 3 }), gru({ units: 2, activation: 'gelu' })] }),
      simpleRNN({ units: 3, activation: 'relu' }),
    ];
    expect(manifestOf('wasm', compileModuleSync({ layers })).cells).toEqual([
      'lstm tanh sigmoid',
      'gru gelu sigmoid',
      'simpleRNN relu relu',
    ]);
  });

  test('its module computes what a backend without one does, cells that it lacks included', async () => {
    const config = lstm({ units: 1, returnSequences: true });
    using without = await wasm();
    using layer = without.layer(config, weights);
    const want = layer.run(x).output.dataSync();
    for (const layers of [undefined, [config], [simpleRNN({ units: 1 })]]) {
      const module = await compileModule(layers === undefined ? {} : { layers });
      using backend = wasmSync({ module });
      using own = backend.layer(config, weights);
      expect(own.run(x).output.dataSync()).toEqual(want);
    }
  });

  test('its rounding goes with the module', async () => {
    const module = compileModuleSync({ deterministic: true });
    using backend = wasmSync({ module });
    expect(backend.environment).toMatchObject({ simd: 'plain' });
  });

  test.each([
    [{ layers: lstm({ units: 1 }) }, /layers: must be a list of configs/],
    [{ layers: [{ kind: 'lstm' }] }, /^lstm.units: must be/],
    [{ relaxed: 'yes' }, /relaxed: must be true or false/],
  ])('%o is refused', async (options, message) => {
    await expect(compileModule(options as never)).rejects.toThrow(message);
    expect(() => compileModuleSync(options as never)).toThrow(message);
  });
});
