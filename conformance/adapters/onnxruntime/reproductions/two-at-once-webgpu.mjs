// onnxruntime-web on WebGPU: of two sessions that are made at once the second is refused. Asked for two runs at once, a
// session hangs the page: with the word `hang`. The build without JavaScript Promise Integration, onnxruntime-web/webgpu,
// also runs out of its memory's bounds where two sessions run at once.
// https://github.com/microsoft/onnxruntime/issues/32561. Right one after the other, and on WebAssembly.

import { oneNode, run } from './one-node.mjs';
import { words } from './runtime.mjs';

const step = (session) => run(session, [1, 1, 1], [1], 0);

const made = await Promise.allSettled([oneNode('LSTM'), oneNode('LSTM')]);
console.log('made at once:', ...made.map(({ reason }) => (reason ? String(reason) : 'made;')));
const session = await oneNode('LSTM');
console.log('made and run alone:', await step(session));
if (words.includes('hang'))
  console.log('run at once:', await Promise.all([step(session), step(session)]));
