import { cpu } from '@gatefold/cpu';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import { gatefoldRunner } from './gatefold-runner.ts';

export const gatefoldCpu: Contender = {
  name: '@gatefold/cpu',
  version: versionOf('@gatefold/cpu'),
  refusal: () => null,
  prepare: async (workload, weights) => gatefoldRunner(await cpu(), workload, weights),
};
