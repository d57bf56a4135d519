// Cells in other settings: no bias, both hard sigmoids, zeros under a mask; and every activation in both roles.

import {
  type ActivationName,
  activationNames,
  activations,
  lstm,
  simpleRNN,
} from '@gatefold/contract';
import type { Level } from '../../case.ts';
import type { GoldenSpec } from '../golden.ts';
import { booleans, cellNames, cells, equationClauses, product, spec } from './spec.ts';

const flags = { returnSequences: true, returnState: true } as const;

const withoutBias = cellNames.map((name) =>
  spec({
    id: `variants/${name}/no-bias`,
    group: 'variants',
    clauses: ['V8', ...equationClauses[name]],
    says: `${name} without a bias, as Keras`,
    config: { ...cells[name], ...flags, useBias: false },
    calls: [{ initialState: true }],
  }),
);

/** The clause of an activation. */
const clauseOf = (name: ActivationName): string => `A${activationNames.indexOf(name) + 1}`;

/** Core where every core backend has it; and the lines of Keras that have it. */
function activationLevels(name: ActivationName): [Level, ...Level[]] {
  const { keras2, keras3 } = activations[name];
  const levels: Level[] = [];
  if (['tanh', 'sigmoid', 'hardSigmoidKeras2'].includes(name)) levels.push('core');
  if (keras2 !== null) levels.push('keras2');
  if (keras3 !== null) levels.push('keras3');
  return levels as [Level, ...Level[]];
}

const hardSigmoids = (['hardSigmoid', 'hardSigmoidKeras2'] as const).flatMap((gate) =>
  (['lstm', 'gru-reset-after', 'gru-reset-before'] as const).map((name) =>
    spec({
      id: `variants/${name}/${gate}`,
      group: 'variants',
      clauses: [clauseOf(gate), ...equationClauses[name]],
      says: `${name} with the hard sigmoid of Keras ${gate === 'hardSigmoid' ? 3 : 2}, as that Keras`,
      levels: activationLevels(gate),
      config: { ...cells[name], ...flags, recurrentActivation: gate },
      calls: [{ initialState: true }],
    }),
  ),
);

const zeroOutputs = cellNames.flatMap((name) =>
  product(booleans, booleans, ['right', 'left', 'interior', 'row'] as const, [true]).map(
    ([returnSequences, goBackwards, mask, returnState]) =>
      spec({
        id: `variants/${name}/zero-output/${returnSequences ? 'sequences' : 'last'}/${goBackwards ? 'backwards' : 'forwards'}/${mask}`,
        group: 'variants',
        clauses: goBackwards ? ['M11', 'M10', 'M12'] : ['M10', 'M11'],
        says: `${name}${goBackwards ? ' going backwards' : ''} with zeroOutputForMask, ${mask} masked, as Keras`,
        config: {
          ...cells[name],
          returnSequences,
          returnState,
          goBackwards,
          zeroOutputForMask: true,
        },
        calls: [{ mask, initialState: true }],
      }),
  ),
);

export const variantSpecs: readonly GoldenSpec[] = [
  ...withoutBias,
  ...hardSigmoids,
  ...zeroOutputs,
];

export const activationSpecs: readonly GoldenSpec[] = activationNames.flatMap((name) => {
  const common = {
    group: 'activations',
    clauses: [clauseOf(name)],
    levels: activationLevels(name),
    calls: [{ initialState: true }],
    // An LSTM takes e^x of e^x, and does so again at every step: with larger weights it overflows.
    ...(name === 'exponential' ? { scale: 0.25 } : {}),
  } as const;
  return [
    spec({
      ...common,
      id: `activations/${name}/simple-rnn`,
      says: `${name} as the activation of a SimpleRNN, as Keras`,
      config: simpleRNN({ units: 4, activation: name, ...flags }),
    }),
    spec({
      ...common,
      id: `activations/${name}/activation`,
      says: `${name} as the activation of an LSTM, as Keras`,
      config: lstm({ units: 4, activation: name, ...hardGates(name), ...flags }),
    }),
    spec({
      ...common,
      id: `activations/${name}/recurrent-activation`,
      says: `${name} as the recurrentActivation of a GRU, as Keras`,
      config: { ...cells['gru-reset-before'], recurrentActivation: name, ...flags },
    }),
  ];
});

/** Beside an activation that only Keras 2 has, nothing may be Keras 3's. */
function hardGates(name: ActivationName): { recurrentActivation?: ActivationName } {
  return name === 'hardSigmoidKeras2' ? { recurrentActivation: name } : {};
}
