// The type of the config that fromKerasConfig reads: as narrow as the literals in what it is given.

import type {
  BidirectionalConfig,
  CellConfig,
  DirectionalConfig,
  GRUCell,
  GRUConfig,
  LayerConfig,
  LSTMCell,
  LSTMConfig,
  MergeMode,
  SimpleRNNCell,
  SimpleRNNConfig,
  StackedConfig,
} from '../config.ts';

/** `any` and a `class_name` that is any string give a LayerConfig; the guards in kinds.ts narrow that. */
export type ConfigOfKeras<K> = 0 extends 1 & K
  ? LayerConfig
  : K extends { readonly class_name: infer Name; readonly config: infer Options }
    ? ConfigOfClass<Name, Options>
    : LayerConfig;

type ConfigOfClass<Name, Options> = Name extends 'SimpleRNN'
  ? SimpleRNNConfig<Sequences<Options>, States<Options>>
  : Name extends 'LSTM'
    ? LSTMConfig<Sequences<Options>, States<Options>>
    : Name extends 'GRU'
      ? GRUConfig<Sequences<Options>, States<Options>>
      : Name extends 'RNN'
        ? ConfigOfCells<Setting<Options, 'cell'>, Sequences<Options>, States<Options>>
        : Name extends 'Bidirectional'
          ? Bidirectional<Options>
          : LayerConfig;

/** Literals of Keras's options: `unknown` where the keys are not known, `undefined` where there is no such key. */
type Setting<Options, Key extends string> = string extends keyof Options
  ? unknown
  : Options extends { readonly [P in Key]?: infer Value }
    ? Key extends keyof Options
      ? Value
      : undefined
    : undefined;

type Flag<Value> = Value extends boolean ? Value : [Value] extends [undefined] ? false : boolean;
type Sequences<Options> = Flag<Setting<Options, 'return_sequences'>>;
type States<Options> = Flag<Setting<Options, 'return_state'>>;

type ConfigOfCells<Cell, S extends boolean, R extends boolean> = Cell extends readonly unknown[]
  ? StackedConfig<S, R, CellsOf<Cell>>
  : Cell extends { readonly class_name: infer Name; readonly config: infer Options }
    ? Name extends 'StackedRNNCells'
      ? StackedConfig<S, R, CellsOf<Setting<Options, 'cells'>>>
      : Name extends 'SimpleRNNCell'
        ? SimpleRNNConfig<S, R>
        : Name extends 'LSTMCell'
          ? LSTMConfig<S, R>
          : Name extends 'GRUCell'
            ? GRUConfig<S, R>
            : DirectionalConfig<S, R>
    : DirectionalConfig<S, R>;

type CellsOf<Cells> = Cells extends readonly unknown[]
  ? { readonly [I in keyof Cells]: CellOf<Cells[I]> }
  : readonly CellConfig[];

type CellOf<K> = K extends { readonly class_name: infer Name }
  ? Name extends 'SimpleRNNCell'
    ? SimpleRNNCell
    : Name extends 'LSTMCell'
      ? LSTMCell
      : Name extends 'GRUCell'
        ? GRUCell
        : CellConfig
  : CellConfig;

type Bidirectional<Options> =
  Direction<Setting<Options, 'layer'>> extends infer Layer extends DirectionalConfig
    ? BidirectionalConfig<
        Layer,
        Merge<Setting<Options, 'merge_mode'>>,
        [Setting<Options, 'backward_layer'>] extends [null | undefined]
          ? Layer
          : Direction<Setting<Options, 'backward_layer'>>
      >
    : never;

type Direction<K> = Extract<ConfigOfKeras<K>, DirectionalConfig>;

type Merge<Value> = [Value] extends [undefined]
  ? 'concat'
  : [Value] extends [MergeMode]
    ? Value
    : MergeMode;
