// The suite in Node, on Dawn and Chromium's software GPU, whose compiler takes a tenth of a second for each pair of
// activations: of the cases that try many of them a quarter is for a day, by its seed, all of them are for `pnpm test:all`,
// and all others are for every day.

import { cases, defaultSeed } from '@gatefold/conformance';
import { conformance } from '@gatefold/conformance/vitest';
import { webgpu } from '../src/index.ts';

const seed = Number(process.env['GATEFOLD_SEED'] ?? defaultSeed);
const all = process.env['GATEFOLD_TEST_ALL'] !== undefined;
const ids = cases.map(({ id }) => id);
const slowest = /^(activation|supports\/(recurrent-)?activations|law\/(pairs|scalar-probe))/;
const daily = ids.filter((id, index) => !slowest.test(id) || (index + seed) % 4 === 0);

conformance(webgpu, { seed, runs: all ? 100 : 3, only: all ? ids : daily });
