// Vectors, changed in place: each function returns its first argument, so that a line reads like its equation.

/** One vector with a name for each gate's part of it. */
export interface Gates {
  /** [gates·units] */
  readonly all: Float64Array;
  /** One [units] for each gate, in order; views of `all`. */
  readonly parts: readonly Float64Array[];
}

/** Makes room for the sums of some gates. */
export function gateVector(gates: number, units: number): Gates {
  const all = new Float64Array(gates * units);
  const parts = Array.from({ length: gates }, (_, gate) =>
    all.subarray(gate * units, (gate + 1) * units),
  );
  return { all, parts };
}

/** v + w */
export function add(v: Float64Array, w: Float64Array): Float64Array {
  for (let u = 0; u < v.length; u++) v[u] += w[u];
  return v;
}

/** v ⊙ w */
export function multiply(v: Float64Array, w: Float64Array): Float64Array {
  for (let u = 0; u < v.length; u++) v[u] *= w[u];
  return v;
}

/** w, written over v; in a loop, since the call of `set` took a twentieth of an LSTM step of 4 units (packages/bench). */
export function copy(v: Float64Array, w: Float64Array): Float64Array {
  for (let u = 0; u < v.length; u++) v[u] = w[u];
  return v;
}

/** The least number that float32 rounds to infinity. */
const beyondFloat32 = 2 ** 128 - 2 ** 103;

/** Makes infinite what would read as infinity, and leaves every other bit as it is. */
export function boundToFloat32(v: Float64Array): Float64Array {
  for (let u = 0; u < v.length; u++) {
    if (!(Math.abs(v[u]) < beyondFloat32)) v[u] = Math.fround(v[u]);
  }
  return v;
}
