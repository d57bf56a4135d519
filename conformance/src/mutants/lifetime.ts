// Memory and ownership gone wrong: clauses L, E23.

import { DisposedError, tensorsOf, type Layer, type TensorLike } from '@gatefold/contract';
import {
  type AnyResult,
  type AnyTensor,
  backendMutant,
  layerMutant,
  type Mutant,
  onTensors,
  runMutant,
} from './mutant.ts';
import type { LooseBackend } from '../untyped.ts';

type Run = Parameters<typeof runMutant>[0]['run'];

const lifetime = (id: string, clause: string, says: string, run: Run): Mutant =>
  runMutant({ id: `lifetime/${id}`, clause, says, run });

const onBackend = (
  id: string,
  clause: string,
  says: string,
  change: (plain: LooseBackend) => Partial<LooseBackend>,
): Mutant => backendMutant({ id, clause, says, change });

/** Wraps the layers that a backend makes. */
const onLayers =
  (change: (layer: Layer, weights: unknown, plain: LooseBackend) => Layer) =>
  (plain: LooseBackend): Partial<LooseBackend> => ({
    layer: (config, weights) => change(plain.layer(config, weights), weights, plain),
  });

/** Writes to an array that was passed in. */
function write(tensor: unknown): void {
  const { data } = (tensor ?? {}) as { data?: unknown };
  if (data instanceof Float32Array && data.length > 0) data[0] = (data[0] as number) + 1;
}

const countMutants: readonly Mutant[] = [
  onBackend('lifetime/counts-nothing', 'L5', 'memory() that always says zero', () => ({
    memory: () => ({ tensors: 0, layers: 0, streams: 0, buffers: 0 }),
  })),
  onBackend('lifetime/leaks-weights', 'L5', 'weights that are never freed', (plain) => {
    let leaked = 0;
    return {
      memory: () => ({ ...plain.memory(), buffers: plain.memory().buffers + leaked }),
      layer: (config, weights) => {
        const layer = plain.layer(config, weights);
        leaked++;
        return layer;
      },
    };
  }),
  lifetime(
    'leaks-a-run',
    'L5',
    'a tensor of each run that is never freed',
    ({ run }, x, options) => {
      const result = run(x, options);
      run(x, options);
      return result;
    },
  ),
  lifetime(
    'refusal-leaks',
    'E23',
    'a refused call that keeps memory',
    ({ run, layer }, x, options) => {
      try {
        return run(x, options);
      } catch (error) {
        if (!layer.disposed) {
          run({ shape: [1, 1, layer.inputDim], data: new Float32Array(layer.inputDim) });
        }
        throw error;
      }
    },
  ),
];

const ownershipMutants: readonly Mutant[] = [
  lifetime('writes-x', 'L1', 'x written to', ({ run }, x, options) => {
    const result = run(x, options);
    write(x);
    return result;
  }),
  lifetime('writes-initial-state', 'L1', 'the initial state written to', ({ run }, x, options) => {
    const result = run(x, options);
    for (const leaf of Object.values(options?.initialState ?? {})) write(leaf);
    return result;
  }),
  onBackend(
    'lifetime/writes-weights',
    'L1',
    'weights that are rearranged in place',
    onLayers((layer, weights) => {
      write((weights as { kernel?: TensorLike }).kernel);
      return layer;
    }),
  ),
  lifetime(
    'data-is-alias',
    'L2',
    "data() that gives the tensor's own memory",
    onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      let own: Float32Array | undefined;
      tensor.data = async (target) =>
        target === undefined ? (own ??= await read()) : read(target);
    }),
  ),
  lifetime(
    'data-sync-is-alias',
    'L2',
    "dataSync() that gives the tensor's own memory",
    onTensors((tensor) => {
      const read = tensor.dataSync.bind(tensor);
      let own: Float32Array | undefined;
      tensor.dataSync = (target) => (target === undefined ? (own ??= read()) : read(target));
    }),
  ),
  lifetime('one-bit-off', 'L3', 'every second call off by a bit or two', nudged()),
  layerMutant({
    id: 'lifetime/results-shared',
    clause: 'L4',
    says: 'two results that share their memory',
    change: ({ run }) => {
      let latest: AnyTensor | undefined;
      return {
        run: (x, options) => {
          const result = run(x, options);
          const { output } = result;
          if (typeof output.data !== 'function') return result;
          const read = output.data.bind(output);
          latest = { ...output, data: read };
          output.data = async (target) => {
            const own = await read(target);
            const shared = await (latest as AnyTensor).data().catch(() => own);
            return own.map((value, k) => shared[k] ?? value);
          };
          return result;
        },
      };
    },
  }),
  onBackend(
    'lifetime/weights-not-copied',
    'L8',
    'weights that are read anew in each call',
    (plain) => ({
      layer: (config, weights) => {
        const layer = plain.layer(config, weights);
        const run = layer.run.bind(layer);
        layer.run = (x, options) => {
          // A stateful layer could not be made anew without losing its state.
          if (layer.disposed || JSON.stringify(config).includes('"stateful":true'))
            return run(x, options);
          const again = plain.layer(config, weights);
          try {
            return again.run(x, options);
          } finally {
            again.dispose();
          }
        };
        return layer;
      },
    }),
  ),
  layerMutant({
    id: 'lifetime/tensors-die-with-layer',
    clause: 'L9',
    says: 'tensors that are freed with their layer',
    change: ({ run, dispose }) => {
      const made: { dispose(): void }[] = [];
      return {
        run: (x, options) => {
          const result = run(x, options);
          made.push(result);
          return result;
        },
        dispose: () => {
          for (const result of made) result.dispose();
          dispose();
        },
      };
    },
  }),
  lifetime(
    'pending-dies-with-layer',
    'L9',
    'zeros where a layer ends while a tensor of it is being read',
    (honest, x, options) =>
      onTensors((tensor) => {
        const { layer } = honest;
        const read = tensor.data.bind(tensor);
        tensor.data = async (target) => {
          const ended = layer.disposed;
          const numbers = await read(target);
          return layer.disposed && !ended ? numbers.fill(0) : numbers;
        };
      })(honest, x, options),
  ),
];

