// Links to the playground: what they carry comes back, and what they cannot carry is told in words.

import { describe, expect, test } from 'vitest';
import { prepare } from '../.vitepress/theme/components/playground/prepare.ts';
import {
  choices,
  defaults,
  limits,
  longestJson,
  presets,
  type Settings,
} from '../.vitepress/theme/components/playground/settings.ts';
import { hashOf, readHash } from '../.vitepress/theme/components/playground/share-link.ts';
import { weightsAsJson } from '../.vitepress/theme/components/playground/weights-json.ts';
import { backends } from '../site/backends.ts';

const everything: Settings = {
  backend: 'webgl',
  cell: 'gru',
  arrangement: 'bidirectional',
  mergeMode: 'null',
  dialect: 'keras2',
  units: 3,
  inputDim: 1,
  timeSteps: 5,
  batch: 2,
  returnSequences: false,
  returnState: false,
  goBackwards: true,
  mask: ['', '10110'],
  input: 'random',
  weights: 'own',
  seed: 4711,
  own: '[[[0.1, "ü&=#%"]],\n[]]',
};

test.each([everything, defaults, ...presets.map(({ settings }) => settings)])(
  'settings come back from their link',
  (settings) => {
    expect(readHash(hashOf(settings, backends), backends)).toEqual({ settings });
  },
);

test('each setting of the sample differs from the defaults', () => {
  for (const [name, value] of Object.entries(everything)) {
    expect(value, name).not.toEqual(defaults[name as keyof Settings]);
  }
});

test('the weights of the largest layer fit into a link', () => {
  const most = { units: limits.units[1], inputDim: limits.inputDim[1] };
  for (const arrangement of choices.arrangement) {
    const settings: Settings = { ...defaults, ...most, arrangement };
    const { config, weights } = prepare(settings);
    const own = weightsAsJson(config, weights);
    expect(own.length).toBeLessThan(longestJson);
    const link = readHash(hashOf({ ...settings, weights: 'own', own }, backends), backends);
    expect(link).toMatchObject({ settings: { own } });
    expect(prepare({ ...settings, weights: 'own', own }).weights).toEqual(weights);
  }
});

describe('a link that does not fit says why', () => {
  test.each([
    ['', 'it does not begin with v=1, as links from this page do'],
    ['v=2&units=4', 'it does not begin with v=1, as links from this page do'],
    ['what-you-see', 'it does not begin with v=1, as links from this page do'],
    ['v=1&colour=red', 'there is no setting “colour”'],
    ['v=1&__proto__=1', 'there is no setting “__proto__”'],
    ['v=1&units=900', 'units must be a whole number from 1 to 16, and the link says “900”'],
    ['v=1&units=-1', 'units must be a whole number from 1 to 16, and the link says “-1”'],
    ['v=1&batch=1.5', 'batch must be a whole number from 1 to 4, and the link says “1.5”'],
    ['v=1&cell=rwkv', 'cell must be lstm or gru or simpleRNN, and the link says “rwkv”'],
    ['v=1&backend=abacus', 'backend must be cpu or webgl, and the link says “abacus”'],
    ['v=1&returnState=yes', 'returnState must be 1 or 0, and the link says “yes”'],
    [
      'v=1&mask=1111.2',
      'mask must be a row of 1 and 0 for each sequence, with dots between the rows, and the link says “1111.2”',
    ],
    [
      `v=1&own=${'0'.repeat(40_001)}`,
      `own must be JSON of at most 40000 characters, and the link says “${'0'.repeat(40)}…”`,
    ],
  ])('%.40s', (hash, problem) => {
    const known = backends.filter(({ id }) => ['cpu', 'webgl'].includes(id));
    expect(readHash(hash, known)).toEqual({ problem });
  });
});
