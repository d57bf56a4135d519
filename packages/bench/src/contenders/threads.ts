// How contenders with threads are named.

export type Threads = 1 | 2;

/** `1-thread` */
export function threadsName(threads: Threads | 'auto'): string {
  return { 1: '1-thread', 2: '2-threads', auto: 'auto' }[threads];
}
