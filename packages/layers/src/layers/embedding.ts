// Embedding: a row of a table for each whole number. keras/src/layers/core/embedding.py

import { ConfigError } from '@gatefold/contract';
import { between } from '../initializers/glorot-uniform.ts';
import type { LayerClass } from './layer-class.ts';

/** y[…, :] = E[x[…], :] */
export const embedding: LayerClass = (config) => {
  const inputDim = config.integer('input_dim');
  const outputDim = config.integer('output_dim');
  const maskZero = config.boolean('mask_zero', false);
  const initializer = config.initializer('embeddings_initializer', between(0.05));
  return {
    weights: () => [{ name: 'embeddings', shape: [inputDim, outputDim], initializer }],
    outputShapes: ([x]) => [[...x, outputDim]],
    run: ({ inputs: [x], weights: [E] }) => {
      const y = new Float32Array(x.data.length * outputDim); // [...x.shape, outputDim]
      for (let k = 0; k < x.data.length; k++) {
        const id = x.data[k];
        // Keras would cast 2.9 to 2, which nobody means.
        if (!(Number.isInteger(id) && id >= 0 && id < inputDim)) {
          throw new ConfigError({
            where: config.where,
            expected: `x must hold whole numbers from 0 to ${inputDim - 1}`,
            actual: `${id}`,
            remedy: 'the table has no row for it',
          });
        }
        y.set(E.data.subarray(id * outputDim, (id + 1) * outputDim), k * outputDim);
      }
      return [{ shape: [...x.shape, outputDim], data: y }];
    },
    ...(maskZero
      ? {
          mask: ({ inputs: [x] }) => [
            { shape: x.shape, data: Uint8Array.from(x.data, (id) => (id === 0 ? 0 : 1)) },
          ],
        }
      : {}),
    stepwise: () => true,
  };
};
