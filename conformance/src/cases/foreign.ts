// Tensors that a backend under test did not make.

import { simpleRNN } from '@gatefold/contract';
import { defineBackend, hostMemory } from '@gatefold/contract/author';
import { filled } from '../values.ts';

/** A tensor of nobody's. */
export function foreign(shape: readonly number[]): object {
  const numbers = filled(shape, 0.1).data;
  return {
    shape,
    disposed: false,
    data: () => Promise.resolve(numbers),
    dataSync: () => numbers,
    dispose: () => undefined,
  };
}

/** A tensor of another backend that `defineBackend` made, as it may have made the one under test. */
export function elsewhere(shape: readonly number[]): object {
  const backend = defineBackend<Float32Array, null>({
    name: 'elsewhere',
    supports: {
      cells: ['simpleRNN'],
      activations: ['tanh'],
      resetAfter: [],
      masking: false,
      goBackwards: false,
      dataSync: true,
      precision: 'f32',
    },
    ...hostMemory<Float32Array>(Float32Array),
    prepare: () => null,
    run: () => undefined,
  });
  const units = shape.at(-1) as number;
  const weights = {
    kernel: filled([1, units], 0),
    recurrentKernel: filled([units, units], 0),
    bias: filled([units], 0),
  };
  const [batch, timeSteps] =
    shape.length === 3 ? (shape as [number, number]) : [shape[0] as number, 1];
  const layer = backend.layer(simpleRNN({ units, returnSequences: shape.length === 3 }), weights);
  return layer.run(filled([batch, timeSteps, 1], 0)).output;
}
