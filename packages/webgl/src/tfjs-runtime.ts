// TensorFlow.js as it is handed in: known by what it can do, so that any copy of it will serve, from npm or a script.

import { ConfigError, UnsupportedError } from '@gatefold/contract';

/** What is used of a tensor of tfjs. */
export interface TfTensor {
  readonly shape: number[];
  readonly dtype: string;
  readonly size: number;
  readonly dataId: object;
  readonly isDisposed: boolean;
  data(): Promise<ArrayLike<number>>;
  dataSync(): ArrayLike<number>;
  dataToGPU(): { readonly texture?: WebGLTexture; readonly texShape?: [number, number] };
}

/** What is used of tfjs: `import * as tf from '@tensorflow/tfjs'`, or tfjs-core with tfjs-backend-webgl imported. */
export interface Tfjs {
  findBackend(name: string): unknown;
  engine(): unknown;
  tidy(work: () => void): void;
  zeros(shape: number[]): TfTensor;
}

/** The tensors of a copy of tfjs. */
export type TensorOf<T extends Tfjs> = ReturnType<T['zeros']>;

/** What is used of tfjs's webgl backend. */
interface TfjsBackend {
  readonly texData: { has(dataId: object): boolean };
  getGPGPUContext(): { readonly gl: WebGL2RenderingContext };
  makeTensorInfo(shape: number[], dtype: string): { readonly dataId: object };
  getTexture(dataId: object): WebGLTexture;
  getDataInfo(dataId: object): { readonly texShape: [number, number] };
  uploadToGPU(dataId: object): void;
  readToGPU(dataId: object): unknown;
}

interface Engine {
  makeTensorFromDataId(
    dataId: object,
    shape: readonly number[],
    dtype: string,
    backend: TfjsBackend,
  ): TfTensor;
  readonly state: { readonly tensorInfo: { has(dataId: object): boolean } };
}

/** A copy of tfjs whose context is shared. */
export interface TfjsRuntime {
  readonly tf: Tfjs;
  readonly backend: TfjsBackend;
  readonly engine: Engine;
  readonly gl: WebGL2RenderingContext;
}

const backendMethods = [
  'getGPGPUContext',
  'makeTensorInfo',
  'getTexture',
  'getDataInfo',
  'uploadToGPU',
  'readToGPU',
] as const satisfies readonly (keyof TfjsBackend)[];

/**
 * Finds what is needed in a copy of tfjs.
 *
 * @throws {ConfigError} for what is no tfjs
 * @throws {UnsupportedError} when it has no webgl backend, an older one, or one that draws with WebGL 1
 */
export function tfjsRuntime(tf: Tfjs): TfjsRuntime {
  const missing = ['findBackend', 'engine', 'tidy', 'zeros'].filter((name) => !can(tf, name));
  if (missing.length > 0) {
    throw new ConfigError({
      where: 'webgl: tf',
      expected: 'must be TensorFlow.js',
      actual: `something without ${missing.join(', ')}`,
      remedy: "import * as tf from '@tensorflow/tfjs', or pass the global tf of a script",
    });
  }
  const backend = tf.findBackend('webgl') as TfjsBackend | null;
  if (backend === null) {
    throw new UnsupportedError({
      where: 'webgl: tf',
      expected: 'must have a webgl backend that could start',
      actual: 'none',
      remedy: "import '@tensorflow/tfjs-backend-webgl', and await tf.setBackend('webgl')",
    });
  }
  const engine = tf.engine() as Engine;
  const older = [
    ...backendMethods.filter((name) => !can(backend, name)),
    ...(can(engine, 'makeTensorFromDataId') ? [] : ['makeTensorFromDataId']),
  ];
  if (older.length > 0) {
    throw new UnsupportedError({
      where: 'webgl: tf',
      expected: 'must be TensorFlow.js 3.13 or newer',
      actual: `a version without ${older.join(', ')}`,
      remedy: 'update it, or leave tf out and pass { shape, data }',
    });
  }
  const { gl } = backend.getGPGPUContext();
  if (!can(gl, 'texStorage3D')) {
    throw new UnsupportedError({
      where: 'webgl: tf',
      expected: 'must draw with WebGL2',
      actual: 'WebGL 1',
      remedy: 'leave its flag WEBGL_VERSION alone, or use the cpu backend',
    });
  }
  return { tf, backend, engine, gl };
}

/** Whether a value is a tensor of some copy of tfjs. */
export function isTfTensor(value: unknown): value is TfTensor {
  if (typeof value !== 'object' || value === null) return false;
  const { dataId, dtype } = value as Partial<TfTensor>;
  const hasData = typeof dataId === 'object' && typeof dtype === 'string' && 'isDisposed' in value;
  return hasData && can(value, 'dataSync');
}

function can(value: unknown, method: string): boolean {
  return typeof (value as Record<string, unknown> | null | undefined)?.[method] === 'function';
}
