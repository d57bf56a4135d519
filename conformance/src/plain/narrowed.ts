// The plain backend as an honest backend of given claims about numbers, which rounds all that they let it round.

import type { NumberClaims } from '../perturbed.ts';
import { mapWeights, storedWeights } from '../stored-weights.ts';
import { float64 } from './arithmetic.ts';
import type { PlainOptions } from './plain-backend.ts';
import { float32, half } from './rounding.ts';

/** Options that make it; what multiplies in float16 has to have its weights in float16 too. */
export function narrowed(claims: NumberClaims): PlainOptions {
  const { precision, weightPrecision } = claims;
  return {
    arithmetic: { f64: float64, f32: float32, f16: half }[precision],
    claims,
    parts: {
      prepare: (checked) => {
        const stored = storedWeights(checked, weightPrecision);
        return precision === 'f16' ? mapWeights(stored, 'f32', half.round) : stored;
      },
    },
  };
}
