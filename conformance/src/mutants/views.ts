// Arrays that are parts of larger ones, taken for whole ones.

import type { TensorLike } from '@gatefold/contract';
import { mapLeaves } from '@gatefold/contract/author';
import {
  backendMutant,
  layerMutant,
  type Mutant,
  onTensors,
  runMutant,
  streamMutant,
} from './mutant.ts';

/** The numbers that the buffer begins with, in place of those of the array. */
function fromStart<A>(array: A): A {
  if (!(array instanceof Float32Array || array instanceof Uint8Array)) return array;
  const Typed = array.constructor as new (buffer: ArrayBufferLike, at: number, size: number) => A;
  return new Typed(array.buffer, 0, array.length);
}

const misread = <T>(nest: T): T =>
  mapLeaves(nest, (leaf) => {
    const { shape, data } = leaf as { shape: unknown; data: unknown };
    return data instanceof Float32Array ? { shape, data: fromStart(data) } : leaf;
  }) as T;

const says = (what: string): string => `${what} read from the start of the buffer`;

export const viewMutants: readonly Mutant[] = [
  runMutant({
    id: 'views/x',
    clause: 'V1',
    says: says('x'),
    changesValues: true,
    run: ({ run }, x, options) => run(misread(x), options),
  }),
  backendMutant({
    id: 'views/weights',
    clause: 'W1',
    says: says('weights'),
    changesValues: true,
    change: (plain) => ({
      layer: (config, weights) => plain.layer(config, misread(weights)),
    }),
  }),
  runMutant({
    id: 'views/state',
    clause: 'I1',
    says: says('an initial state'),
    changesValues: true,
    run: ({ run }, x, options) =>
      run(
        x,
        options?.initialState === undefined
          ? options
          : { ...options, initialState: misread(options.initialState) },
      ),
  }),
  runMutant({
    id: 'views/mask',
    clause: 'M2',
    says: says('a mask'),
    changesValues: true,
    run: ({ run }, x, options) => {
      const { mask } = options ?? {};
      if (mask?.data === undefined) return run(x, options);
      return run(x, { ...options, mask: { ...mask, data: fromStart(mask.data) } });
    },
  }),
  layerMutant({
    id: 'views/stream-state',
    clause: 'T3',
    says: says("a stream's initial state"),
    changesValues: true,
    change: ({ stream }) => ({
      stream: (options) =>
        stream(
          options?.initialState === undefined
            ? options
            : { ...options, initialState: misread(options.initialState) },
        ),
    }),
  }),
  streamMutant({
    id: 'views/frames',
    clause: 'T1',
    says: says('frames'),
    changesValues: true,
    change: (stream) => {
      const push = stream.push.bind(stream);
      return { push: (x: TensorLike, options: never) => push(misread(x), options) };
    },
  }),
  runMutant({
    id: 'views/target-sync',
    clause: 'L12',
    says: 'a target of dataSync() that is filled from the start of its buffer',
    run: onTensors((tensor) => {
      const read = tensor.dataSync.bind(tensor);
      tensor.dataSync = (target) => {
        if (target === undefined) return read();
        const numbers = read(target).slice();
        new Float32Array(target.buffer).set(numbers);
        return target;
      };
    }),
  }),
  runMutant({
    id: 'views/target',
    clause: 'L12',
    says: 'a target of data() that is filled from the start of its buffer',
    run: onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      tensor.data = async (target) => {
        if (target === undefined) return read();
        const numbers = await read(target);
        new Float32Array(target.buffer).set(numbers.slice());
        return target;
      };
    }),
  }),
  runMutant({
    id: 'views/beside-target',
    clause: 'L12',
    says: 'a target of data() that is filled in fours, beyond its end',
    run: onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      tensor.data = async (target) => {
        const numbers = await read(target);
        if (target !== undefined) {
          const whole = new Float32Array(target.buffer);
          const end = target.byteOffset / 4 + target.length;
          whole.fill(0, end, end + ((4 - (target.length % 4)) % 4));
        }
        return numbers;
      };
    }),
  }),
  layerMutant({
    id: 'views/writes-x',
    clause: 'L1',
    says: 'x of whole buffers of 4 that is padded where it lies',
    change: ({ run }) => ({
      run: (x, options) => {
        const result = run(x, options);
        const { data } = (x ?? {}) as { data?: unknown };
        if (data instanceof Float32Array) {
          const whole = new Float32Array(data.buffer);
          const end = data.byteOffset / 4 + data.length;
          whole.fill(0, end, end + 1);
        }
        return result;
      },
    }),
  }),
];
