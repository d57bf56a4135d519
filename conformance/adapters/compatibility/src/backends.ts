// The backends of the matrix, and how each is reached: gatefold-conformance run <arguments>.

import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const adapters = join(root, 'conformance', 'adapters');
const python = join(root, 'conformance', 'golden', '.venv', 'bin', 'python');

export interface MatrixBackend {
  /** Of its row's file: `tfjs-webgl`. */
  readonly id: string;
  readonly title: string;
  /** The arguments of `run`. */
  readonly reach: readonly string[];
  /** Examples for each law: as many as its speed allows. */
  readonly runs: number;
  /** Whether arguments, refusals and memory are the contract package's own, because it is an engine behind a door. */
  readonly isEngine: boolean;
  /** Whether it is run only where the Python environment is. */
  readonly needsPython: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

function known(adapter: string, name: string): string[] {
  return ['--known', join(adapters, adapter, 'known', `${name}.json`)];
}

function javascript(
  adapter: string,
  name: string,
  title: string,
  runs: number,
  flags: readonly string[] = [],
): MatrixBackend {
  const module = join(adapters, adapter, 'src', `${name}.ts`);
  return {
    id: `${adapter}-${name}`,
    title,
    reach: [module, ...flags, ...known(adapter, name)],
    runs,
    isEngine: true,
    needsPython: false,
  };
}

/** One thread, so that sums have one order; no GPU. */
const reproducible = {
  OMP_NUM_THREADS: '1',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  TF_ENABLE_ONEDNN_OPTS: '0',
  CUDA_VISIBLE_DEVICES: '',
  TF_CPP_MIN_LOG_LEVEL: '3',
  PYTHONDONTWRITEBYTECODE: '1',
};

function inPython(
  id: string,
  title: string,
  program: string,
  runs: number,
  environment: Readonly<Record<string, string>> = {},
): MatrixBackend {
  const command = `'${python}' '${join(adapters, 'python', program)}'`;
  return {
    id,
    title,
    reach: ['--exec', command, ...known('python', id)],
    runs,
    isEngine: true,
    needsPython: true,
    environment: { ...reproducible, ...environment },
  };
}

function webgl(engine: string, id: string, title: string, runs: number): MatrixBackend {
  return {
    id,
    title,
    reach: [join(root, 'packages', 'webgl', 'dist', 'index.js'), '--browser', engine],
    runs,
    isEngine: false,
    needsPython: false,
  };
}

export const backends: readonly MatrixBackend[] = [
  {
    id: 'gatefold-cpu',
    title: '@gatefold/cpu',
    reach: [join(root, 'packages', 'cpu', 'dist', 'index.js')],
    runs: 100,
    isEngine: false,
    needsPython: false,
  },
  {
    id: 'gatefold-wasm',
    title: '@gatefold/wasm',
    reach: [join(root, 'packages', 'wasm', 'dist', 'index.js')],
    runs: 100,
    isEngine: false,
    needsPython: false,
  },
  webgl('chromium', 'gatefold-webgl', '@gatefold/webgl, Chromium', 10),
  webgl('firefox', 'gatefold-webgl-firefox', '@gatefold/webgl, Firefox', 3),
  {
    id: 'gatefold-webgpu',
    title: '@gatefold/webgpu, Chromium',
    reach: [join(root, 'packages', 'webgpu', 'dist', 'index.js'), '--browser'],
    // As many programs as this asks for are compiled in software.
    runs: 3,
    isEngine: false,
    needsPython: false,
  },
  javascript('tfjs', 'cpu', 'tfjs-layers, cpu', 10),
  javascript('tfjs', 'wasm', 'tfjs-layers, wasm', 10),
  // Compiling shaders, not the laws, is what takes its time.
  javascript('tfjs', 'webgl', 'tfjs-layers, webgl', 3, ['--browser']),
  javascript('onnxruntime', 'node', 'onnxruntime-node', 10),
  javascript('onnxruntime', 'web', 'onnxruntime-web, wasm', 10),
  javascript('onnxruntime', 'webgpu', 'onnxruntime-web, webgpu', 3, ['--browser']),
  inPython('keras3-tensorflow', 'Keras 3 on TensorFlow', 'keras3.py', 5, {
    KERAS_BACKEND: 'tensorflow',
  }),
  inPython('keras3-torch', 'Keras 3 on torch', 'keras3.py', 5, { KERAS_BACKEND: 'torch' }),
  inPython('keras3-jax', 'Keras 3 on jax', 'keras3.py', 2, { KERAS_BACKEND: 'jax' }),
  inPython('tf_keras', 'tf_keras (Keras 2)', 'tf_keras_adapter.py', 5),
  inPython('torch', 'PyTorch nn.RNN, nn.LSTM, nn.GRU', 'torch_nn.py', 10),
  inPython('onnx-reference', "onnx's reference evaluator", 'onnx_reference.py', 10),
  {
    id: 'python-example',
    title: 'the example in Python',
    reach: [
      '--exec',
      `'${python}' '${join(root, 'conformance', 'template', 'python_backend.py')}'`,
    ],
    runs: 100,
    isEngine: true,
    needsPython: true,
  },
];
