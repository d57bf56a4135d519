// The suite in Node, on Dawn and Chromium's software GPU, whose compiler takes a tenth of a second for each pair of
// activations: of the cases that try many of them an eighth is for a day, by its seed, and of the other goldens a half. All
// others are for every day, and all of them for `pnpm test:all`. kernels-activations.test.ts tries each activation once, every day.

import { cases } from '@gatefold/conformance';
import { conformance } from '@gatefold/conformance/vitest';
import { isWhole, ofTheDay, seedOfDay } from '../../workspace/src/of-the-day.ts';
import { webgpu } from '../src/index.ts';

const ids = cases.map(({ id }) => id);
const slowest =
  /^(activation|supports\/(recurrent-)?activations|law\/(far-from-zero|pairs|scalar-probe))/;
const isGolden = (id: string): boolean => id.startsWith('golden/');
const only = ofTheDay(
  ofTheDay(ids, 8, (id) => slowest.test(id)),
  2,
  isGolden,
);

conformance(webgpu, { seed: seedOfDay, runs: isWhole ? 100 : 1, only });
