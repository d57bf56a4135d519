// Who meets whom in each group. Runtimes are loaded by the process that times them, and by it alone.

import type { Field } from '../compare.ts';
import type { Contender } from '../contender.ts';
import { gatefoldCpu } from '../contenders/gatefold-cpu.ts';
import { gatefoldWasm } from '../contenders/gatefold-wasm.ts';
import { onnxruntimeNode } from '../contenders/onnxruntime-node.ts';
import { onnxruntimeWasm } from '../contenders/onnxruntime-wasm.ts';
import { roofOf } from '../roof/roof.ts';
import { tolerances } from '../verify.ts';
import { multiplications } from '../workloads.ts';
import type { WasmGroupName } from './groups.ts';

/** After a run the peers' threads look for more work for a while before they sleep. */
const restMs = 20;
const common = { tolerance: tolerances.cpu, chains: false } as const;

export async function fieldOf(group: WasmGroupName): Promise<Field> {
  switch (group) {
    case 'sequences':
    case 'steps':
    case 'models': {
      const { tfjsCpu, tfjsWasm } = await import('../contenders/tfjs-builds.ts');
      const peers = [await tfjsWasm(), onlyBelow(slowest, await tfjsCpu('node'))];
      return { ...common, ...oneThread(...peers), roof: roofOf };
    }
    // Without TensorFlow.js, which is far behind already.
    case 'machine-node':
      return { ...common, ...oneThread(), roof: roofOf };
    case 'two-threads':
      return {
        ...{ ...common, restMs, ours: gatefoldWasm({ threads: 2 }) },
        peers: [gatefoldWasm(), onnxruntimeWasm(2), onnxruntimeNode(2)],
      };
    case 'auto':
    case 'busy':
      return {
        ...{ ...common, restMs, ours: gatefoldWasm({ threads: 'auto' }) },
        peers: [gatefoldWasm(), onnxruntimeWasm(2), onnxruntimeNode(2)],
      };
    case 'bf16':
      return { ...common, ours: gatefoldWasm({ weights: 'bf16' }), peers: [gatefoldWasm()] };
    case 'variants':
      return {
        ...{ ...common, ours: gatefoldWasm() },
        peers: [gatefoldWasm({ deterministic: true })],
      };
  }
}

/** Products of a call for which tfjs-backend-cpu takes ten seconds; two calls of more would be minutes of everybody's time. */
const slowest = 1e9;

function onlyBelow(most: number, contender: Contender): Contender {
  const tooSlow = 'too slow: a call would take longer than ten seconds';
  return {
    ...contender,
    refusal: (workload) =>
      contender.refusal(workload) ?? (multiplications(workload) > most ? tooSlow : null),
  };
}

function oneThread(...more: readonly Contender[]): Pick<Field, 'ours' | 'peers'> {
  const peers = [onnxruntimeWasm(1), onnxruntimeNode(1), ...more, gatefoldCpu];
  return { ours: gatefoldWasm(), peers };
}
