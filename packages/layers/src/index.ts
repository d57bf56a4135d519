// Public door: Keras's programs and Keras's files. Every export is listed by hand; api/index.api.md keeps the list.

export type { ModelSource } from './graph/plan.ts';
export type { LayerTime, Profile } from './graph/profile.ts';
export type { InputData, ModelData, ShapedNumbers } from './graph/read-inputs.ts';
export type { ModelStream, ModelStreamOptions } from './graph/stream.ts';
export type { SummaryOptions } from './graph/summary.ts';
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
export { loadModel, type LoadOptions } from './load-model.ts';
export { Model, type Prediction, type SymbolicOf } from './model.ts';
export { input, type InputOptions } from './program/input.ts';
export type * from './program/layer-options.ts';
export { type Layers, layers } from './program/layers.ts';
export type { EasyLayerMaker, LayerMaker } from './program/maker.ts';
export { model, type ModelOptions, type PredictionOf } from './program/model.ts';
export type { CallOptions, ProgramLayer } from './program/program-layer.ts';
export { registerLayer } from './program/register-layer.ts';
export { sequential, type SequentialOptions } from './program/sequential.ts';
export type { SymbolicTensor } from './program/symbolic-tensor.ts';
