import { webgpu } from '@gatefold/webgpu';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import { gatefoldRunner } from './gatefold-runner.ts';

/** On a device of its own, as each of its peers has one. */
export const gatefoldWebGPU: Contender = {
  name: '@gatefold/webgpu',
  version: versionOf('@gatefold/webgpu'),
  refusal: () => null,
  prepare: async (workload, weights) => gatefoldRunner(await webgpu(), workload, weights),
};
