// A backend of two threads that shares whatever can be shared, however small: built, since workers run what is built.

import { Worker } from 'node:worker_threads';
import { makeBackend, withWorkers } from './backend.js';
import { Heap } from './heap.js';
import { Programs } from './programs.js';

/** Its parts: the crew among them. */
export async function openShared(workers = 1) {
  const options = { isFused: true, weights: 'f32', isShared: true };
  const heap = new Heap(true);
  const programs = new Programs(heap, options, null);
  return withWorkers({ heap, programs, options, threads: '1', crew: null }, workers);
}

const always = { isTogether: () => true, took: () => undefined };

/** Shares everything. */
export function sharing(parts) {
  return makeBackend(parts, always, { work: 0, panels: 2, steps: 1 });
}

export default async () => sharing(await openShared());

/** Threads that keep the machine busy, so that workers are late. */
export function busyNeighbours(count) {
  const threads = Array.from({ length: count }, () => new Worker('for (;;);', { eval: true }));
  return { [Symbol.asyncDispose]: () => Promise.all(threads.map((thread) => thread.terminate())) };
}
