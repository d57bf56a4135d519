// Measurements, drawn when the site is built.

import { defineLoader } from 'vitepress';
import { type MachineResults, measured } from './benchmarks.ts';

declare const data: readonly MachineResults[];
export { data };

export default defineLoader({
  watch: ['../../packages/bench/results/*.json'],
  load: measured,
});
