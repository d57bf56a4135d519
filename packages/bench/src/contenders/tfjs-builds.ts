// TensorFlow.js comes as ES5, which Node loads, and as ES2017, which bundlers take for browsers. The copies share one
// engine through a global, so a process can time only one of them.

import { createRequire, registerHooks } from 'node:module';
import { dirname, sep } from 'node:path';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import { type Tfjs, tfLayersOn } from './tf-layers.ts';

export type Build = 'bundler' | 'node';

/** On JavaScript alone. */
export async function tfjsCpu(build: Build): Promise<Contender> {
  return contenderOf(await (build === 'node' ? nodeBuild() : bundlerBuild()), 'cpu', build);
}

/** On WebAssembly, whose file for bundlers starts in a page alone. */
export async function tfjsWasm(): Promise<Contender> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // The binaries lie next to the package's main file.
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(main) + sep);
  return contenderOf(await nodeBuild(), 'wasm', 'node');
}

function contenderOf(tfjs: Tfjs, backend: 'cpu' | 'wasm', build: Build): Contender {
  const name = `tfjs-backend-${backend}`;
  const version = versionOf(`@tensorflow/${name}`);
  return tfLayersOn(tfjs, { backend, name: `${name}/${build}`, version });
}

async function nodeBuild(): Promise<Tfjs> {
  await import('@tensorflow/tfjs-backend-cpu');
  return {
    tf: await import('@tensorflow/tfjs-core'),
    tfLayers: await import('@tensorflow/tfjs-layers'),
  };
}

const bundlerFiles: Readonly<Record<string, string>> = {
  '@tensorflow/tfjs-core': '@tensorflow/tfjs-core/dist/tf-core.fesm.js',
  '@tensorflow/tfjs-layers': '@tensorflow/tfjs-layers/dist/tf-layers.fesm.js',
  '@tensorflow/tfjs-backend-cpu': '@tensorflow/tfjs-backend-cpu/dist/tf-backend-cpu.fesm.js',
};

async function bundlerBuild(): Promise<Tfjs> {
  const load = async (name: string): Promise<unknown> => import(bundlerFiles[name] as string);
  // The files import each other by their packages' names.
  const hooks = registerHooks({
    resolve: (name, context, next) => next(bundlerFiles[name] ?? name, context),
  });
  // While it loads, the core asks for Node's util by `require`, which only a bundler would give it.
  const scope = globalThis as { require?: unknown };
  scope.require = createRequire(import.meta.url);
  try {
    const tf = (await load('@tensorflow/tfjs-core')) as Tfjs['tf'];
    const tfLayers = (await load('@tensorflow/tfjs-layers')) as Tfjs['tfLayers'];
    await load('@tensorflow/tfjs-backend-cpu');
    return { tf, tfLayers };
  } finally {
    delete scope.require;
    hooks.deregister();
  }
}
