// L: the end of a backend, and of all that it made.

import type { Case } from '../case.ts';
import { exactly, expectAlike, expectMemory, expectTrue, stepOf } from '../values.ts';
import { withinTime } from '../within-time.ts';
import { lifetimeCase, setUp } from './lifetime.ts';
import { expectRefusal } from './refusal.ts';

/** How long a disposed backend may take to settle what it owes: software rendering is slow. */
const longestWait = 5_000;

/** What becomes of a read: the numbers, others, the code or text of an error, or nothing at all. */
async function settled(reading: Promise<Float32Array>, wanted: Float32Array): Promise<string> {
  const told = reading.then(
    (got) => (got.join() === wanted.join() ? 'its numbers' : 'other numbers'),
    (error: { code?: string }) => error.code ?? 'an error without a code',
  );
  return (await withinTime(longestWait, told)) ?? 'nothing';
}

/** Run last, for it leaves no backend to run anything on. */
export const backendEndCase: Case = lifetimeCase({
  id: 'backend',
  everyCell: false,
  clauses: ['L10', 'L7', 'L6', 'L11', 'L15'],
  says: 'dispose() of the backend, by `using` too, ends its layers and tensors and those of no other, and memory() then counts nothing',
  run: async (lab) => {
    const { config, weights, x } = setUp(lab);
    const layer = lab.backend.layer(config, weights);
    const { output } = layer.run(x);
    // Weights may be prepared in the background, and scratch be made by a first run: bytes count both.
    const numbers = await output.data();
    // What was read once may be kept, and is not to be had any more.
    if (lab.supports.dataSync) output.dataSync();
    const counted = lab.backend.memory();
    const neighbour = await lab.neighbour();
    const there = neighbour && { lab: neighbour, layer: neighbour.layer(config, weights) };
    const wantedThere = await there?.lab.observe(there.layer, x);
    expectMemory('after another backend has made a layer', lab.backend, counted);
    const stream = lab.supports.streaming
      ? layer.stream({ batch: x.shape[0] as number })
      : undefined;
    const pending = settled(layer.run(x).output.data(), numbers);
    // What `using` calls; it does what dispose() does, and a second call of either does nothing.
    lab.backend[Symbol.dispose]();
    expectTrue('backend.disposed', lab.backend.disposed);
    expectTrue('what it made is disposed', layer.disposed && output.disposed);
    lab.backend.dispose();
    const told = await pending;
    expectTrue(
      `a pending data() must settle, with its numbers or RNN_DISPOSED, got ${told}`,
      ['its numbers', 'RNN_DISPOSED'].includes(told),
    );
    await expectRefusal('layer', 'RNN_DISPOSED', () => lab.backend.layer(config, weights));
    await expectRefusal('layer.run', 'RNN_DISPOSED', () => layer.run(x));
    await expectRefusal('tensor.data', 'RNN_DISPOSED', () => output.data());
    if (lab.supports.dataSync) {
      await expectRefusal('tensor.dataSync', 'RNN_DISPOSED', () => output.dataSync());
    }
    if (stream !== undefined) {
      await expectRefusal('stream.push', 'RNN_DISPOSED', () => stream.push(stepOf(x, 0)));
    }
    // A backend may count more, in its own way.
    const { tensors, layers, streams, buffers, bytes = 0 } = lab.backend.memory();
    const counts = { tensors, layers, streams, buffers, bytes };
    const left = Object.entries(counts).filter(([, count]) => count !== 0);
    expectTrue(
      `after dispose(), memory() must count nothing: ${left.join(' ')}`,
      left.length === 0,
    );
    if (there === undefined || wantedThere === undefined) return;
    const got = await there.lab.observe(there.layer, x);
    expectAlike('another backend, after dispose() of this one', got, wantedThere, exactly);
  },
});
