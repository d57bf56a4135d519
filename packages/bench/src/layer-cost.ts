// What it costs to make a layer of the reference: pnpm --filter @gatefold/bench layer-cost [lstm or gru] [units].
//
// Bytes are the growth of the heap and of what lies beside it, without the caller's own weights, divided by the bytes of
// those weights; the peak is that of the whole process, which is why it makes one layer only.

import { type CellWeights, cpu, gru, lstm } from '@gatefold/cpu';
import { describeMachine } from './machine.ts';
import { seededRandom } from './random.ts';
import { machineLine } from './report.ts';
import { randomWeights } from './workloads.ts';

const { gc } = globalThis;
if (gc === undefined) throw new Error('layer-cost: needs node --expose-gc');
const [kind = 'lstm', size = '2048'] = process.argv.slice(2);
if (kind !== 'lstm' && kind !== 'gru') throw new Error(`layer-cost: lstm or gru, got ${kind}`);
const units = Number(size);
const workload = { name: kind, kind, resetAfter: false, batch: 1, timeSteps: 1 } as const;

const shape = { ...workload, inputDim: units, units };
const [weights] = randomWeights(shape, seededRandom(1)) as [Required<CellWeights>];
const own = Object.values(weights).reduce((sum, { data }) => sum + data.byteLength, 0);
const backend = await cpu();
const config = kind === 'gru' ? gru({ units, resetAfter: false }) : lstm({ units });
const [before, resident] = [bytesKept(), process.memoryUsage.rss()];
const [start, used] = [performance.now(), process.cpuUsage()];
const layer = backend.layer(config, weights);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(used);
const peak = process.resourceUsage().maxRSS * 1024 - resident;
const kept = bytesKept() - before;

console.log(machineLine(describeMachine()));
console.log(
  `${kind} [${layer.inputDim}, ${units}], weights of ${(own / 1e6).toFixed(0)} MB:`,
  `${ms.toFixed(0)} ms, of the processor ${((user + system) / 1000).toFixed(0)} ms;`,
  `kept ${(kept / own).toFixed(2)}, peak ${(peak / own).toFixed(2)}`,
);

function bytesKept(): number {
  gc?.();
  gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
