// TensorFlow.js comes as ES5, which Node loads, and as ES2017, which bundlers take for browsers. The copies share one
// engine through a global, so a process can time only one of them.

import { createRequire, registerHooks } from 'node:module';
import type * as core from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';

export interface Tfjs {
  readonly build: 'bundler' | 'node';
  readonly tf: typeof core;
  readonly tfLayers: typeof layers;
}

export async function nodeBuild(): Promise<Tfjs> {
  await import('@tensorflow/tfjs-backend-cpu');
  return {
    build: 'node',
    tf: await import('@tensorflow/tfjs-core'),
    tfLayers: await import('@tensorflow/tfjs-layers'),
  };
}

const bundlerFiles: Readonly<Record<string, string>> = {
  '@tensorflow/tfjs-core': '@tensorflow/tfjs-core/dist/tf-core.fesm.js',
  '@tensorflow/tfjs-layers': '@tensorflow/tfjs-layers/dist/tf-layers.fesm.js',
  '@tensorflow/tfjs-backend-cpu': '@tensorflow/tfjs-backend-cpu/dist/tf-backend-cpu.fesm.js',
};

export async function bundlerBuild(): Promise<Tfjs> {
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
    return { build: 'bundler', tf, tfLayers };
  } finally {
    delete scope.require;
    hooks.deregister();
  }
}
