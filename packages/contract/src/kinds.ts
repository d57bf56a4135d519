// Guards that narrow a config of any kind, as one that was read from a file is.

import type { LayerConfig } from './config.ts';

export type KindGuard<K extends LayerConfig['kind']> = <C extends LayerConfig>(
  config: C,
) => config is Extract<C, { readonly kind: K }>;

/** Tells whether a config is a SimpleRNN's. */
export const isSimpleRNN: KindGuard<'simpleRNN'> = guardOf('simpleRNN');

/**
 * Tells whether a config is an LSTM's.
 *
 * @example
 *   import { fromKerasConfig, isLSTM, type KerasObject } from '@gatefold/contract';
 *   const json: KerasObject = JSON.parse('{ "class_name": "LSTM", "config": { "units": 4 } }');
 *   const { config } = fromKerasConfig(json, { kerasVersion: '3.15.1' });
 *   isLSTM(config) && config.recurrentActivation; // => 'sigmoid'
 */
export const isLSTM: KindGuard<'lstm'> = guardOf('lstm');

/** Tells whether a config is a GRU's. */
export const isGRU: KindGuard<'gru'> = guardOf('gru');

/** Tells whether a config is one of stacked cells. */
export const isStacked: KindGuard<'stacked'> = guardOf('stacked');

/** Tells whether a config is a Bidirectional's; what is none runs in one direction and has one output. */
export const isBidirectional: KindGuard<'bidirectional'> = guardOf('bidirectional');

function guardOf<K extends LayerConfig['kind']>(kind: K): KindGuard<K> {
  return (config): config is Extract<typeof config, { readonly kind: K }> => {
    try {
      return config.kind === kind;
    } catch {
      // Neither null nor a proxy that throws is a config of any kind.
      return false;
    }
  };
}
