import { wasm, type WasmOptions } from '@gatefold/wasm';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import { gatefoldRunner } from './gatefold-runner.ts';
import { type Threads, threadsName } from './threads.ts';

export interface GatefoldWasmOptions extends Pick<WasmOptions, 'deterministic'> {
  readonly threads?: Threads | 'auto';
  readonly weights?: 'f32' | 'bf16';
}

export function gatefoldWasm(options: GatefoldWasmOptions = {}): Contender {
  const { threads = 1, weights = 'f32', deterministic = false } = options;
  const how = [
    ...(threads === 1 ? [] : [threadsName(threads)]),
    ...(weights === 'f32' ? [] : [weights]),
    ...(deterministic ? ['deterministic'] : []),
  ];
  return {
    // A slash would name a door of the package.
    name: ['@gatefold/wasm', ...how].join(' '),
    version: versionOf('@gatefold/wasm'),
    // bfloat16 keeps 8 bits of a weight, and h of a hundred steps errs by 1 to 2 thousandths.
    ...(weights === 'bf16' ? { tolerance: 5e-3 } : {}),
    refusal: () => null,
    prepare: async (workload, own) => gatefoldRunner(await wasm(options), workload, own),
  };
}
