/** Milliseconds, of a clock that is taken before there is a backend, which may put another in its place. */
export const now: () => number = performance.now.bind(performance);
