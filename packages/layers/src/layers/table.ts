// Every layer that computes on the host, by Keras's class. The recurrent ones are in recurrent.ts, wrappers and models in
// make-layer.ts and graph/plan.ts.

import { dense } from './dense.ts';
import { inert } from './inert.ts';
import type { LayerClass } from './layer-class.ts';

export const layerClasses: Readonly<Record<string, LayerClass>> = {
  ActivityRegularization: inert,
  AlphaDropout: inert,
  Dense: dense,
  Dropout: inert,
  GaussianDropout: inert,
  GaussianNoise: inert,
  Identity: inert,
  SpatialDropout1D: inert,
  SpatialDropout2D: inert,
};
