// The WebGL backend: Keras's recurrent layers on the GPU, one draw for each time step.

import {
  activationNames,
  type Backend,
  type LayerConfig,
  type Layer,
  type Result,
  type RunOptions,
  type Stream,
  type StateOf,
  type StreamOptions,
  type Tensor,
  type TensorLike,
  UnsupportedError,
  type WeightsOf,
} from '@gatefold/contract';
import { defineBackend, type Kernels } from '@gatefold/contract/author';
import type { Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { DeviceCell } from './cell.ts';
import { openContext, rendererOf, type WebGLOptions } from './context.ts';
import { Device } from './device.ts';
import { Matrices, Matrix } from './matrix.ts';
import { Merger } from './merge.ts';
import { Reader } from './read.ts';
import { Runner } from './sequence.ts';
import { Textures } from './textures.ts';
import { GuestMatrix, TfjsExchange } from './tfjs.ts';

// One install is enough for an app: the contract's builders come with the backend.
export * from '@gatefold/contract';
export type { WebGLOptions } from './context.ts';

/** Options whose `initialState` may hold tensors of tfjs. */
export type WithTensors<C extends LayerConfig, O> = Omit<O, 'initialState'> & {
  readonly initialState?: StateOf<C, TensorLike | TfTensor>;
};

/** A stream that takes tensors of tfjs as frames. */
export interface WebGLStream<C extends LayerConfig = LayerConfig> extends Stream<C> {
  push(frame: TensorLike | TfTensor): Tensor;
}

/** A layer that takes tensors of tfjs wherever one of the backend's own may stand. */
export interface WebGLLayer<C extends LayerConfig = LayerConfig> extends Layer<C> {
  run(x: TensorLike | TfTensor, options?: RunOptions<C> | WithTensors<C, RunOptions<C>>): Result<C>;
  stream(options?: StreamOptions<C> | WithTensors<C, StreamOptions<C>>): WebGLStream<C>;
}

export interface WebGLBackend extends Backend {
  /** What draws: the GPU and its driver, or SwiftShader. */
  readonly renderer: string;
  readonly gl: WebGL2RenderingContext;
  layer<const C extends LayerConfig>(config: C, weights: WeightsOf<C>): WebGLLayer<C>;
  /**
   * Copies a tensor of tfjs to one of this backend, without a readback.
   *
   * @throws {UnsupportedError} on a backend that has a canvas of its own
   * @throws {DtypeError | ForeignTensorError} when it is not float32, or not on tfjs's webgl backend
   */
  fromTensor(tensor: TfTensor): Tensor;
  /**
   * Copies a tensor of this backend to one of tfjs, without a readback; tfjs's `tidy` tracks it.
   *
   * @throws {UnsupportedError} on a backend that has a canvas of its own
   */
  toTensor(tensor: Tensor): TfTensor;
}

/**
 * Makes the WebGL backend: every cell, every option, every activation, float32.
 *
 * It shares the GL context of tfjs's webgl backend, so that tensors pass between the two on the GPU; with a canvas it
 * has one of its own and loads nothing of tfjs. Runs return at once: `data()` waits for the GPU without blocking the
 * page, `dataSync()` blocks.
 *
 * @throws {UnsupportedError} without WebGL2, or without EXT_color_buffer_float, as on phones that have half floats only
 * @throws {DeviceLostError} when the context is lost already
 * @example fragment
 *   import { lstm, webgl } from '@gatefold/webgl';
 *   using backend = await webgl();
 *   using layer = backend.layer(lstm({ units: 64 }), weights);
 *   await layer.run(x).output.data();
 */
export async function webgl(options: WebGLOptions = {}): Promise<WebGLBackend> {
  const { gl, tfjs } = await openContext(options);
  const device = new Device(gl);
  const textures = new Textures(device);
  const matrices = new Matrices(device, textures);
  const runner = new Runner(device, matrices);
  const reader = new Reader(device, matrices);
  const merger = new Merger(device, matrices);
  const exchange = tfjs === null ? null : new TfjsExchange(tfjs, device, matrices);
  const renderer = rendererOf(gl);

  const kernels: Kernels<Matrix, DeviceCell> = {
    name: 'webgl',
    environment: { renderer },
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
      if (from instanceof GuestMatrix) exchange?.copyIn(from, to);
      else matrices.copy(from, to);
    },
    read: (matrix, target) => reader.read(matrix, target),
    readSync: (matrix, target) => reader.readSync(matrix, target),
    merge: (call) => merger.merge(call),
    prepare: (checked) => new DeviceCell(device, checked),
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
      textures.dispose();
      device.dispose();
    },
    ...(exchange === null ? {} : { guest: (where, value) => exchange.guest(where, value) }),
  };

  return defineBackend(kernels, (own) => ({
    renderer,
    gl,
    fromTensor(tensor: TfTensor): Tensor {
      const open = exchange ?? refuse('fromTensor');
      const guest = open.guest('webgl.fromTensor', tensor);
      if (guest === null) throw new TypeError('webgl.fromTensor: must be a tensor of tfjs');
      const { shape, buffer } = guest;
      return own.tensorOf('webgl.fromTensor', shape, (matrix) => open.copyIn(buffer, matrix));
    },
    toTensor(tensor: Tensor): TfTensor {
      const open = exchange ?? refuse('toTensor');
      return open.copyOut(own.bufferOf('webgl.toTensor', tensor), tensor.shape);
    },
  }));
}

function refuse(method: string): never {
  throw new UnsupportedError({
    where: `webgl.${method}`,
    expected: 'a backend on a canvas of its own shares no textures with tfjs',
    remedy: 'make it without a canvas, or pass { shape, data }',
  });
}

export default webgl;
