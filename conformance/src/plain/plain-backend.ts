// The suite's own backend: a second, slow implementation of the kernels. It is the oracle where a number is needed
// that no golden holds, and what mutants are mutants of.

import { activationNames, type Backend, type Precision } from '@gatefold/contract';
import { type CheckedCell, defineBackend, type KernelSupports } from '@gatefold/contract/author';
import { type Arithmetic, float64 } from './arithmetic.ts';
import { honestParts, type PlainParts } from './parts.ts';
import { runSequence } from './sequence.ts';

export interface PlainOptions {
  /** How each operation is rounded and sums are ordered; default float64. */
  readonly arithmetic?: Arithmetic;
  /** What `supports` claims; default f64. */
  readonly precision?: Precision;
  /** Claims in place of all that there is to claim. */
  readonly claims?: Partial<KernelSupports>;
  /** Parts in place of the honest ones. */
  readonly parts?: Partial<PlainParts>;
}

/** Makes the plain backend. */
export function plainBackend({
  arithmetic = float64,
  precision = 'f64',
  claims = {},
  parts: given = {},
}: PlainOptions = {}): Backend {
  const parts = { ...honestParts, ...given };
  return defineBackend<Float64Array, CheckedCell>({
    name: 'plain',
    supports: {
      cells: ['simpleRNN', 'lstm', 'gru'],
      activations: activationNames,
      resetAfter: [true, false],
      masking: true,
      goBackwards: true,
      dataSync: true,
      precision,
      ...claims,
    },
    ...parts.memory,
    prepare: parts.prepare,
    run: (call) => parts.sequence(call, (changed) => runSequence(changed, arithmetic, parts)),
  });
}
