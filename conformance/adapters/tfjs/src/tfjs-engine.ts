// tf.layers as an engine: what it can say, and nothing that it cannot.

import type { Backend } from '@gatefold/contract';
import { backendFromEngine } from '@gatefold/contract/engine';
import { enableProdMode, ready, setBackend, version_core } from '@tensorflow/tfjs-core';
import { version_layers } from '@tensorflow/tfjs-layers';
import { knownActivations } from './make-layer.ts';
import { TfjsLayer } from './tfjs-layer.ts';

/**
 * Makes a backend of tf.layers. TensorFlow.js computes on one of its backends at a time, so one is made in a process.
 *
 * @param backend  the name under which the backend of TensorFlow.js registers itself
 * @param environment  what tells more than versions of tfjs-layers and tfjs-core; asked when the backend is ready
 */
export async function tfjsBackend(
  backend: string,
  environment: () => Readonly<Record<string, string>>,
): Promise<Backend> {
  // No advertisement on standard error, and no checks of its own in each operation.
  enableProdMode();
  if (!(await setBackend(backend))) {
    throw new Error(`tfjs: the ${backend} backend could not be started here`);
  }
  await ready();
  return backendFromEngine({
    name: `tfjs-${backend}`,
    version: version_layers,
    environment: { 'tfjs-core': version_core, ...environment() },
    supports: {
      cells: ['simpleRNN', 'lstm', 'gru'],
      activations: knownActivations,
      // GRUCell throws for true.
      resetAfter: [false],
      masking: true,
      goBackwards: true,
      stateful: true,
      bidirectional: true,
      stacked: true,
      precision: 'f32',
    },
    layer: (config, weights) => new TfjsLayer(config, weights),
  });
}
