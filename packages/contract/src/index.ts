// The only public door: every export listed by hand.

export { type ActivationName, activationNames, activations } from './activations.ts';
export type {
  Backend,
  Layer,
  Mask,
  MemoryInfo,
  Precision,
  RunOptions,
  Stream,
  StreamOptions,
  Supports,
} from './backend.ts';
export {
  bidirectional,
  type CellOptions,
  gru,
  type GRUOptions,
  lstm,
  type LSTMOptions,
  simpleRNN,
  type SimpleRNNOptions,
  stacked,
  type StackedOptions,
} from './builders.ts';
export {
  type BidirectionalConfig,
  type CellConfig,
  type CellKind,
  cellsOf,
  type DirectionalConfig,
  flagsOf,
  type GRUCell,
  type GRUConfig,
  type LayerConfig,
  type LayerFlags,
  type LSTMCell,
  type LSTMConfig,
  type MergeMode,
  type SimpleRNNCell,
  type SimpleRNNConfig,
  type StackedConfig,
  unitsOf,
} from './config.ts';
export { type Clause, clauseGroups, clauses } from './clauses.ts';
export { type OutOfScope, outOfScope } from './clauses/out-of-scope.ts';
export { type MissingSupport, missingSupport } from './check-supports.ts';
export { backendFromEngine, type EngineBackend } from './backend-from-engine.ts';
export { defineBackend } from './define-backend.ts';
export type {
  Awaitable,
  Engine,
  EngineCall,
  EngineLayer,
  EngineResult,
  EngineState,
  EngineSupports,
} from './engine.ts';
export {
  type Complaint,
  ConfigError,
  DeviceLostError,
  DisposedError,
  DtypeError,
  EngineError,
  type ErrorCode,
  ForeignTensorError,
  isRnnError,
  RnnError,
  ShapeError,
  UnsupportedError,
} from './errors.ts';
export { bufferOf, tensorOf } from './exchange.ts';
export { gateCounts, type GateOrder, gateOrders, permuteGates } from './gate-order.ts';
export {
  fromKerasConfig,
  type FromKerasOptions,
  toKerasConfig,
  type ToKerasOptions,
} from './keras-config.ts';
export type { KerasObject } from './keras-config/keys.ts';
export type { FromKeras, TrainingOnly } from './keras-config/read.ts';
export {
  hostMemory,
  type Kernels,
  type KernelSupports,
  type Memory,
  type MergeCall,
  type SequenceCall,
  type StateBuffers,
} from './kernels.ts';
export {
  type CellState,
  type InitialState,
  kerasOutputs,
  type KerasOutputs,
  type OutputOf,
  type OutputShape,
  type Result,
  type StateOf,
  type StateShape,
} from './result.ts';
export { nameState, type StateLeaf, stateLeaves } from './state.ts';
export {
  type HostTensor,
  type NestedNumbers,
  type Shape,
  sizeOf,
  type Tensor,
  tensor,
  type TensorLike,
} from './tensor.ts';
export { type CellWeights, type CheckedCell, type WeightsOf, weightShapes } from './weights.ts';
