// Claims that are not kept, and errors that do not say what they must: clauses E16, E22.

import { type LayerConfig, UnsupportedError } from '@gatefold/contract';
import type { LooseBackend } from '../untyped.ts';
import { backendMutant, type Mutant } from './mutant.ts';

const claimMutant = (
  id: string,
  says: string,
  change: (plain: LooseBackend) => Partial<LooseBackend>,
): Mutant => backendMutant({ id: `claim/${id}`, clause: 'E16', says, change });

const claimMutants: readonly Mutant[] = [
  claimMutant('hides-masking', 'masks computed, although supports denies them', ({ supports }) => ({
    supports: { ...supports, masking: false },
  })),
  claimMutant('hides-streams', 'streams opened, although supports denies them', ({ supports }) => ({
    supports: { ...supports, streaming: false },
  })),
  claimMutant('hides-activation', 'mish computed, although supports denies it', ({ supports }) => ({
    supports: { ...supports, activations: supports.activations.filter((name) => name !== 'mish') },
  })),
  claimMutant(
    'hides-recurrent-activation',
    'elu computed in the gates, although supports denies it',
    ({ supports }) => ({
      supports: {
        ...supports,
        recurrentActivations: supports.recurrentActivations.filter((name) => name !== 'elu'),
      },
    }),
  ),
  claimMutant(
    'hides-reset-before',
    'a GRU without a bias that resets before, computed although supports denies it',
    (plain) => ({
      supports: { ...plain.supports, resetAfter: [true] },
      layer: (config, weights) => {
        const isRefused = config.kind === 'gru' && !config.resetAfter && config.useBias;
        if (!isRefused) return plain.layer(config, weights);
        throw new UnsupportedError({
          where: 'layer: resetAfter',
          expected: 'resetAfter must be true, what this backend claims',
        });
      },
    }),
  ),
  claimMutant('boasts-activation', 'a claim of gelu that is refused', (plain) => ({
    layer: (config, weights) => {
      if (JSON.stringify(config)?.includes('"gelu"')) throw new TypeError('gelu is not there');
      return plain.layer(config, weights);
    },
  })),
  claimMutant('boasts-sync', 'a claim of dataSync that throws', (plain) => ({
    layer: (config, weights) => {
      const layer = plain.layer(config, weights);
      const run = layer.run.bind(layer);
      layer.run = (x, options) => {
        const result = run(x, options);
        const { output } = result as { output: { dataSync?: unknown } };
        if ('dataSync' in output) {
          output.dataSync = () => {
            throw new TypeError('await data()');
          };
        }
        return result;
      };
      return layer;
    },
  })),
  claimMutant(
    'ignores-backwards',
    'goBackwards computed forwards, where supports denies it',
    ({ supports, ...plain }) => ({
      supports: { ...supports, goBackwards: false },
      layer: (config, weights) =>
        plain.layer(
          config?.kind === 'bidirectional' ? config : { ...config, goBackwards: false },
          weights,
        ),
    }),
  ),
];

/** Errors of another shape, from layer() and from run(). */
const errorMutant = (id: string, says: string, change: (error: Error) => unknown): Mutant =>
  backendMutant({
    id: `refusal/${id}`,
    clause: 'E22',
    says,
    change: (plain) => {
      const guarded =
        <A extends unknown[], R>(call: (...args: A) => R) =>
        (...args: A): R => {
          try {
            return call(...args);
          } catch (error) {
            throw change(error as Error);
          }
        };
      return {
        layer: guarded((config: LayerConfig, weights: unknown) => {
          const layer = plain.layer(config, weights);
          layer.run = guarded(layer.run.bind(layer));
          return layer;
        }),
      };
    },
  });

const errorMutants: readonly Mutant[] = [
  errorMutant(
    'plain-errors',
    'plain errors without a code',
    (error) => new Error(error.message, { cause: error }),
  ),
  errorMutant('one-code', 'RNN_CONFIG for every error', (error) =>
    Object.assign(error, { code: 'RNN_CONFIG' }),
  ),
  errorMutant('terse-errors', 'errors that do not say what was required', (error) =>
    Object.assign(error, { message: 'invalid argument' }),
  ),
];

export const claimAndErrorMutants: readonly Mutant[] = [...claimMutants, ...errorMutants];
