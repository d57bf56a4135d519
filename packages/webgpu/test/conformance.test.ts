// The suite in Node, on Dawn and Chromium's software GPU, whose compiler takes a tenth of a second for each pair of
// activations: the seven cases that try all of them, 700 in number, are for `pnpm test:all`; of the laws of one activation
// each, a quarter is for a day, by its seed; and all others are for every day.

import { cases, defaultSeed } from '@gatefold/conformance';
import { conformance } from '@gatefold/conformance/vitest';
import { webgpu } from '../src/index.ts';

const seed = Number(process.env['GATEFOLD_SEED'] ?? defaultSeed);
const all = process.env['GATEFOLD_TEST_ALL'] !== undefined;
const ids = cases.map(({ id }) => id);
const isOfToday = (id: string, index: number): boolean =>
  id.startsWith('activation/')
    ? (index + seed) % 4 === 0
    : !id.startsWith('law/pairs/') || id === 'law/pairs/activations';
const daily = ids.filter(isOfToday);

conformance(webgpu, { seed, runs: all ? 100 : 3, only: all ? ids : daily });
