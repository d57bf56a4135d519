// Rescaling. keras/src/layers/preprocessing/rescaling.py

import { eachNumberLayer } from './each-number.ts';
import type { LayerClass } from './layer-class.ts';

/** y = scale x + offset; in Keras 2 the mask ends here. */
export const rescaling: LayerClass = (config) => {
  const scale = config.number('scale', 1);
  const offset = config.number('offset', 0);
  const { mask, ...layer } = eachNumberLayer((x) => scale * x + offset);
  return config.isKeras3 && mask !== undefined ? { ...layer, mask } : layer;
};
