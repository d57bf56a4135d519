// Copied into an empty project that has every package installed from its tarball: each door opens, and the article's
// LSTM computes its digits.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { lstm } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';

const require = createRequire(import.meta.url);

for (const name of Object.keys(require('./package.json').dependencies)) {
  const manifest = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  for (const door of Object.keys(manifest.exports)) {
    const specifier = name + door.slice(1);
    if (door.endsWith('.json')) assert.ok(require(specifier), specifier);
    // Such a door needs its optional peer, which an empty project lacks.
    else if (door.slice(2) in (manifest.peerDependenciesMeta ?? {})) {
      assert.ok(existsSync(fileURLToPath(import.meta.resolve(specifier))), specifier);
    } else assert.ok(await import(specifier), specifier);
  }
}

const backend = await cpu();
const layer = backend.layer(
  lstm({
    units: 1,
    returnSequences: true,
    returnState: true,
    recurrentActivation: 'hardSigmoidKeras2',
  }),
  {
    kernel: { shape: [2, 4], data: new Float32Array(8).fill(0.1) },
    recurrentKernel: { shape: [1, 4], data: new Float32Array(4).fill(0.1) },
    bias: { shape: [4], data: new Float32Array([0, 1, 0, 0]) },
  },
);
const x = { shape: [1, 3, 2], data: new Float32Array([0.1, 0.2, 0.3, 0.1, 0.2, 0.3]) };
const { output, state } = layer.run(x);
/** @param {import('@gatefold/contract').Tensor} tensor */
const digits = async (tensor) => Array.from(await tensor.data(), (value) => value.toFixed(8));
assert.deepEqual(output.shape, [1, 3, 1]);
assert.deepEqual(await digits(output), ['0.00767819', '0.01597687', '0.02480672']);
assert.deepEqual(await digits(state.h), ['0.02480672']);
// The article's 0.04864851 was summed in float32; the exact value is 0.0486485027.
assert.equal((await state.c.data())[0]?.toFixed(7), '0.0486485');
