// Tensors to and from tfjs, on the GPU. What it takes and gives are textures of dense rows, four numbers a texel.

import {
  DisposedError,
  DtypeError,
  ForeignTensorError,
  sizeOf,
  UnsupportedError,
} from '@gatefold/contract';
import type { Guest } from '@gatefold/contract/author';
import type { Tensor as TfTensor } from '@tensorflow/tfjs-core';
import type { TfjsRuntime } from './context.ts';
import type { Device } from './device.ts';
import { repackSource } from './glsl/transfer.ts';
import { type Matrices, Matrix, texels } from './matrix.ts';
import type { Texture } from './textures.ts';

/** A matrix that stands for a tensor of tfjs: read by `copy`, and by nobody else. */
export class GuestMatrix extends Matrix {
  readonly tensor: TfTensor;

  constructor(tensor: TfTensor) {
    super(sizeOf(tensor.shape));
    this.tensor = tensor;
  }
}

export class TfjsExchange {
  readonly #runtime: TfjsRuntime;
  readonly #device: Device;
  readonly #matrices: Matrices;

  constructor(runtime: TfjsRuntime, device: Device, matrices: Matrices) {
    this.#runtime = runtime;
    this.#device = device;
    this.#matrices = matrices;
  }

  /**
   * A tensor of tfjs as a matrix to copy from; null for anything else.
   *
   * @throws {DtypeError | ForeignTensorError | DisposedError} when it cannot be read where it is
   */
  guest(where: string, value: unknown): Guest<GuestMatrix> | null {
    const { core, backend } = this.#runtime;
    if (!(value instanceof core.Tensor)) return null;
    if (value.isDisposed) throw new DisposedError({ where, expected: disposedPhrase });
    if (value.dtype !== 'float32') {
      throw new DtypeError({
        where,
        expected: 'a tensor of tfjs must be float32',
        actual: value.dtype,
        remedy: "convert it with tf.cast(x, 'float32')",
      });
    }
    if (!backend.texData.has(value.dataId)) {
      throw new ForeignTensorError({
        where,
        expected: 'a tensor of tfjs must lie on its webgl backend',
        actual: 'one of another backend of tfjs',
        remedy: "await tf.setBackend('webgl') before it is made, or pass { shape, data }",
      });
    }
    return { shape: value.shape, buffer: new GuestMatrix(value) };
  }

  /** Copies a tensor of tfjs into a matrix, without a readback. */
  copyIn({ tensor }: GuestMatrix, to: Matrix): void {
    const { core, backend } = this.#runtime;
    const width = tensor.shape.at(-1) ?? 1;
    if (to.size === 0 || tensor.size === 0) return;
    // A tensor that was made of an array lies on the host until it is needed on the GPU.
    backend.uploadToGPU(tensor.dataId);
    core.tidy(() => {
      const { texture, texShape } = tensor.dataToGPU();
      if (texture === undefined || texShape === undefined) throw noTexture();
      const rows = tensor.size / width;
      const target = this.#matrices.textures.acquire('tf.Tensor', rows * texels(width));
      const from = { handle: texture, width: texShape[1] };
      this.#repack(from, target, {
        count: rows,
        width,
        fromWidth: width,
        toWidth: texels(width) * 4,
      });
      this.#matrices.fill(to, width, target);
      this.#matrices.textures.release(target);
    });
  }

  /** Copies a matrix into a new tensor of tfjs, without a readback. */
  copyOut(matrix: Matrix, shape: readonly number[]): TfTensor {
    const { core, backend } = this.#runtime;
    const width = shape.at(-1) ?? 1;
    if (matrix.size === 0 || sizeOf(shape) === 0) return core.zeros([...shape]);
    const source = this.#device.use('toTensor', () =>
      this.#matrices.textureOf('toTensor', matrix, width),
    );
    let dense = source;
    if (width % 4 !== 0) {
      dense = this.#matrices.textures.acquire('toTensor', Math.ceil(matrix.size / 4));
      const sizes = { count: matrix.size / width, width, toWidth: width };
      this.#repack(source, dense, { ...sizes, fromWidth: texels(width) * 4 });
    }
    // tfjs copies it into a texture of its own pool.
    const { handle, height, width: textureWidth } = dense;
    const tensorShape = [...shape];
    const id = backend.writeTexture(handle, tensorShape, 'float32', height, textureWidth, 'RGBA');
    if (dense !== source) this.#matrices.textures.release(dense);
    return core.engine().makeTensorFromDataId(id, tensorShape, 'float32', backend);
  }

  #repack(
    from: { readonly handle: WebGLTexture; readonly width: number },
    to: Texture,
    sizes: Readonly<Record<'count' | 'width' | 'fromWidth' | 'toWidth', number>>,
  ): void {
    const { gl } = this.#device;
    this.#device.use('tf.Tensor', () => {
      const program = this.#device.program(repackSource);
      this.#device.bind('x', gl.TEXTURE_2D, from.handle);
      this.#matrices.textures.target([to.handle]);
      gl.useProgram(program.handle);
      program.setInts({ ...sizes, fromTextureWidth: from.width, matrixShift: to.shift });
      this.#device.draw(program, to);
    });
  }
}

const disposedPhrase = 'a tensor of tfjs was used after dispose()';

function noTexture(): UnsupportedError {
  return new UnsupportedError({
    where: 'tf.Tensor',
    expected: 'tfjs gave no texture for a tensor on its webgl backend',
    remedy: 'pass { shape, data }',
  });
}
