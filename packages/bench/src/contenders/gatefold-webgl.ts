import { webgl } from '@gatefold/webgl';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgl';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import { gatefoldRunner } from './gatefold-runner.ts';

/** On tfjs's own context, so that both draw with the same one. */
export const gatefoldWebGL: Contender = {
  name: '@gatefold/webgl',
  version: versionOf('@gatefold/webgl'),
  refusal: () => null,
  prepare: async (workload, weights) => gatefoldRunner(await webgl({ tf }), workload, weights),
};
