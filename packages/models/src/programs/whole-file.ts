// Models whose file says all: Keras's.

import { loadModel, registerLayer } from '@gatefold/layers';
import type { ProgramMaker } from './program.ts';

/** The one layer of crema 0.2.0 that is not Keras's own, crema/models/base.py: it drops an axis whose size is 1. */
registerLayer('SqueezeLayer', (config) => {
  const dropped = config.integer('axis', -1, -1);
  const without = <T>(shape: readonly T[] = []): T[] =>
    shape.filter((_, axis) => axis !== (dropped < 0 ? dropped + shape.length : dropped));
  return {
    outputShapes: ([shape]) => [without(shape)],
    run: ({ inputs }) => inputs.map(({ shape, data }) => ({ shape: without(shape), data })),
  };
});

export const wholeFile: ProgramMaker = async ({ bytes, backend }) => {
  const model = await loadModel(bytes, { backend });
  return {
    run: async (inputs) => {
      const given = Object.entries(inputs).map(([name, { shape, data }]) => [
        name,
        { shape, data: Float32Array.from(data) },
      ]);
      const predicted = await model.predict(Object.fromEntries(given) as never);
      const outputs = Array.isArray(predicted) ? predicted : [predicted];
      return Object.fromEntries(outputs.map((output, index) => [String(index), output]));
    },
    [Symbol.dispose]: () => model.dispose(),
  };
};
