import { defineRoutes } from 'vitepress';
import { measuredPages } from '../site/benchmarks.ts';

export default defineRoutes({
  watch: ['../../packages/bench/results/*.json'],
  paths: () => [...measuredPages()],
});
