// An LSTM over no steps gives a Y_h of zeros and never writes Y_c, which holds what the memory held before.
// Clause S8: the states stay what they were, here 0.25.

import { oneNode, run } from './one-node.mjs';

const session = await oneNode('LSTM');
// Leaves numbers behind, which then turn up.
await run(
  session,
  [9, 300, 1],
  Array.from({ length: 2700 }, () => 1),
  1,
);
console.log('wanted: Y [0, 1, 4, 1]; Y_h [1, 4, 1] 0.25 0.25 0.25 0.25; Y_c likewise');
for (let time = 0; time < 3; time++) {
  console.log('got:   ', await run(session, [0, 4, 1], [], 0.25));
}
