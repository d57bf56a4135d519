// A layer with other flags than it has.

import type { LayerConfig } from '@gatefold/contract';

/** A config with other flags, on both layers of a Bidirectional. */
export function withFlags(config: LayerConfig, flags: object): LayerConfig {
  if (config.kind !== 'bidirectional') return { ...config, ...flags };
  const { layer, backwardLayer } = config;
  return {
    ...config,
    layer: { ...layer, ...flags },
    backwardLayer: { ...backwardLayer, ...flags },
  };
}
