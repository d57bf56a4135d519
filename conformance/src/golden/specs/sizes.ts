// Sizes of one, long sequences, many units, and weights so large that a GRU becomes chaotic.

import type { GoldenSpec } from '../golden.ts';
import { cellNames, cells, equationClauses, sizes, spec } from './spec.ts';

const flags = { returnSequences: true, returnState: true } as const;

const ones = ['batch', 'timeSteps', 'inputDim', 'units', 'everything'] as const;

export const sizeSpecs: readonly GoldenSpec[] = cellNames.flatMap((name) =>
  ones.map((which) => {
    const one = (axis: string): boolean => which === axis || which === 'everything';
    const { batch, timeSteps, inputDim } = sizes;
    return spec({
      id: `sizes/${name}/${which === 'everything' ? which : `one-${which}`}`,
      group: 'sizes',
      clauses: ['S6', ...equationClauses[name]],
      says: `${name} with ${which === 'everything' ? 'every size' : which} 1, as Keras`,
      config: { ...cells[name], ...flags, units: one('units') ? 1 : 4 },
      batch: one('batch') ? 1 : batch,
      timeSteps: one('timeSteps') ? 1 : timeSteps,
      inputDim: one('inputDim') ? 1 : inputDim,
      calls: [{ initialState: true }],
    });
  }),
);

/** A GRU with weights ×6 becomes chaotic at some 32 units: after 35 steps float32 has lost every digit. */
export const scaleSpecs: readonly GoldenSpec[] = cellNames.flatMap((name) =>
  [3, 6].map((scale) =>
    spec({
      id: `scales/${name}/weights-times-${scale}`,
      group: 'scales',
      clauses: equationClauses[name],
      says: `${name} with weights ×${scale} over 64 steps, as Keras`,
      config: { ...cells[name], ...flags, units: name.startsWith('gru') && scale === 6 ? 32 : 12 },
      timeSteps: 64,
      scale,
    }),
  ),
);

export const largeSpecs: readonly GoldenSpec[] = cellNames.flatMap((name) => [
  spec({
    id: `large/${name}/512-steps`,
    group: 'large',
    clauses: equationClauses[name],
    says: `${name} over 512 steps, as Keras`,
    config: { ...cells[name], ...flags },
    timeSteps: 512,
  }),
  spec({
    id: `large/${name}/256-units`,
    group: 'large',
    clauses: equationClauses[name],
    says: `${name} with 256 units, as Keras`,
    config: { ...cells[name], ...flags, units: 256 },
    timeSteps: 6,
  }),
]);
