// An LSTM or a GRU of an empty batch ends the process: `terminate called`, or `Aborted()` in WebAssembly, on WebGPU too.
// RNN is right. Clause S7: empty tensors. Run as `node reproductions/empty-batch.mjs package RNN LSTM`, in a process for each
// operator that ends it.

import { oneNode, run } from './one-node.mjs';
import { words } from './runtime.mjs';

for (const op of words) {
  const session = await oneNode(op, { takesStates: false });
  console.log(op, 'wanted: Y [2, 1, 0, 1]; Y_h [1, 0, 1]');
  console.log(op, 'got:   ', await run(session, [2, 0, 1], [], 0));
}
