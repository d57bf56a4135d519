// The suite on both packages, in this process: all but the cases that are known to fail, some of which end it.

import { readFileSync } from 'node:fs';
import { type Case, cases, defaultSeed, runCase } from '@gatefold/conformance';
import { expect, test } from 'vitest';
import onnxruntimeNode from '../src/node.ts';
import onnxruntimeWeb from '../src/web.ts';

const packages = { node: onnxruntimeNode, web: onnxruntimeWeb };

function expectedToPass(name: string): readonly Case[] {
  const file = new URL(`../known/${name}.json`, import.meta.url);
  const { failures } = JSON.parse(readFileSync(file, 'utf8')) as { failures: { id: string }[] };
  const known = failures.map(({ id }) => new RegExp(`^${id.replaceAll('*', '.*')}$`));
  return cases.filter(({ id }) => !known.some((query) => query.test(id)));
}

test.each(Object.entries(packages))(
  'onnxruntime-%s does what it claims, save what is known',
  async (name, make) => {
    const backend = await make();
    const failed: string[] = [];
    for (const item of expectedToPass(name)) {
      const { id, status, message } = await runCase(backend, item, { seed: defaultSeed, runs: 3 });
      await backend.idle();
      if (!['pass', 'ill-conditioned', 'unsupported'].includes(status)) {
        failed.push(`${id}: ${message}`);
      }
    }
    expect(failed).toEqual([]);
  },
  60_000,
);

test('what ONNX has is claimed, so that the suite asks for it', async () => {
  using backend = await onnxruntimeNode();
  expect(backend.supports).toEqual({
    cells: ['simpleRNN', 'lstm', 'gru'],
    activations: [
      'linear',
      'tanh',
      'sigmoid',
      'hardSigmoid',
      'hardSigmoidKeras2',
      'sparseSigmoid',
      'relu',
      'leakyRelu',
      'elu',
      'softplus',
      'softsign',
    ],
    recurrentActivations: backend.supports.activations,
    resetAfter: [true, false],
    masking: false,
    goBackwards: true,
    stateful: false,
    bidirectional: true,
    stacked: true,
    streaming: false,
    dataSync: false,
    precision: 'f32',
  });
});
