// Pushes a million frames, and prints what the process kept and how often it collected garbage meanwhile: started with
// --expose-gc by ../heap-growth.test.ts.

import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { gru, lstm, tensor, wasm } from '../../src/index.ts';

export interface Growth {
  /** Of V8's heap, after a collection before and after. */
  readonly heapBytes: number;
  /** Of everything that was made, garbage included. */
  readonly allocatedBytes: number;
  /** Of the linear memory. */
  readonly memoryBytes: number;
  /** That V8 began by itself. */
  readonly collections: number;
}

const [kind = 'lstm', count = '1e6'] = process.argv.slice(2);
const [inputDim, units, gates] = [16, 32, kind === 'lstm' ? 4 : 3];
const numbers = (...shape: number[]): ReturnType<typeof tensor> =>
  tensor(
    Array.from({ length: shape.reduce((a, b) => a * b) }, (_, k) => Math.sin(k) / 4),
    shape,
  );
const weights = {
  kernel: numbers(inputDim, gates * units),
  recurrentKernel: numbers(units, gates * units),
  bias: kind === 'lstm' ? numbers(gates * units) : numbers(2, gates * units),
};

const backend = await wasm();
const stream = backend.layer(kind === 'lstm' ? lstm({ units }) : gru({ units }), weights).stream();
const frame = numbers(1, inputDim);
const answer = new Float32Array(units);

function push(times: number): void {
  for (let k = 0; k < times; k++) stream.push(frame).dataSync(answer);
}

/** Before the compilers are done, unoptimised code boxes every number that it hands on. */
push(200_000);

let collections = 0;
const watch = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { flags } = (entry as unknown as { detail: { flags: number } }).detail;
    if ((flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) === 0) collections++;
  }
});

globalThis.gc?.();
watch.observe({ entryTypes: ['gc'] });
const [heap, made, memory] = [process.memoryUsage().heapUsed, allocated(), backend.memoryBytes];
push(Number(count));
const allocatedBytes = allocated() - made;
// What was observed is told in a later turn.
await new Promise((resolve) => setTimeout(resolve, 10));
watch.disconnect();
globalThis.gc?.();
const growth: Growth = {
  heapBytes: process.memoryUsage().heapUsed - heap,
  allocatedBytes,
  memoryBytes: backend.memoryBytes - memory,
  collections,
};
console.log(JSON.stringify(growth));

function allocated(): number {
  return getHeapStatistics().total_allocated_bytes;
}
