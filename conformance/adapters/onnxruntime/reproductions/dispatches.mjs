// What onnxruntime-web hands to the GPU for each step, which shows that the node does run there: one dispatch for an LSTM,
// two for a GRU. No defect.

import { oneNode, run } from './one-node.mjs';

let dispatches = 0;
const encoder = GPUComputePassEncoder.prototype;
const { value: dispatch } = Object.getOwnPropertyDescriptor(encoder, 'dispatchWorkgroups');
encoder.dispatchWorkgroups = function (...sizes) {
  dispatches++;
  return dispatch.apply(this, sizes);
};

for (const op of ['LSTM', 'GRU']) {
  const session = await oneNode(op);
  const counts = [];
  for (const steps of [10, 20]) {
    dispatches = 0;
    await run(
      session,
      [steps, 1, 1],
      Array.from({ length: steps }, () => 1),
      0,
    );
    counts.push(dispatches);
  }
  console.log(`${op}: ${(counts[1] - counts[0]) / 10} dispatches a step`);
}
