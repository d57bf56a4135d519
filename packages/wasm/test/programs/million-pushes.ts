// Pushes a million frames, and prints what the process kept and how often it collected garbage meanwhile: started with
// --expose-gc by ../heap-growth.test.ts.

import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { gru, type LayerConfig, lstm, simpleRNN, stacked, tensor, wasm } from '../../src/index.ts';

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

const [name = 'lstm', count = '1e6'] = process.argv.slice(2);
const [inputDim, units] = [16, 32];
const numbers = (...shape: number[]): ReturnType<typeof tensor> =>
  tensor(
    Array.from({ length: shape.reduce((a, b) => a * b) }, (_, k) => Math.sin(k) / 4),
    shape,
  );
const weights = (inputs: number, gates: number, ...biasRows: number[]) => ({
  kernel: numbers(inputs, gates * units),
  recurrentKernel: numbers(units, gates * units),
  bias: numbers(...biasRows, gates * units),
});

/** Activations that JavaScript computes, and a cell of two phases, are in the stack. */
const layers: Readonly<Record<string, { config: LayerConfig; weights: unknown }>> = {
  lstm: { config: lstm({ units }), weights: weights(inputDim, 4) },
  gru: { config: gru({ units }), weights: weights(inputDim, 3, 2) },
  stacked: {
    config: stacked({
      cells: [
        lstm({ units, activation: 'gelu', recurrentActivation: 'hardSigmoidKeras2' }),
        gru({ units, resetAfter: false }),
        simpleRNN({ units }),
      ],
    }),
    weights: [weights(inputDim, 4), weights(units, 3), weights(units, 1)],
  },
};

const layer = layers[name];
if (layer === undefined) throw new Error(`no layer is called ${name}`);
const backend = await wasm();
const stream = backend.layer(layer.config, layer.weights as never).stream();
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
