// A backend of two threads that shares whatever can be shared, however small: built, since workers run what is built.

import { makeBackend, withWorkers } from '../dist/backend.js';
import { Heap } from '../dist/heap.js';
import { Programs } from '../dist/programs.js';

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
