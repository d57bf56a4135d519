// Before there is a backend, which may put another clock in its place.
const clock = performance;
const read = clock.now;

/** Milliseconds. */
export function now(): number {
  return read.call(clock);
}
