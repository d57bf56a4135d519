// How long two threads take to meet: pnpm --filter @gatefold/bench handshake.
//
// Each tells the other that it is there and looks until the other is, as two threads do after each step of a row that they
// share. A step cannot be shared for less.

import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { describeMachine } from './machine.ts';
import { machineLine } from './report.ts';
import { quantile } from './statistics.ts';

const [turns, meetings] = [300, 1000];
/** Words, each alone on a line of the cache. */
const [mainWord, workerWord] = [16, 48];

function meet(words: Int32Array, own: number, other: number, from: number): void {
  for (let meeting = from; meeting < from + meetings; meeting++) {
    Atomics.store(words, own, meeting);
    while (Atomics.load(words, other) < meeting);
  }
}

const words = isMainThread
  ? new Int32Array(new SharedArrayBuffer(256))
  : (workerData as Int32Array);
const [own, other] = isMainThread ? [mainWord, workerWord] : [workerWord, mainWord];
const partner = isMainThread ? new Worker(new URL(import.meta.url), { workerData: words }) : null;

const times: number[] = [];
for (let turn = 0; turn < turns; turn++) {
  const start = performance.now();
  meet(words, own, other, 1 + turn * meetings);
  times.push(((performance.now() - start) * 1e6) / meetings);
}

if (partner !== null) {
  const [low, middle, high] = [0.1, 0.5, 0.9].map((share) => quantile(times, share).toFixed(0));
  console.log(machineLine(describeMachine()));
  console.log(`a meeting of two threads: ${middle} ns, eight in ten between ${low} and ${high}`);
}
