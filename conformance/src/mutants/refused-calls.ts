// Calls that are mended, or taken as they come, where they must be refused: clauses E. Each is what some library does.

import { type RunOptions, sizeOf, type Tensor, type TensorLike } from '@gatefold/contract';
import { mapLeaves } from '@gatefold/contract/author';
import { type Given, type Loose, pick, zeroTensor } from './loose.ts';
import { type Honest, layerMutant, type Mutant, runMutant, streamMutant } from './mutant.ts';

const callMutant = (
  id: string,
  clause: string,
  says: string,
  mend: (x: Given, options: Loose | undefined, honest: Honest) => readonly [unknown, unknown],
): Mutant =>
  runMutant({
    id: `refusal/${id}`,
    clause,
    says,
    run: (honest, x, options) => {
      const [mended, others] = mend(x, options as Loose | undefined, honest);
      return honest.run(mended as TensorLike, others as RunOptions);
    },
  });

const withOption = (
  options: Loose | undefined,
  name: string,
  change: (value: never) => unknown,
): Loose | undefined =>
  options?.[name] === undefined || options[name] === null
    ? options
    : { ...options, [name]: change(options[name] as never) };

/** Cut or filled up with zeros to the size of its shape. */
function fitted(tensor: Given): Given {
  const { shape, data } = tensor ?? {};
  if (!Array.isArray(shape) || !(data instanceof Float32Array)) return tensor;
  const size = sizeOf(shape);
  if (!Number.isSafeInteger(size) || size < 0 || size === data.length) return tensor;
  const whole = new Float32Array(size);
  whole.set(data.subarray(0, size));
  return { shape, data: whole };
}

/** In float32, where it is numbers in anything else. */
function cast(tensor: Given): Given {
  const { data } = tensor ?? {};
  return data === undefined || data instanceof Float32Array || typeof data === 'function'
    ? tensor
    : { ...tensor, data: Float32Array.from(data as ArrayLike<number>) };
}

