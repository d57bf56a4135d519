// An RNN over no steps gives a Y_h of zeros, whatever initial_h was.
// Clause S8: the state stays what it was, here 0.25. ONNX itself does not say: https://github.com/onnx/onnx/issues/1674.

import { oneNode, run } from './one-node.mjs';

const session = await oneNode('RNN');
console.log('wanted: Y [0, 1, 1, 1]; Y_h [1, 1, 1] 0.25');
console.log('got:   ', await run(session, [0, 1, 1], [], 0.25));
