// For authors of backends: arithmetic and memory in, a backend out; and what takes a config apart.

export { normalizeConfig, optionNames } from './builders.ts';
export { checkOptions } from './check-options.ts';
export { cellsOf, flagsOf, unitsOf, withFlags } from './config.ts';
export { describe } from './describe.ts';
export { gateCounts } from './gate-order.ts';
export { defineBackend } from './kernels/define-backend.ts';
export { hostMemory } from './kernels/host-memory.ts';
export type {
  Guest,
  Kernels,
  KernelSupports,
  Memory,
  MergeCall,
  SequenceCall,
  StateBuffers,
} from './kernels/kernels.ts';
export { frozenSupports, type MissingSupport, missingSupport } from './shell/check-supports.ts';
export type { Exchange } from './shell/exchange.ts';
export { readTensor } from './nested-numbers.ts';
export { leavesIn, mapLeaves, nestCells, type Place, placesOf } from './leaves.ts';
export { erfc, softplus } from './special-functions.ts';
export { type StateLeaf, stateLeaves } from './state.ts';
export { readHostTensor } from './tensor.ts';
export type { CheckedCell } from './weights.ts';