const disposalMutants: readonly Mutant[] = [
  layerMutant({
    id: 'lifetime/second-dispose',
    clause: 'L6',
    says: 'a second dispose() that throws',
    change: ({ dispose, layer }) => ({
      dispose: () => {
        if (layer.disposed) throw new TypeError('disposed of already');
        dispose();
      },
    }),
  }),
  lifetime(
    'reads-after-dispose',
    'L7',
    'numbers that can be read after dispose()',
    onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      tensor.data = (target) => read(target).catch(() => new Float32Array(1));
    }),
  ),
  layerMutant({
    id: 'lifetime/runs-after-dispose',
    clause: 'L7',
    says: 'a layer that runs after dispose()',
    change: ({ run }) => {
      let last: AnyResult | undefined;
      return {
        run: (x, options) => {
          try {
            last = run(x, options);
          } catch (error) {
            if (!(error instanceof DisposedError) || last === undefined) throw error;
          }
          return last;
        },
      };
    },
  }),
  onBackend(
    'lifetime/tensors-seem-alive',
    'L10',
    'tensors of a backend that has ended which say that they are not disposed',
    (plain) => ({
      layer: (config, weights) => {
        const layer = plain.layer(config, weights);
        const run = layer.run.bind(layer);
        layer.run = (x: never, options: never) => {
          const result = run(x, options);
          for (const tensor of tensorsOf(result)) {
            const isDisposed = (): boolean =>
              Reflect.get(Object.getPrototypeOf(tensor) as object, 'disposed', tensor) as boolean;
            Object.defineProperty(tensor, 'disposed', {
              get: () => isDisposed() && !plain.disposed,
            });
          }
          return result;
        };
        return layer;
      },
    }),
  ),
  onBackend(
    'lifetime/one-heap',
    'L10',
    'memory of the module, which the first backend that ends frees under the others',
    (plain) => {
      isHeapFreed = false;
      const dispose = (): void => {
        isHeapFreed = true;
        plain.dispose();
      };
      return {
        dispose,
        [Symbol.dispose]: dispose,
        layer: (config, weights) => {
          const layer = plain.layer(config, weights);
          const run = layer.run.bind(layer);
          layer.run = (x: never, options: never) => {
            if (isHeapFreed && !plain.disposed) throw new TypeError('the heap is gone');
            return run(x, options);
          };
          return layer;
        },
      };
    },
  ),
  onBackend('lifetime/backend-keeps', 'L10', 'a backend whose dispose() frees nothing', (plain) => {
    let disposed = false;
    const dispose = (): void => {
      disposed = true;
    };
    return {
      get disposed() {
        return disposed;
      },
      dispose,
      [Symbol.dispose]: dispose,
      layer: (config, weights) => {
        if (disposed) throw new DisposedError({ where: 'layer', expected: 'used after dispose()' });
        return plain.layer(config, weights);
      },
    };
  }),
  lifetime(
    'never-settles',
    'L15',
    'a pending data() that never settles once its backend is gone',
    onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      tensor.data = (target) =>
        tensor.disposed
          ? read(target)
          : new Promise((resolve, reject) => {
              setTimeout(() => {
                if (!tensor.disposed) read(target).then(resolve, reject);
              });
            });
    }),
  ),
  lifetime(
    'no-using',
    'L11',
    'tensors that `using` cannot free',
    onTensors((tensor) => {
      Object.defineProperty(tensor, Symbol.dispose, { value: undefined });
    }),
  ),
  lifetime(
    'target-ignored',
    'L12',
    'data(target) that fills another array',
    onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      tensor.data = async (target) =>
        target === undefined ? read() : (await read(target)).slice();
    }),
  ),
  lifetime(
    'target-of-any-size',
    'L12',
    'data(target) that takes a target of any size',
    onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      tensor.data = async (target) => {
        if (target === undefined) return read();
        target.set((await read()).subarray(0, target.length));
        return target;
      };
    }),
  ),
];

/** Nudges the outputs of every second call. */
function nudged(): Run {
  let calls = 0;
  return ({ run }, x, options) => {
    const result = run(x, options);
    const { output } = result;
    if (typeof output.data !== 'function') return result;
    const read = output.data.bind(output);
    const factor = ++calls % 2 === 0 ? 1 + 2 ** -22 : 1;
    output.data = async (target) => (await read(target)).map((value) => value * factor);
    return result;
  };
}

/** As a module's own variable is. */
let isHeapFreed = false;

export const lifetimeMutants: readonly Mutant[] = [
  ...countMutants,
  ...ownershipMutants,
  ...disposalMutants,
];