export const refusedCallMutants: readonly Mutant[] = [
  callMutant('batch-axis-added', 'E1', 'a batch axis that is added to x', (x, options) => [
    x?.shape?.length === 2 ? { ...x, shape: [1, ...x.shape] } : x,
    options,
  ]),
  callMutant('numbers-cast', 'E2', 'Keras, which casts any numbers to float32', (x, options) => [
    cast(x),
    options,
  ]),
  callMutant('sizes-in-text', 'E3', 'sizes in text, read as numbers', (x, options) => [
    Array.isArray(x?.shape) && typeof x.shape[0] === 'string'
      ? { ...x, shape: x.shape.map(Number) }
      : x,
    options,
  ]),
  callMutant('numbers-padded', 'E3', 'missing numbers read as zeros', (x, options) => [
    fitted(x),
    options,
  ]),
  callMutant(
    'mask-shortened',
    'E11',
    'Keras 3 on numpy, which shortens the loop to the mask',
    (x, options) => [
      x,
      withOption(
        options,
        'mask',
        (mask: { shape?: readonly number[]; data: ArrayLike<number> }) => {
          const size = (x?.shape?.[0] ?? 0) * (x?.shape?.[1] ?? 0);
          if (mask.shape === undefined || mask.data === undefined) return mask;
          const data = Array.from({ length: size }, (_, k) => mask.data[k] ?? 1);
          return { shape: x?.shape?.slice(0, 2), data };
        },
      ),
    ],
  ),
  callMutant('mask-text', 'E11', 'mask entries of any kind taken for true', (x, options) => [
    x,
    withOption(options, 'mask', (mask: { data?: ArrayLike<unknown> }) =>
      mask.data === undefined
        ? mask
        : {
            ...mask,
            data: Array.from(mask.data, (entry) => (typeof entry === 'string' ? true : entry)),
          },
    ),
  ]),
  callMutant('mask-tensor', 'E11', 'a mask that is a tensor, read at once', (x, options) => [
    x,
    withOption(options, 'mask', (mask: Partial<Tensor>) =>
      typeof mask.dataSync === 'function' ? { shape: mask.shape, data: mask.dataSync() } : mask,
    ),
  ]),
  callMutant(
    'state-broadcast',
    'E12',
    'Keras 3, which broadcasts a state of batch 1',
    (x, options) => [
      x,
      withOption(options, 'initialState', (state: Record<string, Given>) =>
        Object.fromEntries(
          Object.entries(state).map(([name, leaf]) => {
            const batch = x?.shape?.[0] ?? 1;
            if (leaf?.shape?.[0] !== 1 || leaf.shape.length !== 2) return [name, leaf];
            const row = leaf.data as Float32Array;
            const data = Float32Array.from(
              { length: batch * row.length },
              (_, k) => row[k % row.length] as number,
            );
            return [name, { shape: [batch, row.length], data }];
          }),
        ),
      ),
    ],
  ),
  callMutant(
    'state-missing',
    'E13',
    'zeros for a state that is missing',
    (x, options, { config }) => [
      x,
      withOption(options, 'initialState', (state: Record<string, { shape: readonly number[] }>) =>
        config.kind === 'lstm' && state['h']?.shape !== undefined && state['c'] === undefined
          ? { ...state, c: zeroTensor(state['h'].shape) }
          : state,
      ),
    ],
  ),
  callMutant(
    'state-surplus',
    'E13',
    'Keras 3, which ignores surplus states',
    (x, options, { config }) => [
      x,
      withOption(options, 'initialState', (state: Loose) =>
        config.kind === 'lstm' ? pick(state, ['h', 'c']) : state,
      ),
    ],
  ),
  callMutant('arrays-by-instance', 'E25', 'arrays known by instanceof', (x, options) => [
    ArrayBuffer.isView(x?.data) && !(x.data instanceof Float32Array)
      ? { ...x, data: Array.from(x.data as Float32Array) }
      : x,
    options,
  ]),
  callMutant('options-read-at-once', 'E26', 'options read before any check', (x, options) => [
    x,
    Object.getPrototypeOf(options ?? {}) === Object.prototype ? { ...options } : options,
  ]),
  callMutant(
    'options-of-any-kind',
    'E28',
    'a Map, or any object, read as options',
    (x, options) => [x, options === undefined ? options : pick(options, ['initialState', 'mask'])],
  ),
  callMutant(
    'empty-of-any-size',
    'E29',
    'an empty x that is cut to what can be held',
    (x, options) => [
      x?.data instanceof Float32Array && x.data.length === 0
        ? { ...x, shape: x.shape?.map((size) => Math.min(size, 1000)) }
        : x,
      options,
    ],
  ),
  callMutant('options-ignored', 'E14', 'unknown options of run ignored', (x, options) => [
    x,
    options === undefined ? options : pick(options, ['initialState', 'mask']),
  ]),
  callMutant('foreign-read', 'E15', 'a tensor of another backend read in silence', (x, options) => [
    x !== undefined &&
    x !== null &&
    'dataSync' in x &&
    Object.getPrototypeOf(x) === Object.prototype
      ? { shape: x.shape, data: (x as { dataSync(): unknown }).dataSync() }
      : x,
    options,
  ]),
  runMutant({
    id: 'refusal/errors-swallowed',
    clause: 'E1',
    says: 'errors swallowed, and zeros for a result',
    run: ({ run, layer, config }, x, options) => {
      try {
        return run(x, options);
      } catch (error) {
        if (layer.disposed || config.kind === 'bidirectional') throw error;
        return run({ shape: [1, 1, layer.inputDim], data: new Float32Array(layer.inputDim) });
      }
    },
  }),
  layerMutant({
    id: 'refusal/reset-of-stateless',
    clause: 'E20',
    says: 'Keras 3, whose reset_state of a layer without state does nothing',
    change: ({ config, resetState }) => ({
      resetState: (state) => {
        if ('stateful' in config && config.stateful) resetState(state);
      },
    }),
  }),
  layerMutant({
    id: 'refusal/reset-numbers-cast',
    clause: 'E2',
    says: 'resetState(state) that casts any numbers to float32',
    change: ({ resetState }) => ({
      resetState: (state) => resetState(state === undefined ? state : mapLeaves(state, cast)),
    }),
  }),
  streamMutant({
    id: 'refusal/frame-batch',
    clause: 'E21',
    says: 'a frame of batch 1 repeated for every row of a stream',
    change: (stream) => {
      const push = stream.push.bind(stream);
      return {
        push: (frame: TensorLike) => {
          if (frame?.shape?.length !== 2 || frame.shape[0] !== 1 || stream.batch === 1) {
            return push(frame);
          }
          const row = frame.data as Float32Array;
          const data = Float32Array.from(
            { length: stream.batch * row.length },
            (_, k) => row[k % row.length] as number,
          );
          return push({ shape: [stream.batch, row.length], data });
        },
      };
    },
  }),
];
