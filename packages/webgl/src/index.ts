// The WebGL backend: Keras's recurrent layers on the GPU, one draw for each time step, or two.

import {
  activationNames,
  type Backend,
  type HostTensor,
  type LayerConfig,
  type Mask,
  type Layer,
  type Result,
  type RunOptions,
  type Stream,
  type StateOf,
  type StreamOptions,
  type Tensor,
  type TensorLike,
  type WeightsOf,
} from '@gatefold/contract';
import { defineBackend, type Kernels } from '@gatefold/contract/author';
import { DeviceCell } from './cell.ts';
import {
  type CanvasOptions,
  openContext,
  rendererOf,
  type TfjsOptions,
  type WebGLOptions,
} from './context.ts';
import { openDevice } from './device.ts';
import { Matrices, Matrix } from './matrix.ts';
import { type Bench, measuredChoices } from './measure.ts';
import { Merger } from './merge.ts';
import { Reader } from './read.ts';
import { Runner } from './sequence.ts';
import { Textures } from './textures.ts';
import { GuestMatrix, TfjsExchange } from './tfjs.ts';
import type { TensorOf, Tfjs, TfTensor } from './tfjs-runtime.ts';

// One install is enough for an app: the contract's builders come with the backend.
export * from '@gatefold/contract';
export type { CanvasOptions, LayoutOptions, TfjsOptions, WebGLOptions } from './context.ts';
export type { LayoutName } from './glsl/layouts/variant.ts';
export type { ChooseLayout, SizeClass } from './layouts.ts';
export type { TensorOf, Tfjs, TfTensor } from './tfjs-runtime.ts';

/** Options whose `initialState` and `mask` may hold tensors of tfjs; a mask is read at once, which waits for the GPU. */
export type WithTensors<C extends LayerConfig, O> = Omit<O, 'initialState' | 'mask'> & {
  readonly initialState?: StateOf<C, TensorLike | TfTensor>;
  readonly mask?: Mask | TfTensor;
};

/** A stream that takes tensors of tfjs as frames. */
export interface WebGLStream<C extends LayerConfig = LayerConfig> extends Stream<C> {
  push(frame: TensorLike | TfTensor, options?: { readonly mask?: Mask | TfTensor }): Tensor;
}

/** A layer that takes tensors of tfjs wherever one of the backend's own may stand. */
export interface WebGLLayer<C extends LayerConfig = LayerConfig> extends Layer<C> {
  run(x: TensorLike | TfTensor, options?: RunOptions<C> | WithTensors<C, RunOptions<C>>): Result<C>;
  stream(options?: StreamOptions<C> | WithTensors<C, StreamOptions<C>>): WebGLStream<C>;
}

/** Weights, any of whose tensors may be one of tfjs. */
export type WithTfWeights<W> = W extends HostTensor
  ? W | TfTensor
  : W extends object
    ? { readonly [K in keyof W]: WithTfWeights<W[K]> }
    : W;

/** @typeParam T  what `toTensor` gives: the tensors of the tfjs whose context is shared */
export interface WebGLBackend<T extends TfTensor = TfTensor> extends Backend {
  /** What draws: the GPU and its driver, or SwiftShader. */
  readonly renderer: string;
  readonly gl: WebGL2RenderingContext;
  /** Tensors of tfjs among the weights are read once, here, which waits for the GPU. */
  layer<const C extends LayerConfig>(
    config: C,
    weights: WeightsOf<C> | WithTfWeights<WeightsOf<C>>,
  ): WebGLLayer<C>;
  /**
   * Copies a tensor of tfjs to one of this backend, without a readback.
   *
   * @throws {ForeignTensorError | DtypeError | DisposedError} when it is no float32 tensor of the tfjs that was handed in, on its webgl backend
   */
  fromTensor(tensor: TfTensor): Tensor;
  /**
   * Copies a tensor of this backend to one of tfjs, without a readback; tfjs's `tidy` tracks it.
   *
   * @throws {UnsupportedError} on a backend made without tf
   * @throws {ForeignTensorError | DisposedError} when it is no tensor of this backend
   */
  toTensor(tensor: Tensor): T;
}

