// Stateful layers over several calls.

import { bidirectional, gru, type LayerConfig, lstm, stacked } from '@gatefold/contract';
import type { CallSpec, GoldenSpec } from '../golden.ts';
import { cellNames, cells, spec } from './spec.ts';

const flags = { returnSequences: true, returnState: true, stateful: true } as const;

/** Goes on, goes on, begins again, begins from values; then a call with a state of its own, and one after it. */
const calls: readonly CallSpec[] = [{}, {}, { reset: 'zeros' }, { reset: 'values' }];
const replaced: readonly CallSpec[] = [{}, { initialState: true }, {}];

const forms: readonly (readonly [string, LayerConfig])[] = [
  ...cellNames.map((name) => [name, { ...cells[name], ...flags }] as const),
  ['stack', stacked({ cells: [lstm({ units: 4 }), gru({ units: 6 })], ...flags })],
  ['bidirectional', bidirectional({ layer: lstm({ units: 4, ...flags }) })],
];

export const statefulSpecs: readonly GoldenSpec[] = forms.flatMap(([name, config]) => {
  const common = { group: 'stateful', config } as const;
  const own = name === 'stack' ? ['K8'] : name === 'bidirectional' ? ['B12', 'B13'] : [];
  return [
    spec({
      ...common,
      id: `stateful/${name}/resets`,
      clauses: [...own, 'P1', 'P3', 'P4', 'P6'],
      says: `stateful ${name} over four calls, reset to zeros and to values between, as Keras`,
      calls,
    }),
    spec({
      ...common,
      id: `stateful/${name}/initial-state`,
      clauses: [...own, 'P5', 'P1'],
      says: `stateful ${name} whose second call is given a state, as Keras 3`,
      calls: replaced,
    }),
    spec({
      ...common,
      id: `stateful/${name}/mask`,
      clauses: [...own, 'P7', 'M2'],
      says: `stateful ${name} over two masked calls, as Keras`,
      calls: [{ mask: 'interior' }, { mask: 'right' }],
    }),
    ...(config.kind === 'bidirectional'
      ? []
      : [
          spec({
            ...common,
            id: `stateful/${name}/backwards`,
            clauses: [...own, 'P7', 'R3'],
            says: `stateful ${name} going backwards twice, as Keras`,
            config: { ...config, goBackwards: true },
            calls: [{}, {}],
          }),
        ]),
  ];
});
