// Calls that leave something behind for the next one: plans, uploads, pools and scratch. Clauses L16, L17, L8, L9, E23.

import { type LayerConfig, type TensorLike, tensorsOf } from '@gatefold/contract';
import { flagsOf } from '@gatefold/contract/author';
import type { LooseOptions } from '../untyped.ts';
import { honestParts } from '../plain/parts.ts';
import { type AnyResult, backendMutant, layerMutant, type Mutant, partMutant } from './mutant.ts';
import { batchOf } from './state-now.ts';
import { tell } from './told-numbers.ts';

type Change = Parameters<typeof layerMutant>[0]['change'];

const calls = (id: string, says: string, change: Change, clause = 'L16'): Mutant =>
  layerMutant({ id: `history/${id}`, clause, says, changesValues: true, change });

/** A host x whose shape is a sequence's; undefined for a tensor, and for what will be refused. */
function hostOf(
  x: TensorLike,
): { shape: [number, number, number]; data: Float32Array } | undefined {
  const { shape, data } = (x ?? {}) as { shape?: readonly number[]; data?: unknown };
  if (shape?.length !== 3 || !(data instanceof Float32Array)) return undefined;
  return { shape: shape as [number, number, number], data };
}

const keyOf = (shape: readonly number[]): string => shape.join();

/** The numbers of an x with one step taken from another place in time. */
function withStep(
  { shape, data }: NonNullable<ReturnType<typeof hostOf>>,
  to: number,
  from: number,
): { shape: [number, number, number]; data: Float32Array } {
  const [batch, steps, width] = shape;
  const changed = data.slice();
  for (let row = 0; row < batch; row++) {
    const at = (t: number): number => (row * steps + t) * width;
    changed.set(data.subarray(at(from), at(from) + width), at(to));
  }
  return { shape, data: changed };
}

const plans: readonly Mutant[] = [
  calls('mask-sticks', 'a mask that holds for the next call of the same shape too', ({ run }) => {
    let last: { key: string; mask: NonNullable<LooseOptions['mask']> } | undefined;
    return {
      run: (x, options) => {
        const key = keyOf(x?.shape?.slice(0, 2) ?? []);
        const sticks = options?.mask === undefined && last?.key === key;
        const result = run(
          x,
          sticks && last !== undefined ? { ...options, mask: last.mask } : options,
        );
        if (options?.mask !== undefined) last = { key, mask: options.mask };
        return result;
      },
    };
  }),
  calls(
    'third-shape',
    'a third plan that reads the last step of x from the one before',
    ({ run }) => {
      const shapes: string[] = [];
      return {
        run: (x, options) => {
          const host = hostOf(x);
          if (host === undefined) return run(x, options);
          const key = keyOf(host.shape);
          if (!shapes.includes(key)) shapes.push(key);
          const steps = host.shape[1];
          if (shapes.indexOf(key) < 2 || steps < 2) return run(x, options);
          return run(withStep(host, steps - 1, steps - 2), options);
        },
      };
    },
  ),
  calls('plan-by-size', 'a plan that is kept by batch times timeSteps', ({ run }) => {
    const splits = new Map<number, number>();
    return {
      run: (x, options) => {
        const host = hostOf(x);
        if (host === undefined) return run(x, options);
        const [batch, steps] = host.shape;
        const known = splits.get(batch * steps) ?? batch;
        splits.set(batch * steps, known);
        return run(known === batch ? x : withStep(host, 0, steps - 1), options);
      },
    };
  }),
  calls(
    'plan-by-text',
    'a plan that is kept by batch and timeSteps, written as one number',
    ({ run }) => {
      const batches = new Map<string, number>();
      return {
        run: (x, options) => {
          const host = hostOf(x);
          if (host === undefined) return run(x, options);
          const [batch, steps] = host.shape;
          const key = `${batch}${steps}`;
          const known = batches.get(key) ?? batch;
          batches.set(key, known);
          return run(known === batch ? x : withStep(host, 0, steps - 1), options);
        },
      };
    },
  ),
  calls(
    'fiftieth-backwards',
    'a layer that goes backwards whose runs are off from the fiftieth on',
    ({ run, config }) => {
      let made = 0;
      return {
        run: (x, options) => {
          const result = run(x, options);
          const isBackwards = config.kind !== 'bidirectional' && config.goBackwards;
          if (!isBackwards || ++made < 50) return result;
          for (const tensor of tensorsOf({ ...result }))
            tell(tensor, (own) => own.map((v) => v / 2));
          return result;
        },
      };
    },
    'R1',
  ),
  calls('plan-by-batch', 'a plan that keeps the number of steps it was made for', ({ run }) => {
    const lengths = new Map<number, number>();
    return {
      run: (x, options) => {
        const host = hostOf(x);
        if (host === undefined) return run(x, options);
        const [batch, steps] = host.shape;
        const planned = lengths.get(batch) ?? steps;
        lengths.set(batch, planned);
        return run(
          planned > 0 && planned < steps ? withStep(host, planned, planned - 1) : x,
          options,
        );
      },
    };
  }),
  calls('batch-shrinks', 'rows of a larger batch left in the scratch of a smaller', ({ run }) => {
    let largest = 0;
    return {
      run: (x, options) => {
        const result = run(x, options);
        const batch = batchOf(x);
        if (batch > 0 && batch < largest) {
          for (const tensor of tensorsOf({ ...result })) {
            tell(tensor, (own) =>
              own.map((value, at) => (at === own.length - 1 ? value / 2 : value)),
            );
          }
        }
        largest = Math.max(largest, batch);
        return result;
      },
    };
  }),
  calls('hundredth-run', 'a hundredth run that is off', ({ run }) => {
    let made = 0;
    return {
      run: (x, options) => {
        const result = run(x, options);
        made++;
        if (made % 100 === 0) {
          for (const tensor of tensorsOf({ ...result }))
            tell(tensor, (own) => own.map((v) => v / 2));
        }
        return result;
      },
    };
  }),
  backendMutant({
    id: 'history/flags-by-shape',
    clause: 'L16',
    says: 'a program that is compiled once for all layers of a cell, with the activation of the first',
    // Which activation is the first depends on all that was made before: a diagnosis, which begins anew, has another.
    changesValues: false,
    change: (plain) => {
      const compiled = new Map<string, unknown>();
      return {
        layer: (config, weights) => {
          const { kind, activation } = config as { kind: string; activation?: unknown };
          if (activation === undefined) return plain.layer(config, weights);
          const honest = plain.layer(config, weights);
          const first = compiled.get(kind) ?? activation;
          compiled.set(kind, first);
          if (first === activation) return honest;
          honest.dispose();
          return plain.layer({ ...config, activation: first } as LayerConfig, weights);
        },
      };
    },
  }),
];