/**
 * Makes the WebGL backend: every cell, every option, every activation, float32.
 *
 * It draws on a context of Gatefold's own; with a canvas on that of the canvas, beside whoever else draws there; with
 * `tf` on that of TensorFlow.js's webgl backend, so that tensors pass between the two on the GPU. State of the context
 * is put back after each call. How a step is spread over the GPU is measured when the first layer of a size is made, and
 * told in `environment.layouts`; `layout` says it instead. Runs return at once: `data()` waits for the GPU without blocking the page, `dataSync()`
 * blocks.
 *
 * @throws {UnsupportedError} without WebGL2, or without EXT_color_buffer_float, as on phones that have half floats only
 * @throws {DeviceLostError} when the context is lost already
 * @throws {ConfigError} when an option is no canvas, no TensorFlow.js, no layout, or not known
 * @example fragment
 *   import { lstm, webgl } from '@gatefold/webgl';
 *   using backend = await webgl();
 *   using layer = backend.layer(lstm({ units: 64 }), weights);
 *   await layer.run(x).output.data();
 */
export async function webgl<T extends Tfjs>(
  options: TfjsOptions<T>,
): Promise<WebGLBackend<TensorOf<T>>>;
export async function webgl(options?: CanvasOptions): Promise<WebGLBackend>;
export async function webgl(options: WebGLOptions = {}): Promise<WebGLBackend> {
  const { gl, tfjs, stated } = openContext(options);
  const device = openDevice(gl);
  const textures = new Textures(device);
  const matrices = new Matrices(device, textures);
  const runner = new Runner(device, matrices);
  const reader = new Reader(device, matrices);
  const merger = new Merger(device, matrices);
  const exchange = new TfjsExchange(tfjs, device, matrices);
  const renderer = rendererOf(gl);
  const bench: Bench = {
    device,
    runner,
    wait: (matrix) => reader.readSync(matrix, new Float32Array(matrix.size)),
    free: (matrix) => matrices.free(matrix),
  };
  const choices = stated ?? measuredChoices(bench, renderer);

  const kernels: Kernels<Matrix, DeviceCell> = {
    name: 'webgl',
    environment: {
      renderer,
      get layouts() {
        return choices.toString();
      },
    },
    supports: {
      cells: ['simpleRNN', 'lstm', 'gru'],
      activations: activationNames,
      resetAfter: [true, false],
      masking: true,
      goBackwards: true,
      dataSync: true,
      precision: 'f32',
    },
    allocate: (size) => new Matrix(size),
    free: (matrix) => matrices.free(matrix),
    write: (matrix, data) => matrices.write(matrix, data),
    copy(from, to) {
      if (from instanceof GuestMatrix) exchange.copyIn(from, to);
      else matrices.copy(from, to);
    },
    read: (matrix, target) => reader.read(matrix, target),
    readSync: (matrix, target) => reader.readSync(matrix, target),
    merge: (call) => merger.merge(call),
    prepare: (checked) =>
      new DeviceCell(device, checked, (rows) => choices.layoutOf(checked.cell, rows)),
    release: (cell) => cell.release(),
    run: (call) => device.use('webgl: run', () => runner.run([call])),
    runBoth(forward, backward) {
      device.use('webgl: run', () => {
        if (forward.prepared.fits(backward.prepared)) runner.run([forward, backward]);
        else for (const call of [forward, backward]) runner.run([call]);
      });
    },
    dispose() {
      reader.dispose();
      runner.dispose();
      exchange.dispose();
      textures.dispose();
      device.close();
    },
    guest: (where, value) => exchange.guest(where, value),
  };

  return defineBackend(kernels, (own) => ({
    renderer,
    gl,
    fromTensor(tensor: TfTensor): Tensor {
      const where = 'webgl.fromTensor';
      const { shape, buffer } = exchange.expectGuest(where, tensor);
      return own.tensorOf(where, shape, (matrix) => exchange.copyIn(buffer, matrix));
    },
    toTensor: (tensor: Tensor): TfTensor =>
      exchange.copyOut(own.bufferOf('webgl.toTensor', tensor), tensor.shape),
  }));
}

export default webgl;
