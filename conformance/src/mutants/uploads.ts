// Numbers that are uploaded once and taken to be the same at the next call, or uploaded too early. Clauses L8, L16, T1.

import type { TensorLike } from '@gatefold/contract';
import { honestParts } from '../plain/parts.ts';
import { historyMutant } from './history-mutant.ts';
import { hostOf, keyOf } from './host-input.ts';
import { backendMutant, type Mutant, partMutant } from './mutant.ts';

const uploads: readonly Mutant[] = [
  historyMutant('x-by-identity', 'L16', 'an x that is uploaded once for each array', ({ run }) => {
    const uploaded = new WeakMap<Float32Array, Float32Array>();
    return {
      run: (x, options) => {
        const host = hostOf(x);
        if (host === undefined) return run(x, options);
        const result = run({ ...host, data: uploaded.get(host.data) ?? host.data }, options);
        if (!uploaded.has(host.data)) uploaded.set(host.data, host.data.slice());
        return result;
      },
    };
  }),
  historyMutant(
    'x-by-ends',
    'L8',
    'an x that is uploaded where its shape, its first or its last number is new',
    ({ run }) => {
      const uploaded = new Map<string, Float32Array>();
      return {
        run: (x, options) => {
          const host = hostOf(x);
          if (host === undefined) return run(x, options);
          const { shape, data } = host;
          const key = [...shape, data[0], data.at(-1)].join();
          const known = uploaded.get(key);
          const result = run({ shape, data: known ?? data }, options);
          if (known === undefined) uploaded.set(key, data.slice());
          return result;
        },
      };
    },
  ),
  historyMutant('mask-by-identity', 'L8', 'a mask that is read once for each array', ({ run }) => {
    const read = new WeakMap<object, ArrayLike<number | boolean>>();
    return {
      run: (x, options) => {
        const { mask } = options ?? {};
        if (!(mask?.data instanceof Uint8Array)) return run(x, options);
        const known = read.get(mask.data) ?? mask.data;
        const result = run(x, { ...options, mask: { ...mask, data: known } });
        if (!read.has(mask.data)) read.set(mask.data, mask.data.slice());
        return result;
      },
    };
  }),
  historyMutant(
    'mask-by-first-row',
    'L16',
    'a mask that is uploaded where its shape or its first row is new',
    ({ run }) => {
      const uploaded = new Map<string, Uint8Array>();
      return {
        run: (x, options) => {
          const { mask } = options ?? {};
          if (!(mask?.data instanceof Uint8Array)) return run(x, options);
          const key = [...mask.shape, ...mask.data.subarray(0, mask.shape[1])].join();
          const data = uploaded.get(key) ?? mask.data;
          const result = run(x, { ...options, mask: { ...mask, data } });
          if (!uploaded.has(key)) uploaded.set(key, mask.data.slice());
          return result;
        },
      };
    },
  ),
  historyMutant(
    'state-by-shape',
    'L16',
    'an initial state that is uploaded once for each shape',
    ({ run }) => {
      const uploaded = new Map<string, unknown>();
      return {
        run: (x, options) => {
          const h = (options?.initialState as { h?: TensorLike } | undefined)?.h;
          if (!(h?.data instanceof Float32Array)) return run(x, options);
          const key = keyOf(h.shape);
          const result = run(x, {
            ...options,
            initialState: uploaded.get(key) ?? options?.initialState,
          });
          if (!uploaded.has(key)) uploaded.set(key, structuredClone(options?.initialState));
          return result;
        },
      };
    },
  ),
  backendMutant({
    id: 'history/weights-by-identity',
    clause: 'L8',
    says: 'weights that are uploaded once for each array, though its numbers have changed',
    changesValues: true,
    change: (plain) => {
      const uploaded = new WeakMap<object, unknown>();
      return {
        layer: (config, weights) => {
          const kernel = (weights as { kernel?: { data?: object } } | null)?.kernel?.data;
          if (kernel === undefined) return plain.layer(config, weights);
          const layer = plain.layer(config, uploaded.get(kernel) ?? weights);
          if (!uploaded.has(kernel)) uploaded.set(kernel, structuredClone(weights));
          return layer;
        },
      };
    },
  }),
  backendMutant({
    id: 'history/weights-by-shape',
    clause: 'L16',
    says: 'weights that are uploaded once for each config',
    changesValues: true,
    change: (plain) => {
      const uploaded = new Map<string, unknown>();
      return {
        layer: (config, weights) => {
          const kernel = (weights as { kernel?: TensorLike } | null)?.kernel;
          const key = JSON.stringify([config, kernel?.shape]);
          const known = uploaded.get(key);
          const honest = plain.layer(config, weights);
          if (kernel === undefined || known === undefined) {
            if (kernel !== undefined) uploaded.set(key, structuredClone(weights));
            return honest;
          }
          honest.dispose();
          return plain.layer(config, known);
        },
      };
    },
  }),
];

/** Runs that wait until something is read, copied or freed. */
const waiting: (() => void)[] = [];
const runAll = (): void => {
  for (const run of waiting.splice(0)) run();
};
const { memory } = honestParts;

const early: readonly Mutant[] = [
  partMutant({
    id: 'history/upload-overtakes',
    clause: 'T1',
    says: 'frames that are uploaded before the pushes that wait have been run',
    parts: {
      sequence: (call, run) => {
        waiting.push(() => run(call));
      },
      memory: {
        ...memory,
        read: (buffer, target) => {
          runAll();
          return memory.read(buffer, target);
        },
        copy: (from, to) => {
          runAll();
          memory.copy(from, to);
        },
        free: (buffer) => {
          runAll();
          memory.free(buffer);
        },
        merge: (call) => {
          runAll();
          memory.merge(call);
        },
      },
    },
  }),
];

export const uploadMutants: readonly Mutant[] = [...uploads, ...early];
