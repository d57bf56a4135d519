// Where writers of Keras are known to disagree, and the clause that says which of them rules.

import { type ActivationName, type LayerConfig } from '@gatefold/contract';
import { cellsOf, flagsOf } from '@gatefold/contract/author';
import type { GoldenSpec } from '../src/golden/golden.ts';

/** The clause that explains why a writer differs on a golden, if there is one. */
export function explain({ config, calls }: GoldenSpec, writer: string): string | undefined {
  const masks = calls.map(({ mask = 'none' }) => mask);
  if (writer === 'tf_keras') {
    // The stored state wins once it is not zero.
    const isReplaced = calls.some(({ initialState = false }) => initialState);
    return flagsOf(config).stateful && isReplaced ? 'P5' : undefined;
  }
  if (writer !== 'keras3-jax') return undefined;
  if (config.kind === 'stacked' && config.cells.length === 1) return 'K7';
  // The initial h before the first kept step, zeros here.
  if (masks.includes('row')) return 'M5';
  return masks.some((mask) => mask !== 'none') ? 'M4' : undefined;
}

/** TensorFlow's operations for these take their constant as float32, in a float64 layer too. */
const withFloat32Constant: readonly ActivationName[] = ['leakyRelu', 'gelu'];

/** What a float64 of Keras may be off by beside rounding. */
export function constantError(config: LayerConfig): number {
  const isCoarse =
    config.kind !== 'bidirectional' &&
    cellsOf(config).some((cell) =>
      withFloat32Constant.some(
        (name) =>
          cell.activation === name ||
          (cell.kind !== 'simpleRNN' && cell.recurrentActivation === name),
      ),
    );
  return isCoarse ? 1e-8 : 0;
}
