// A Keras model as a graph: what it is made of, and in which order its layers are called.

import type { HostTensor } from '@gatefold/contract';

/** One layer of a model, as its Keras wrote it. */
export interface GraphLayer {
  /** Its name, after the names of the models that it lies in: `encoder/lstm_1`. Never twice in a graph. */
  readonly path: string;
  /** Keras's class: `LSTM`, `Dense`, `Functional`; of an operation, `ops.NotEqual`. */
  readonly className: string;
  /** The whole serialised config, with Keras's own keys. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What get_weights() returns, in its order; empty for a layer without weights and for a model. */
  readonly weights: readonly HostTensor[];
  /** What a model that is a layer is made of, or one that a TimeDistributed holds. */
  readonly graph?: ModelGraph;
}

/** One tensor of a graph: output `output` of call number `call` of a layer. */
export interface GraphTensor {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

/** What a call is given: a tensor, a constant, or a nest of them, as Keras calls layers with. */
export type GraphArgument =
  | { readonly tensor: GraphTensor }
  | { readonly constant: unknown }
  | readonly GraphArgument[]
  | { readonly entries: Readonly<Record<string, GraphArgument>> };

/** A layer that is called once; a shared one has several calls. */
export interface GraphCall {
  readonly layer: string;
  /** Which of the layer's calls this is. */
  readonly call: number;
  readonly args: readonly GraphArgument[];
  /** Such as `mask` and `initial_state`. */
  readonly kwargs: Readonly<Record<string, GraphArgument>>;
}

/** A Keras model: Sequential, or Functional. */
export interface ModelGraph {
  readonly name: string;
  /** How it was written: `Sequential`, or `Functional`, which older Keras calls Model. */
  readonly className: string;
  /** The Keras that wrote it: the same words mean other things in other versions. */
  readonly kerasVersion: string;
  readonly layers: ReadonlyMap<string, GraphLayer>;
  /** In an order in which each call reads only what the calls before it gave. */
  readonly calls: readonly GraphCall[];
  /** The tensors that the model is given, in its order; their names are those of their layers. */
  readonly inputs: readonly GraphTensor[];
  readonly outputs: readonly GraphTensor[];
}
