// Two programs that do nothing but what a recurrent layer cannot do without, in WebAssembly's text format: products with
// numbers that are in registers, and products with weights that come from memory.

export interface ProbeOptions {
  /** Whether a product and a sum are one instruction; where the engine has none, they are two. */
  readonly relaxed: boolean;
}

/** Products of each turn of `multiply`'s loop: 12 sums of 4 lanes, which 15 registers hold, 4 times. */
export const productsPerTurn = 12 * 4 * 4;
/** Bytes of weights of each turn of `stream`'s loop: 4 rows of 8 vectors. */
export const bytesPerTurn = 4 * 8 * 16;

const range = (length: number): number[] => Array.from({ length }, (_, k) => k);

/**
 * The module.
 *
 *     multiply(turns)          sum_j += a · b                     j = 1 … 12
 *     stream(x, w, turns)      sum_j += x_k · w[k][j]             j = 1 … 8, for each k, as a product h·U of one row does
 */
export function probesWat({ relaxed }: ProbeOptions): string {
  const addProduct = (a: string, b: string, sum: string): string =>
    relaxed ? `(f32x4.relaxed_madd ${a} ${b} ${sum})` : `(f32x4.add (f32x4.mul ${a} ${b}) ${sum})`;
  const get = (name: string): string => `(local.get $${name})`;
  const set = (name: string, value: string): string => `(local.set $${name} ${value})`;
  const named = (count: number): string =>
    range(count)
      .map((k) => `(local $s${k} v128)`)
      .join(' ');
  /** Kept, so that no compiler leaves the sums out. */
  const store = (count: number): string =>
    range(count)
      .map((k) => `(v128.store offset=${16 * k} (i32.const 0) ${get(`s${k}`)})`)
      .join('\n');
  const loop = (body: string): string => `
    (loop $again
      ${body}
      ${set('turns', `(i32.sub ${get('turns')} (i32.const 1))`)}
      (br_if $again ${get('turns')}))`;
  const multiplied = range(4).flatMap(() =>
    range(12).map((k) => set(`s${k}`, addProduct(get('a'), get('b'), get(`s${k}`)))),
  );
  const streamed = range(4).flatMap((k) => [
    // All lanes of x_k: bytes 4k to 4k + 3, four times.
    set(
      'x_k',
      `(i8x16.shuffle ${range(16)
        .map((byte) => 4 * k + (byte % 4))
        .join(' ')} ${get('a')} ${get('a')})`,
    ),
    ...range(8).map((j) =>
      set(
        `s${j}`,
        addProduct(get('x_k'), `(v128.load offset=${16 * (8 * k + j)} ${get('w')})`, get(`s${j}`)),
      ),
    ),
  ]);
  return `(module
  (memory (export "memory") 1)
  (func (export "multiply") (param $turns i32)
    (local $a v128) (local $b v128) ${named(12)}
    ${set('a', '(f32x4.splat (f32.const 0.5))')}
    ${set('b', '(v128.load (i32.const 1024))')}
    ${loop(multiplied.join('\n'))}
    ${store(12)})
  (func (export "stream") (param $x i32) (param $w i32) (param $turns i32)
    (local $a v128) (local $x_k v128) ${named(8)}
    ${loop(`
      ${set('a', `(v128.load ${get('x')})`)}
      ${streamed.join('\n')}
      ${set('w', `(i32.add ${get('w')} (i32.const ${bytesPerTurn}))`)}`)}
    ${store(8)}))`;
}