const uploads: readonly Mutant[] = [
  calls('x-by-identity', 'an x that is uploaded once for each array', ({ run }) => {
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
  calls(
    'x-by-ends',
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
    'L8',
  ),
  calls(
    'mask-by-identity',
    'a mask that is read once for each array',
    ({ run }) => {
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
    },
    'L8',
  ),
  calls('state-by-shape', 'an initial state that is uploaded once for each shape', ({ run }) => {
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
  }),
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

/** As many outputs of each shape by turns: one that is made so many calls later is written over an earlier one. */
function pooled(size: number): Change {
  return ({ run }) => {
    const pools = new Map<string, Float32Array[]>();
    return {
      run: (x, options) => {
        const result = run(x, options);
        const { output } = result;
        if (typeof output.data !== 'function') return result;
        const pool = pools.get(keyOf(output.shape)) ?? [];
        pools.set(keyOf(output.shape), pool);
        const later = pool.push(output.dataSync()) - 1 + size;
        tell(output, (own) => pool[later] ?? own);
        return result;
      },
    };
  };
}

const ownership: readonly Mutant[] = [
  calls(
    'fifth-output',
    'four outputs by turns: the fifth is written over the first',
    pooled(4),
    'L17',
  ),
  calls(
    'hundredth-output',
    'a hundred outputs by turns: the next is written over the first',
    pooled(100),
    'L17',
  ),
  calls(
    'second-output',
    'two outputs by turns: the third is written over the first',
    pooled(2),
    'L17',
  ),
  calls(
    'read-once',
    'numbers that are gone once they have been read',
    ({ run }) => ({
      run: (x, options) => {
        const result = run(x, options);
        for (const tensor of tensorsOf({ ...result })) {
          let reads = 0;
          tell(tensor, (own) => (reads++ === 0 ? own : own.map(() => 0)));
        }
        return result;
      },
    }),
    'L17',
  ),
  calls(
    'x-in-place',
    'an output that is written over once it has been an x',
    ({ run }) => {
      const used = new WeakSet<object>();
      return {
        run: (x, options) => {
          const result = run(x, options);
          if (typeof x?.data === 'function') used.add(x);
          for (const tensor of tensorsOf({ ...result })) {
            tell(tensor, (own) => (used.has(tensor) ? own.map((value) => -value) : own));
          }
          return result;
        },
      };
    },
    'L17',
  ),
  calls(
    'output-frees-state',
    'a state that is cleared when its output is disposed of',
    ({ run, config }) => ({
      run: (x, options) => {
        const result: AnyResult = run(x, options);
        const [output, ...states] = tensorsOf({ ...result });
        if (output === undefined || !flagsOf(config).returnState) return result;
        for (const state of states)
          tell(state, (own) => (output.disposed ? own.map(() => 0) : own));
        return result;
      },
    }),
    'L17',
  ),
  calls(
    'freed-while-pending',
    'zeros where a tensor is disposed of while it is being read',
    ({ run }) => ({
      run: (x, options) => {
        const result = run(x, options);
        for (const tensor of tensorsOf({ ...result })) {
          const read = tensor.data.bind(tensor);
          tensor.data = async (target) => {
            const data = await read(target);
            return tensor.disposed ? data.fill(0) : data;
          };
        }
        return result;
      },
    }),
    'L17',
  ),
  calls(
    'after-refusal',
    'the call after a refused one, without its initial state',
    ({ run }) => {
      let refused = false;
      return {
        run: (x, options) => {
          try {
            const { initialState: _, ...rest } = options ?? {};
            const result = run(x, refused && options !== undefined ? rest : options);
            refused = false;
            return result;
          } catch (error) {
            refused = true;
            throw error;
          }
        },
      };
    },
    'E23',
  ),
  calls(
    'half-refused',
    'a refused call whose x is read by the next',
    ({ run }) => {
      let left = false;
      return {
        run: (x, options) => {
          const host = hostOf(x);
          const changed = left && host !== undefined && host.shape[1] > 1;
          try {
            const result = run(changed ? withStep(host, 0, 1) : x, options);
            left = false;
            return result;
          } catch (error) {
            left = true;
            throw error;
          }
        },
      };
    },
    'E23',
  ),
];

/** Runs that wait until something is read, copied or freed. */
const waiting: (() => void)[] = [];
const runAll = (): void => {
  for (const run of waiting.splice(0)) run();
};
const { memory } = honestParts;

const late: readonly Mutant[] = [
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

export const historyMutants: readonly Mutant[] = [...plans, ...uploads, ...ownership, ...late];
