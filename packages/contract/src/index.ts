// What an app says: configs, tensors, weights, results, errors and Keras's own configs. Backends export it again.
// Every export is listed by hand; api/index.api.md keeps the list.

export { type ActivationName, activationNames, activations } from './activations.ts';
export type {
  Backend,
  Layer,
  Mask,
  MemoryInfo,
  Precision,
  PushOptions,
  RunOptions,
  Stream,
  StreamOptions,
  Supports,
  WeightPrecision,
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
export type {
  BidirectionalConfig,
  CellConfig,
  CellKind,
  DirectionalConfig,
  GRUCell,
  GRUConfig,
  LayerConfig,
  LayerFlags,
  LSTMCell,
  LSTMConfig,
  MergeMode,
  SimpleRNNCell,
  SimpleRNNConfig,
  StackedConfig,
} from './config.ts';
export {
  type Complaint,
  ConfigError,
  DeviceError,
  DeviceLostError,
  DisposedError,
  DtypeError,
  EngineError,
  type ErrorCode,
  FileError,
  ForeignTensorError,
  isRnnError,
  RnnError,
  ShapeError,
  UnsupportedError,
} from './errors.ts';
export { type GateMove, type GateOrder, gateOrders, permuteGates } from './gate-order.ts';
export {
  fromKerasConfig,
  type FromKerasOptions,
  toKerasConfig,
  type ToKerasOptions,
} from './keras-config.ts';
export { kerasWeights, weightsInOrder } from './keras-weights.ts';
export type { ConfigOfKeras } from './keras-config/config-of.ts';
export type { KerasObject } from './keras-config/keys.ts';
export type { FromKeras, TrainingOnly } from './keras-config/read.ts';
export { isBidirectional, isGRU, isLSTM, isSimpleRNN, isStacked, type KindGuard } from './kinds.ts';
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
  tensorsOf,
} from './result.ts';
export { type NestedNumbers, type NumberArray, tensor } from './nested-numbers.ts';
export { nameState } from './state.ts';
export { type HostTensor, type Shape, sizeOf, type Tensor, type TensorLike } from './tensor.ts';
export { type CellWeights, type WeightsOf, weightShapes } from './weights.ts';
