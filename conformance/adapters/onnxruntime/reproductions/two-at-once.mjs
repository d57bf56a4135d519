// onnxruntime-web: two sessions that are asked at once destroy each other's lists of tensors. They lie on one stack, and
// wasm-core-impl.ts (run) awaits between stackSave and stackRestore. Right with onnxruntime-node, and with up to four.
// No clause says that layers may be asked at once; the suite does so in bidirectional/keras-order.

import { bytes, sessionOf, text, value } from './one-node.mjs';
import { ort } from './runtime.mjs';

/** A model that gives its input n times. */
function copies(n) {
  const names = Array.from({ length: n }, (_, index) => `copy ${index}`);
  const graph = [
    ...names.flatMap((name) =>
      bytes(1, [...text(1, 'X'), ...text(2, name), ...text(4, 'Identity')]),
    ),
    ...text(2, 'copies'),
    ...bytes(11, value('X')),
    ...names.flatMap((name) => bytes(12, value(name))),
  ];
  return sessionOf(graph);
}

async function ask(session) {
  const made = await session.run({
    X: new ort.Tensor('float32', Float32Array.of(0.25), [1, 1, 1]),
  });
  return Object.values(made)
    .map(({ data }) => data[0])
    .join(' ');
}

const sessions = [await copies(5), await copies(6)];
for (const session of sessions) console.log('one after the other:', await ask(session));
try {
  for (const answer of await Promise.all(sessions.map(ask))) console.log('at once:', answer);
} catch (error) {
  console.log('at once:', String(error));
}
