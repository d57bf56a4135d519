// Results of another form: clauses S3 to S12, V10.

import {
  backendMutant,
  layerMutant,
  type Mutant,
  onTensors,
  runMutant,
  withParts,
} from './mutant.ts';

type Run = Parameters<typeof runMutant>[0]['run'];

const returned = (id: string, clause: string, says: string, run: Run): Mutant =>
  runMutant({ id: `result/${id}`, clause, says, run });

export const resultMutants: readonly Mutant[] = [
  backendMutant({
    id: 'result/state-always',
    clause: 'S3',
    says: 'a state that was not asked for',
    change: (plain) => ({
      layer: (config, weights) =>
        plain.layer(
          config?.kind === 'bidirectional' ? config : { ...config, returnState: true },
          weights,
        ),
    }),
  }),
  returned('gru-has-c', 'V10', 'a GRU whose state has a c', ({ run, config }, x, options) => {
    const result = run(x, options);
    if (config.kind !== 'gru' || result.state === undefined) return result;
    const { h } = result.state;
    return withParts(result, { state: { h, c: h } });
  }),
  layerMutant({
    id: 'result/batch-is-fixed',
    clause: 'S5',
    says: 'a layer that is bound to the batch of its first call',
    change: ({ run }) => {
      let batch: number | undefined;
      return {
        run: (x, options) => {
          const given = x?.shape?.[0];
          if (batch !== undefined && given !== batch) throw new RangeError('another batch');
          const result = run(x, options);
          batch = given;
          return result;
        },
      };
    },
  }),
  returned(
    'squeezed',
    'S6',
    'axes of 1 squeezed out of the output',
    onTensors((tensor) => {
      const kept = tensor.shape.filter((size) => size !== 1);
      Object.defineProperty(tensor, 'shape', { value: kept });
    }),
  ),
  returned('empty-batch-fails', 'S7', 'an empty batch that throws', ({ run }, x, options) => {
    if (x?.shape?.[0] === 0) throw new RangeError('nothing to run');
    return run(x, options);
  }),
  returned(
    'no-steps-fails',
    'S8',
    'every Keras, where no steps are an error',
    ({ run }, x, options) => {
      if (x?.shape?.[1] === 0) throw new RangeError('no steps');
      return run(x, options);
    },
  ),
  returned(
    'shape-late',
    'S9',
    'a shape that is known with the numbers only',
    onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      const shape = tensor.shape;
      Object.defineProperty(tensor, 'shape', { value: [], configurable: true });
      tensor.data = async (target) => {
        const numbers = await read(target);
        Object.defineProperty(tensor, 'shape', { value: shape });
        return numbers;
      };
    }),
  ),
  returned(
    'float64',
    'S12',
    'outputs as a Float64Array',
    onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      tensor.data = async (target) =>
        (target === undefined ? Float64Array.from(await read()) : read(target)) as never;
    }),
  ),
];
