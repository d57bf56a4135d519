// Tensors to and from tfjs, on the GPU.

import {
  DisposedError,
  DtypeError,
  ForeignTensorError,
  sizeOf,
  UnsupportedError,
} from '@gatefold/contract';
import type { Guest } from '@gatefold/contract/author';
import type { Device } from './device.ts';
import { padSource, unpadSource } from './glsl/transfer.ts';
import { type Matrices, Matrix, texels } from './matrix.ts';
import { isTfTensor, type TfjsRuntime, type TfTensor } from './tfjs-runtime.ts';

/** A matrix that stands for a tensor of tfjs: read by `copy`, and by nobody else. */
export class GuestMatrix extends Matrix {
  readonly tensor: TfTensor;

  constructor(tensor: TfTensor) {
    super(sizeOf(tensor.shape));
    this.tensor = tensor;
  }
}

export class TfjsExchange {
  readonly #runtime: TfjsRuntime | null;
  readonly #device: Device;
  readonly #matrices: Matrices;
  /** Draws into textures of tfjs; made when it is first needed. */
  #framebuffer: WebGLFramebuffer | null = null;

  constructor(runtime: TfjsRuntime | null, device: Device, matrices: Matrices) {
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
    if (!isTfTensor(value)) return null;
    checkTfTensor(where, value);
    const fault = this.#faultOf(value);
    if (fault === undefined) return { shape: value.shape, buffer: new GuestMatrix(value) };
    throw new ForeignTensorError({
      where,
      expected:
        'a tensor of tfjs must lie on the webgl backend of the tfjs that webgl({ tf }) was given',
      ...fault,
    });
  }

  #faultOf({ dataId }: TfTensor): { actual: string; remedy: string } | undefined {
    const read = 'pass { shape, data: await tensor.data() }';
    if (this.#runtime === null) {
      return {
        actual: 'a backend made without tf',
        remedy: `make it with webgl({ tf }), or ${read}`,
      };
    }
    const { backend, engine } = this.#runtime;
    if (backend.texData.has(dataId)) return undefined;
    if (engine.state.tensorInfo.has(dataId)) {
      const remedy = `await tf.setBackend('webgl') before it is made, or ${read}`;
      return { actual: 'one of another backend of tfjs', remedy };
    }
    return { actual: 'one of another copy of tfjs', remedy: `hand in that copy, or ${read}` };
  }

  /**
   * A tensor of tfjs that somebody wants copied.
   *
   * @throws {UnsupportedError | DtypeError | ForeignTensorError | DisposedError}
   */
  expectGuest(where: string, value: unknown): Guest<GuestMatrix> {
    this.#runtimeFor('fromTensor');
    const guest = this.guest(where, value);
    if (guest !== null) return guest;
    throw new ForeignTensorError({
      where,
      expected: 'must be a tensor of tfjs',
      actual: 'something else',
      remedy: 'pass tensors of this backend, or { shape, data }, to run() itself',
    });
  }

  /** Copies a tensor of tfjs into a matrix, without a readback. */
  copyIn({ tensor }: GuestMatrix, to: Matrix): void {
    if (to.size === 0 || tensor.size === 0) return;
    const { tf, backend } = this.#runtimeFor('fromTensor');
    const { textures } = this.#matrices;
    const width = tensor.shape.at(-1) ?? 1;
    const count = tensor.size / width;
    const target = textures.acquire('tf.Tensor', count * texels(width));
    tf.tidy(() => {
      const { texture, texShape } = this.#device.useAsGuest('tf.Tensor', () => {
        // A tensor that was made of an array lies on the host until it is needed on the GPU.
        backend.uploadToGPU(tensor.dataId);
        return tensor.dataToGPU();
      });
      if (texture === undefined || texShape === undefined) throw noTexture();
      this.#device.use('tf.Tensor', () => {
        const { gl } = this.#device;
        const program = this.#device.program(padSource);
        this.#device.bind('x', gl.TEXTURE_2D, texture);
        textures.target([target.handle]);
        gl.useProgram(program.handle);
        program.setInts({ count, width, fromTextureWidth: texShape[1], matrixShift: target.shift });
        this.#device.draw(program, target);
      });
    });
    this.#matrices.fill(to, width, target);
    textures.release(target);
  }

  /** Copies a matrix into a new tensor of tfjs, without a readback. */
  copyOut(matrix: Matrix, shape: readonly number[]): TfTensor {
    const { tf, backend, engine } = this.#runtimeFor('toTensor');
    if (matrix.size === 0 || sizeOf(shape) === 0) return tf.zeros([...shape]);
    const { gl } = this.#device;
    const width = shape.at(-1) ?? 1;
    const source = this.#device.use('toTensor', () =>
      this.#matrices.textureOf('toTensor', matrix, width),
    );
    const { dataId, texture, size } = this.#device.useAsGuest('toTensor', () => {
      const made = backend.makeTensorInfo([...shape], 'float32');
      const handle = backend.getTexture(made.dataId);
      const [rows, columns] = backend.getDataInfo(made.dataId).texShape;
      return { dataId: made.dataId, texture: handle, size: { width: columns, height: rows } };
    });
    this.#device.use('toTensor', () => {
      const program = this.#device.program(unpadSource);
      this.#device.bind('x', gl.TEXTURE_2D, source.handle);
      this.#framebuffer ??= gl.createFramebuffer();
      gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer);
      const attach = (handle: WebGLTexture | null): void =>
        gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, handle, 0);
      attach(texture);
      gl.useProgram(program.handle);
      program.setInts({
        width,
        xShift: source.shift,
        toTextureWidth: size.width,
        count: matrix.size,
      });
      this.#device.draw(program, size);
      attach(null);
    });
    return engine.makeTensorFromDataId(dataId, [...shape], 'float32', backend);
  }

  dispose(): void {
    const { gl } = this.#device;
    const framebuffer = this.#framebuffer;
    if (framebuffer === null) return;
    this.#device.discard(() => gl.deleteFramebuffer(framebuffer));
  }

  /** @throws {UnsupportedError} where the context is not that of tfjs */
  #runtimeFor(method: string): TfjsRuntime {
    if (this.#runtime !== null) return this.#runtime;
    throw new UnsupportedError({
      where: `webgl.${method}`,
      expected: 'needs the tfjs whose context is shared',
      actual: 'a backend made without tf',
      remedy: 'make it with webgl({ tf }), or pass { shape, data }',
    });
  }
}

function checkTfTensor(where: string, { isDisposed, dtype }: TfTensor): void {
  if (isDisposed) {
    throw new DisposedError({ where, expected: 'a tensor of tfjs was used after dispose()' });
  }
  if (dtype === 'float32') return;
  throw new DtypeError({
    where,
    expected: 'a tensor of tfjs must be float32',
    actual: dtype,
    remedy: "convert it with tf.cast(x, 'float32')",
  });
}

function noTexture(): UnsupportedError {
  return new UnsupportedError({
    where: 'tf.Tensor',
    expected: 'tfjs gave no texture for a tensor on its webgl backend',
    remedy: 'pass { shape, data }',
  });
}
