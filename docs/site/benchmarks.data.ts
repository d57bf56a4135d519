// The machines that were measured, for the list of their pages.

import { defineLoader } from 'vitepress';
import { type MachineResults, measuredMachines } from './benchmarks.ts';

declare const data: readonly Pick<MachineResults, 'id' | 'title'>[];
export { data };

export default defineLoader({
  watch: ['../../packages/bench/results/*.json'],
  load: measuredMachines,
});
