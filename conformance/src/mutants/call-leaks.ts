// What is not given back, after some calls only: clause L5.

import type { LayerConfig, TensorLike } from '@gatefold/contract';
import { flagsOf } from '@gatefold/contract/author';
import type { LooseOptions } from '../untyped.ts';
import { backendMutant, type Mutant } from './mutant.ts';

type When = (config: LayerConfig, options: LooseOptions | undefined, x: TensorLike) => boolean;

/** A tensor more is counted for each such call. */
const leaking = (id: string, says: string, when: When): Mutant =>
  backendMutant({
    id: `leaks/call/${id}`,
    clause: 'L5',
    says: `a tensor that is never freed ${says}`,
    change: (plain) => {
      let leaked = 0;
      return {
        layer: (config, weights) => {
          const layer = plain.layer(config, weights);
          const run = layer.run.bind(layer);
          layer.run = (x, options) => {
            const result = run(x, options);
            if (when(layer.config, options, x)) leaked++;
            return result;
          };
          return layer;
        },
        memory: () => {
          const { tensors, ...rest } = plain.memory();
          return { tensors: tensors + (plain.disposed ? 0 : leaked), ...rest };
        },
      };
    },
  });

const cellsIn = (config: LayerConfig): number =>
  config.kind === 'stacked' ? config.cells.length : 1;

export const callLeakMutants: readonly Mutant[] = [
  leaking('masked', 'after a call with a mask', (_, options) => options?.mask !== undefined),
  leaking(
    'backwards',
    'after a call that goes backwards',
    (config) => config.kind !== 'bidirectional' && config.goBackwards,
  ),
  leaking(
    'bidirectional',
    'after a call in both directions',
    (config) => config.kind === 'bidirectional',
  ),
  leaking('stacked', 'after a call of more than two cells', (config) => cellsIn(config) > 2),
  leaking(
    'stateful-masked',
    'after a call of a stateful layer with a mask',
    (config, options) => flagsOf(config).stateful && options?.mask !== undefined,
  ),
  leaking(
    'device-x',
    'after a call whose x lies on the device',
    (_config, _options, x) => typeof x?.data === 'function',
  ),
];
