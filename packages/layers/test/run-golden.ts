// One golden on one backend: in Node, and in a page.

import type { Backend } from '@gatefold/contract';
import { loadModel } from '../src/index.ts';

export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface GoldenOutput extends GoldenTensor {
  /** How far float32 is off: Keras's own, and weights and inputs that are off by a rounding. */
  readonly deviation: number;
}

export interface Golden {
  readonly name: string;
  /** `Keras 3.15.1` */
  readonly writer: string;
  /** The same model, in one format or in two. */
  readonly files: readonly string[];
  /** The names of the inputs. */
  readonly inputs: readonly string[];
  /** One after another; the states of a stateful model go on. */
  readonly calls: readonly {
    readonly inputs: readonly GoldenTensor[];
    /** What Keras computes in float64. */
    readonly outputs: readonly GoldenOutput[];
  }[];
  /** What model.summary() prints in Python. */
  readonly summary?: string;
}

/** 2^-24, the unit roundoff of float32. */
const u = 2 ** -24;

/**
 * The largest difference from a golden, as a multiple of what is allowed.
 *
 * A number may be off by 4·D + 2u|y| + 1e-7, as in the conformance suite (conformance/golden/README.md): D is the most
 * that Keras's own float32, and eight runs in float64 with every weight and input off by up to a rounding, were off.
 */
function headroomOf(
  got: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  { shape, data, deviation }: GoldenOutput,
): number {
  if (got.shape.join() !== shape.join()) return Infinity;
  const shares = data.map((y, index) => {
    const error = Math.abs(y - got.data[index]);
    return error / (4 * deviation + 2 * u * Math.abs(y) + 1e-7);
  });
  // NaN is no agreement.
  return Math.max(...shares.map((share) => (Number.isNaN(share) ? Infinity : share)));
}

/** Loads a file and makes its calls; what is off is returned, a line each. */
export async function runGolden(
  bytes: Uint8Array<ArrayBuffer>,
  { inputs, calls }: Golden,
  backend: Backend | Promise<Backend>,
): Promise<readonly string[]> {
  using model = await loadModel(bytes, { backend });
  const wrong: string[] = [];
  for (const [index, call] of calls.entries()) {
    const named = call.inputs.map(({ shape, data }, place) => [
      inputs[place],
      { shape, data: Float32Array.from(data) },
    ]);
    const predicted = await model.predict(Object.fromEntries(named) as Record<string, never>);
    const outputs = [predicted].flat();
    if (outputs.length !== call.outputs.length) {
      wrong.push(`call ${index} gave ${outputs.length} outputs, want ${call.outputs.length}`);
    }
    for (const [place, output] of call.outputs.entries()) {
      const share = headroomOf(outputs[place], output);
      if (!(share <= 1)) wrong.push(`call ${index}, output ${place}: ${share} of the tolerance`);
    }
  }
  return wrong;
}
