// Kinds of kernels that software does not choose by itself, on the suite's cases that they change: with subgroups, and on a
// device that has no more than every browser has; one of them a day. kernels.test.ts crosses all kinds with both.

import { conformance } from '@gatefold/conformance/vitest';
import { describe } from 'vitest';
import { ofTheDay, seedOfDay } from '../../workspace/src/of-the-day.ts';
import { type KernelKind, webgpu } from '../src/index.ts';
import { makeDevice } from './harness/devices.ts';

/** Cells, masks, directions and sizes. */
const only = ['golden/cells/*/sequences/*', 'golden/bidirectional/*', 'golden/sizes/*'];

const kinds: readonly (readonly [KernelKind, 'subgroups' | 'no subgroups'])[] = [
  ['persistent', 'subgroups'],
  ['step', 'no subgroups'],
  ['batch', 'no subgroups'],
];

describe.each(ofTheDay(kinds, 3))('%s, with %s', (kernel, feature) => {
  const requiredFeatures: GPUFeatureName[] = feature === 'subgroups' ? ['subgroups'] : [];
  conformance(async () => webgpu({ device: await makeDevice({ requiredFeatures }), kernel }), {
    ...{ seed: seedOfDay, only, runs: 3, diagnosis: false },
  });
});

describe('weights in float16, which the suite rounds as well', () => {
  conformance(() => webgpu({ weights: 'f16' }), {
    ...{ seed: seedOfDay, only: ['golden/cells/*/sequences/forwards/*', 'golden/sizes/*'] },
    ...{ runs: 3, diagnosis: false },
  });
});
