// The programs that the playground writes: the one for here runs and prints the same numbers, the one for Keras calls the
// same layer with the same numbers. (Six such programs were run by hand in Keras 3.15.1 on JAX, and printed the same; none
// in Keras 2.2.4.)

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpu, kerasWeights } from '@gatefold/cpu';
import { describe, expect, test, vi } from 'vitest';
import { codeInJavaScript } from '../.vitepress/theme/components/playground/code-in-javascript.ts';
import { codeInPython } from '../.vitepress/theme/components/playground/code-in-python.ts';
import { prepare } from '../.vitepress/theme/components/playground/prepare.ts';
import { runLayer } from '../.vitepress/theme/components/playground/run-layer.ts';
import {
  defaults,
  presets,
  type Settings,
} from '../.vitepress/theme/components/playground/settings.ts';
import { backends, type SiteBackend } from '../site/backends.ts';
import { run } from './program.ts';

// As long as a program may take; see program.ts.
vi.setConfig({ testTimeout: 60_000 });

const small: Settings = { ...defaults, units: 2, timeSteps: 4, batch: 2 };
/** Settings, the config that is printed for them here, and the layer that is printed in Keras. */
const cases: readonly (readonly [Partial<Settings>, config: string, layer: string])[] = [
  [
    {},
    'lstm({ units: 2, returnSequences: true, returnState: true })',
    'LSTM(2, return_sequences=True, return_state=True)',
  ],
  [
    { cell: 'gru', mask: ['1101', '1110'], goBackwards: true },
    'gru({ units: 2, returnSequences: true, returnState: true, goBackwards: true })',
    'GRU(2, return_sequences=True, return_state=True, go_backwards=True)',
  ],
  [
    { arrangement: 'stacked', mask: ['', '1011'], dialect: 'keras2', returnState: false },
    "stacked({ cells: [lstm({ units: 2, recurrentActivation: 'hardSigmoidKeras2' }), lstm({ units: 2, recurrentActivation: 'hardSigmoidKeras2' })], returnSequences: true })",
    'RNN([LSTMCell(2), LSTMCell(2)], return_sequences=True)',
  ],
  [
    { arrangement: 'bidirectional', mergeMode: 'sum', cell: 'gru', dialect: 'keras2' },
    "bidirectional({ layer: gru({ units: 2, recurrentActivation: 'hardSigmoidKeras2', resetAfter: false, returnSequences: true, returnState: true }), mergeMode: 'sum' })",
    'Bidirectional(GRU(2, return_sequences=True, return_state=True), merge_mode="sum")',
  ],
  [
    { arrangement: 'bidirectional', mergeMode: 'null', cell: 'simpleRNN', returnSequences: false },
    'bidirectional({ layer: simpleRNN({ units: 2, returnState: true }), mergeMode: null })',
    'Bidirectional(SimpleRNN(2, return_state=True), merge_mode=None)',
  ],
  [
    { returnSequences: false, returnState: false, weights: 'article', input: 'article' },
    'lstm({ units: 2 })',
    'LSTM(2)',
  ],
];
const [entry] = backends as readonly [SiteBackend];
const folder = join(import.meta.dirname, '..', '.reports', 'playground');
mkdirSync(folder, { recursive: true });

describe.concurrent('a program', () => {
  test.for(cases.map((each, index) => [index, ...each] as const))(
    '%i: %o',
    async ([index, change, config, layer]) => {
      const settings = { ...small, ...change };
      const code = codeInJavaScript(settings, entry);
      expect(code).toContain(`\nconst config = ${config};\n`);
      const path = join(folder, `${index}.mjs`);
      writeFileSync(path, code);
      using backend = await cpu();
      const prepared = prepare(settings);
      const { returned } = await runLayer(backend, prepared);
      expect(await run(path)).toBe(
        returned
          .map(({ shape, numbers }) => `[${shape.join(', ')}] ${numbers.join(' ')}`)
          .join('\n'),
      );

      const python = codeInPython(settings);
      expect(python).toContain(`\nlayer = ${layer}\n`);
      const { config: complete, weights, x, mask } = prepared;
      expect(arraysIn(python)).toEqual([
        ...kerasWeights(complete, weights).map(({ data }) => [...data]),
        [...x.data],
        ...(mask ? [Array.from(mask.data, Number)] : []),
      ]);
    },
  );
});

test('Keras of 2018 is named where its defaults are meant', () => {
  const [, article] = presets;
  expect(codeInPython(article?.settings ?? small)).toMatch(/^# Keras 2\.2\.4\n/);
  expect(codeInPython(small)).toMatch(/^# Keras 3\.\d/);
});

/** The numbers of each np.array of a program, as float32. */
function arraysIn(python: string): readonly (readonly number[])[] {
  const lists = [...python.matchAll(/np\.array\((.*?), dtype/gs)].map(([, list = '']) => list);
  return lists.map((list) =>
    (JSON.parse(list) as readonly unknown[])
      .flat(Infinity)
      .map((number) => Math.fround(number as number)),
  );
}
