// An LSTM or a GRU of an empty batch ends the process: `terminate called`, or `Aborted()` in WebAssembly. RNN is right.
// Clause S7: empty tensors. Run as `node reproductions/empty-batch.mjs [package] [LSTM | GRU]`.

import { oneNode, run } from './one-node.mjs';

for (const op of ['RNN', process.argv[3] ?? 'LSTM']) {
  const session = await oneNode(op);
  console.log(op, 'wanted: Y [2, 1, 0, 1]; Y_h [1, 0, 1]');
  console.log(op, 'got:   ', await run(session, [2, 0, 1], [], 0));
}
