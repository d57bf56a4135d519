// What every importer returns: layers with their weights, what else the file holds, and what was done to it on the way.

import type { HostTensor, LayerConfig, WeightsOf } from '@gatefold/contract';
import type { ModelGraph } from './graph.ts';

/** A recurrent layer as `backend.layer(config, weights)` takes it. */
export interface ImportedLayer<C extends LayerConfig = LayerConfig> {
  readonly config: C;
  /** In Keras's layout and gate order, whatever the file has. */
  readonly weights: WeightsOf<C>;
}

/** Something that a reader of the file should know: nothing is lost, and nothing changed, in silence. */
export interface Note {
  /**
   * `dropped`: it is in the file and not in the result, such as the state of an optimizer.
   * `converted`: its numbers were moved or added up, such as the two biases of an LSTM from PyTorch.
   * `assumed`: the file does not say it, so the usual was taken.
   */
  readonly kind: 'dropped' | 'converted' | 'assumed';
  /** Of the layer or tensor in the file. */
  readonly path: string;
  /** A whole sentence. */
  readonly says: string;
}

/** What a file holds. */
export interface Imported {
  /** The program that wrote the file and its version, as far as the file tells: `Keras 3.13.2`, `PyTorch 1.11.0`. */
  readonly writer?: string;
  /** How the layers are connected; of a Keras model, in any of its formats. */
  readonly graph?: ModelGraph;
  /** The recurrent layers by their paths in the file, in its order. */
  readonly layers: ReadonlyMap<string, ImportedLayer>;
  /** All other arrays by their paths in the file, as float32. */
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly notes: readonly Note[];
}

/** A file's bytes: what fetch and readFile give. */
export type FileBytes = Uint8Array | ArrayBuffer;

/** What every importer takes beside the bytes. */
export interface ImportOptions {
  /**
   * The most bytes that may be allocated while the file is read; default 2 GiB. What a file declares is counted
   * before it is allocated, so that a small file cannot ask for much.
   */
  readonly memoryLimit?: number;
  /** Reads a file beside this one by the name that it gives it: the shards of a TensorFlow.js model, ONNX's external data. */
  readonly file?: (path: string) => FileBytes | Promise<FileBytes>;
}
