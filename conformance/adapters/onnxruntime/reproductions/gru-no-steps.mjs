// A GRU over no steps ends the process: `terminate called`, or `Aborted()` in WebAssembly.
// Clause S8: the state stays what it was, here 0.25. An error, too, would do.

import { oneNode, run } from './one-node.mjs';

const session = await oneNode('GRU');
console.log('wanted: Y [0, 1, 1, 1]; Y_h [1, 1, 1] 0.25');
console.log('got:   ', await run(session, [0, 1, 1], [], 0.25));
