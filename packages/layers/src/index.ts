// Public door: Keras's programs and Keras's files. Every export is listed by hand; api/index.api.md keeps the list.

export { constant, ones, zeros } from './initializers/constant.ts';
export { glorotUniform } from './initializers/glorot-uniform.ts';
export type { Initializer } from './initializers/initializer.ts';
export { orthogonal } from './initializers/orthogonal.ts';
export type { Seeded } from './initializers/random.ts';
export type { ConfigReader } from './layers/config-reader.ts';
export type {
  HostLayer,
  LayerCall,
  LayerClass,
  LayerStream,
  OpenShape,
  StepMask,
  WeightSpec,
} from './layers/layer-class.ts';
export { registerLayer } from './layers/register-layer.ts';
export { loadModel, type LoadOptions } from './load-model.ts';
export type { InputData, ModelData, ShapedNumbers } from './graph/read-inputs.ts';
export { Model, type Prediction } from './model.ts';
