// Configs and weights that are mended, or taken as they come, where they must be refused: clauses E4 to E10, E17 to E19.

import { activationNames } from '@gatefold/contract';
import { untyped } from '../untyped.ts';
import { type Given, type Loose, mapKeys, pick, zeroTensor } from './loose.ts';
import { backendMutant, type Mutant } from './mutant.ts';

const makeMutant = (
  id: string,
  clause: string,
  says: string,
  mend: (config: Loose, weights: Loose) => readonly [unknown, unknown],
): Mutant =>
  backendMutant({
    id: `refusal/${id}`,
    clause,
    says,
    change: (plain) => ({
      layer: (config, weights) => {
        if (typeof config !== 'object' || config === null) return plain.layer(config, weights);
        const [mended, others] = mend({ ...config }, (weights ?? {}) as Loose);
        return untyped(plain).layer(mended, weights === undefined ? weights : others);
      },
    }),
  });

const configKeys = [
  'kind',
  'units',
  'activation',
  'recurrentActivation',
  'resetAfter',
  'useBias',
  'returnSequences',
  'returnState',
  'goBackwards',
  'alignOutput',
  'stateful',
  'zeroOutputForMask',
  'layer',
  'backwardLayer',
  'mergeMode',
  'cells',
];

const flags = ['useBias', 'returnSequences', 'returnState', 'goBackwards', 'stateful'];
/** The matrix with rows and columns exchanged. */
function transposed({ shape, data }: { shape: readonly number[]; data: Float32Array }): Given {
  const [rows, columns] = shape as [number, number];
  const turned = data.map((_, k) => data[(k % rows) * columns + Math.floor(k / rows)] as number);
  return { shape: [columns, rows], data: turned };
}

export const refusedLayerMutants: readonly Mutant[] = [
  makeMutant(
    'backward-layer-keys',
    'E7',
    'options of a backwardLayer that do not exist left out in silence',
    (config, weights) => [
      mapKeys(config, ['backwardLayer'], (layer) =>
        typeof layer === 'object' && layer !== null && 'kind' in layer && 'units' in layer
          ? pick(layer, configKeys)
          : layer,
      ),
      weights,
    ],
  ),
  makeMutant(
    'kernels-transposed',
    'E4',
    'transposed kernels turned back in silence',
    (config, weights) => [
      config,
      mapKeys(weights, ['kernel', 'recurrentKernel'], (value) => {
        const matrix = value as { shape: readonly number[]; data: Float32Array };
        const { shape } = matrix ?? {};
        return config['kind'] === 'lstm' && shape?.[0] === 4 * Number(config['units'])
          ? transposed(matrix)
          : value;
      }),
    ],
  ),
  makeMutant(
    'bias-cropped',
    'E5',
    'a bias of one row filled up to two, as users of tfjs#2442 cropped it',
    (config, weights) => {
      const { bias } = weights as { bias?: { shape: readonly number[]; data: Float32Array } };
      const isAfter = config['kind'] === 'gru' && config['resetAfter'] === true;
      if (!isAfter || bias?.shape?.length !== 1) return [config, weights];
      const data = new Float32Array(6 * Number(config['units']));
      data.set(bias.data.subarray(0, data.length));
      return [config, { ...weights, bias: { shape: [2, data.length / 2], data } }];
    },
  ),
  makeMutant('bias-missing', 'E6', 'zeros for a bias that is missing', (config, weights) => {
    const isPlain = config['kind'] === 'lstm' && config['useBias'] !== false;
    if (!isPlain || weights['bias'] !== undefined || Array.isArray(weights))
      return [config, weights];
    return [config, { ...weights, bias: zeroTensor([4 * Number(config['units'])]) }];
  }),
  makeMutant('weights-surplus', 'E6', 'weights of unknown names ignored', (config, weights) => [
    config,
    'kernel' in weights && !Array.isArray(weights)
      ? pick(weights, [
          'kernel',
          'recurrentKernel',
          ...(config['useBias'] === false ? [] : ['bias']),
        ])
      : weights,
  ]),
  makeMutant('keys-ignored', 'E7', 'unknown config keys ignored', (config, weights) => [
    pick(config, config['kind'] === 'gru' ? [...configKeys, 'resetAfter'] : configKeys),
    weights,
  ]),
  makeMutant(
    'units-rounded',
    'E8',
    'units taken from the weights where they make no sense',
    (config, weights) => {
      const { recurrentKernel } = weights as { recurrentKernel?: { shape: readonly number[] } };
      const units = recurrentKernel?.shape?.[0];
      return [
        config['kind'] === 'lstm' && units !== undefined ? { ...config, units } : config,
        weights,
      ];
    },
  ),
  makeMutant(
    'activation-replaced',
    'E9',
    'tanh for an activation that does not exist',
    (config, weights) => [
      mapKeys(config, ['activation'], (name) =>
        activationNames.some((known) => known === name) ? name : 'tanh',
      ),
      weights,
    ],
  ),
  makeMutant(
    'flags-truthy',
    'E10',
    'Keras, which takes anything truthy for a flag',
    (config, weights) => [
      mapKeys(config, flags, (value) => (value === undefined ? value : Boolean(value))),
      weights,
    ],
  ),
  makeMutant(
    'directions-mended',
    'E17',
    'a backwardLayer that is given the flags of the layer',
    (config, weights) => {
      if (config['kind'] !== 'bidirectional') return [config, weights];
      const layer = config['layer'] as Loose;
      const mended = mapKeys(config, ['backwardLayer'], (value) => ({
        ...(value as Loose),
        goBackwards: true,
        returnSequences: layer['returnSequences'],
        returnState: layer['returnState'],
        stateful: layer['stateful'],
      }));
      return [
        mapKeys(mended, ['layer'], (value) => ({ ...(value as Loose), goBackwards: false })),
        weights,
      ];
    },
  ),
  makeMutant(
    'merge-mode-replaced',
    'E18',
    'concat for a mergeMode that does not exist',
    (config, weights) => [
      mapKeys(config, ['mergeMode'], (mode) =>
        ['concat', 'sum', 'mul', 'ave', null].some((known) => known === mode) ? mode : 'concat',
      ),
      weights,
    ],
  ),
  makeMutant(
    'cell-flags-ignored',
    'E19',
    "a layer's flags ignored on the cells of a stack",
    (config, weights) => [
      mapKeys(config, ['cells'], (cells) =>
        Array.isArray(cells)
          ? cells.map((cell: Loose) => {
              const { returnSequences: _, ...rest } = cell;
              return rest;
            })
          : cells,
      ),
      weights,
    ],
  ),
];
