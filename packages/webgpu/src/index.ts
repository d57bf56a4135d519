// The WebGPU backend: Keras's recurrent layers on the GPU, of pages, workers and Node.

import {
  activationNames,
  type Backend,
  type Layer,
  type LayerConfig,
  type Result,
  type RunOptions,
  type StateOf,
  type Stream,
  type StreamOptions,
  type PushOptions,
  type Tensor,
  type TensorLike,
  type WeightsOf,
} from '@gatefold/contract';
import { checkOptions, defineBackend, type Kernels } from '@gatefold/contract/author';
import { type ChooseKernel, statedChoice } from './choices.ts';
import { describeAdapter, Device } from './device.ts';
import { type BufferTensor, ForeignNumbers, foreignNumbers } from './foreign.ts';
import { measuredChoice } from './measure.ts';
import { Numbers } from './numbers.ts';
import { openDevice } from './open-device.ts';
import { Pipelines, type Program } from './pipelines.ts';
import { Pool } from './pool.ts';
import { PreparedCell } from './prepared-cell.ts';
import { Reader } from './reader.ts';
import { Runner } from './runner.ts';
import { Uniforms } from './uniforms.ts';
import { WorkQueue } from './work-queue.ts';
import { checkWeightType } from './weight-type.ts';
import type { KernelKind, WeightType } from './wgsl/kernels.ts';

// One install is enough for an app: the contract's builders come with the backend.
export * from '@gatefold/contract';
export type { ChooseKernel, Rows, SizeClass } from './choices.ts';
export type { BufferTensor } from './foreign.ts';
export type { KernelKind, WeightType } from './wgsl/kernels.ts';

/** What {@link webgpu} takes. */
export interface WebGPUOptions {
  /** The app's own device, which is shared and left alive; by default one of Gatefold's own. */
  readonly device?: GPUDevice;
  /**
   * What computes: `persistent`, a whole sequence in one dispatch; `step`, one dispatch a step; `batch`, the same for tiles of
   * rows; `quads` and `tiles`, the same two for software; or a function that says it for each size class. By default a short
   * measurement decides.
   */
  readonly kernel?: KernelKind | ChooseKernel;
  /** What weights are stored in: `f16` halves their memory and what large layers fetch; outputs are then off by about 0.001. Default `f32`. */
  readonly weights?: WeightType;
}

/** Options whose `initialState` may hold GPU buffers. */
export type WithBuffers<C extends LayerConfig, O> = Omit<O, 'initialState'> & {
  readonly initialState?: StateOf<C, TensorLike | BufferTensor>;
};

/** A stream that takes GPU buffers as frames. */
export interface WebGPUStream<C extends LayerConfig = LayerConfig> extends Stream<C> {
  push(frame: TensorLike | BufferTensor, options?: PushOptions): Tensor;
}

/** A layer that takes GPU buffers wherever one of the backend's tensors may stand. */
export interface WebGPULayer<C extends LayerConfig = LayerConfig> extends Layer<C> {
  run(
    x: TensorLike | BufferTensor,
    options?: RunOptions<C> | WithBuffers<C, RunOptions<C>>,
  ): Result<C>;
  stream(options?: StreamOptions<C> | WithBuffers<C, StreamOptions<C>>): WebGPUStream<C>;
}

export interface WebGPUBackend extends Backend {
  readonly device: GPUDevice;
  layer<const C extends LayerConfig>(config: C, weights: WeightsOf<C>): WebGPULayer<C>;
  /**
   * The buffer that a tensor's numbers lie in, float32 in row-major order, when all work that fills it has been submitted: to
   * be read by what the app submits next, and neither written nor destroyed. It is the tensor's until that is disposed of.
   *
   * @throws {ForeignTensorError | DisposedError} when it is no tensor of this backend
   * @throws {DeviceError} while a kernel that it needs is still being compiled: await `idle()` first
   */
  bufferOf(tensor: Tensor): GPUBuffer;
}

/**
 * Makes the WebGPU backend: every cell, every option, every activation, float32.
 *
 * Runs return at once and are submitted together, at the end of the task or when something needs their numbers; only
 * `data()` waits for the GPU. In Node it takes the npm package `webgpu`.
 *
 * @throws {UnsupportedError} without WebGPU, without an adapter, and on a device below a limit that it names
 * @throws {DeviceLostError} when the device is lost already
 * @throws {ConfigError} when an option is no GPUDevice, no kernel, no type of weights, or not known
 * @example fragment
 *   import { lstm, webgpu } from '@gatefold/webgpu';
 *   using backend = await webgpu();
 *   using layer = backend.layer(lstm({ units: 64 }), weights);
 *   await layer.run(x).output.data();
 */
export async function webgpu(options: WebGPUOptions = {}): Promise<WebGPUBackend> {
  const given = checkOptions('webgpu', options, ['device', 'kernel', 'weights']);
  const type = checkWeightType('webgpu: weights', given.weights);
  const stated = given.kernel === undefined ? null : statedChoice(given.kernel);
  const device = new Device(await openDevice(given.device));
  const pipelines = Pipelines.of(device);
  const pool = new Pool(device);
  const queue = new WorkQueue(device, pool, () => new Uniforms(device, pipelines));
  const reader = new Reader(device, queue);
  const bench = { device, pool, queue, pipelines, reader };
  const choice = stated ?? (await measuredChoice(bench));
  const runner = new Runner(bench);
  const merger: Program = await runner.mergeProgram();

  const kernels: Kernels<Numbers, PreparedCell> = {
    name: 'webgpu',
    environment: {
      adapter: describeAdapter(device.gpu.adapterInfo),
      get kernels() {
        return choice.toString();
      },
    },
    supports: {
      cells: ['simpleRNN', 'lstm', 'gru'],
      activations: activationNames,
      resetAfter: [true, false],
      masking: true,
      goBackwards: true,
      dataSync: false,
      precision: 'f32',
      weightPrecision: type,
    },
    allocate(size) {
      device.checkAlive('webgpu');
      device.checkBytes('webgpu', size * Float32Array.BYTES_PER_ELEMENT);
      return new Numbers(size);
    },
    free: (numbers) =>
      queue.afterwards(numbers, () => {
        if (numbers.buffer !== null) pool.release(numbers.buffer, numbers.size);
      }),
    write(numbers, data) {
      queue.settle(numbers);
      numbers.write(data);
    },
    copy(from, to) {
      if (from instanceof ForeignNumbers) runner.copyNow(from, to);
      else runner.copy(from, to);
    },
    read: (numbers, target) => reader.read(numbers, target),
    merge: (call) => runner.merge(call, merger),
    prepare(checked) {
      device.checkAlive('webgpu.layer');
      return new PreparedCell(bench, checked, choice.kindsOf(checked.cell), type).compile();
    },
    release: (cell) => cell.release(),
    bytes: ({ bytes }) => bytes,
    run: (call) => runner.run(call),
    submit: () => queue.submit(),
    guest: (where, value) => foreignNumbers(where, value),
    dispose() {
      reader.dispose();
      queue.dispose();
      pool.dispose();
    },
  };

  return defineBackend(kernels, (own) => ({
    device: device.gpu,
    bufferOf: (tensor: Tensor): GPUBuffer => runner.expose(own.bufferOf('webgpu.bufferOf', tensor)),
  }));
}

export default webgpu;
