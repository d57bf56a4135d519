// States that a stateful layer keeps otherwise: clauses P, B12, B13, K8.

import { sizeOf } from '@gatefold/contract';
import { flagsOf } from '@gatefold/contract/author';
import { namedState } from '../lab.ts';
import { backendMutant, type Honest, layerMutant, type Mutant } from './mutant.ts';
import {
  batchOf,
  copied,
  erased,
  type Leaves,
  leavesOf,
  mapLeaves,
  readNow,
  zeroed,
} from './state-now.ts';

/** Wrong in what a stateful layer keeps; other layers are left alone. */
const stateful = (
  id: string,
  clause: string,
  says: string,
  change: Parameters<typeof layerMutant>[0]['change'],
): Mutant =>
  layerMutant({
    id: `stateful/${id}`,
    clause,
    says,
    change: (honest) => (flagsOf(honest.config).stateful ? change(honest) : {}),
    changesValues: true,
  });

/** The state that a stateful layer holds, by running it over no steps: clause S8 leaves it as it was. */
function storedState({ config, layer, run }: Honest, batch: number): Leaves | undefined {
  if (!flagsOf(config).returnState || batch === 0) return undefined;
  const result = run({ shape: [batch, 0, layer.inputDim], data: new Float32Array(0) });
  const leaves = copied({ config }, result.state);
  result.dispose();
  return leaves;
}

/** Replaces what is stored, leaf by leaf. */
function store(honest: Honest, batch: number, change: Parameters<typeof mapLeaves>[1]): void {
  const stored = storedState(honest, batch);
  if (stored === undefined) return;
  honest.resetState(namedState(honest.config, mapLeaves(stored, change)));
}

/** Puts zeros in place of some leaves of what is stored. */
function forget(honest: Honest, batch: number, which: (path: string) => boolean): void {
  store(honest, batch, (leaf, path) => (which(path) ? zeroed(leaf) : leaf));
}

/** What resetState() does in place of what it does, to what is stored after a call; resetState(state) is left alone. */
function resetting(
  honest: Honest,
  reset: (batch: number) => void,
): ReturnType<Parameters<typeof layerMutant>[0]['change']> {
  let batch = 0;
  return {
    run: (x, options) => {
      const result = honest.run(x, options);
      batch = batchOf(x);
      return result;
    },
    resetState: (state) => {
      if (state === undefined && batch > 0) reset(batch);
      else honest.resetState(state);
    },
  };
}

function isStateful(config: unknown): boolean {
  return (config as { stateful?: boolean } | null)?.stateful === true;
}

export const statefulMutants: readonly Mutant[] = [
  stateful(
    'not-carried',
    'P1',
    'a stateful layer that begins with zeros each time',
    ({ run, resetState }) => ({
      run: (x, options) => {
        const result = run(x, options);
        resetState();
        return result;
      },
    }),
  ),
  stateful(
    'first-kept',
    'P1',
    'a stateful layer that keeps the state of its first call',
    (honest) => {
      let first: unknown;
      return {
        run: (x, options) => {
          const result = honest.run(x, options);
          if (result.state !== undefined) {
            first ??= namedState(honest.config, copied(honest, result.state));
            honest.resetState(first);
          }
          return result;
        },
      };
    },
  ),
  stateful('half', 'P2', 'only h stored, and c begun anew', (honest) => ({
    run: (x, options) => {
      const result = honest.run(x, options);
      forget(honest, batchOf(x), (path) => path.endsWith('c'));
      return result;
    },
  })),
  stateful(
    'stacks-both-ways',
    'B12',
    'resetState() that does nothing to a Bidirectional of stacks',
    (honest) => {
      const { config } = honest;
      if (config.kind !== 'bidirectional' || config.layer.kind !== 'stacked') return {};
      return resetting(honest, () => undefined);
    },
  ),
  stateful('reset-ignored', 'P3', 'resetState() that does nothing', ({ resetState }) => ({
    resetState: (state) => {
      if (state !== undefined) resetState(state);
    },
  })),
  stateful(
    'reset-multiplies',
    'P3',
    'resetState() that multiplies what is stored by zero, so that NaN stays',
    (honest) =>
      flagsOf(honest.config).returnState
        ? resetting(honest, (batch) => {
            store(honest, batch, (leaf) => {
              const { shape, data } = readNow(leaf);
              return { shape, data: data.map(erased) };
            });
          })
        : {},
  ),
  stateful(
    'reset-state-ignored',
    'P4',
    'resetState(state) that goes to zeros',
    ({ resetState }) => ({
      resetState: (state) => {
        if (state !== undefined) resetState(state);
        resetState();
      },
    }),
  ),
  stateful(
    'reset-beyond-4096',
    'P4',
    'resetState(state) that stores the first 4096 numbers',
    (honest) => ({
      resetState: (state) => {
        honest.resetState(state);
        if (state === undefined) return;
        const leaves = leavesOf(honest.config, state);
        if (!Object.values(leaves).some(({ shape }) => sizeOf(shape) > 4096)) return;
        const cut = mapLeaves(leaves, (leaf) => {
          const { shape, data } = readNow(leaf);
          return { shape, data: data.fill(0, 4096) };
        });
        honest.resetState(namedState(honest.config, cut));
      },
    }),
  ),
  stateful(
    'stored-preferred',
    'P5',
    'tf.keras 2.2, which prefers the stored state to initialState',
    ({ run, resetState }) => {
      let stored = false;
      return {
        run: (x, options) => {
          const { initialState, ...rest } = options ?? {};
          const result = run(x, stored && initialState !== undefined ? rest : options);
          stored = true;
          return result;
        },
        resetState: (state) => {
          resetState(state);
          stored = false;
        },
      };
    },
  ),
  stateful('given-not-stored', 'P5', 'a call with initialState that stores nothing', (honest) => ({
    run: (x, options) => {
      const before =
        options?.initialState === undefined ? undefined : storedState(honest, batchOf(x));
      const result = honest.run(x, options);
      if (before !== undefined) honest.resetState(namedState(honest.config, before));
      return result;
    },
  })),
  stateful(
    'returned-is-not-stored',
    'P6',
    'a stored state that is half the returned one',
    (honest) => ({
      run: (x, options) => {
        const result = honest.run(x, options);
        store(honest, batchOf(x), (leaf) => {
          const { shape, data } = readNow(leaf);
          return { shape, data: data.map((value) => value / 2) };
        });
        return result;
      },
    }),
  ),
  stateful(
    'masked-forgets',
    'P7',
    'a call with a mask that stores zeros',
    ({ run, resetState }) => ({
      run: (x, options) => {
        const result = run(x, options);
        if (options?.mask !== undefined) resetState();
        return result;
      },
    }),
  ),
  stateful(
    'backwards-forgets',
    'P7',
    'a layer that goes backwards and stores nothing',
    ({ run, resetState, config }) => ({
      run: (x, options) => {
        const result = run(x, options);
        if (flagsOf(config).goBackwards) resetState();
        return result;
      },
    }),
  ),
  layerMutant({
    id: 'stateful/any-batch',
    clause: 'P8',
    says: 'another batch taken with zeros in place of the stored state',
    change: ({ run, resetState, config }) => {
      if (!flagsOf(config).stateful) return {};
      let batch: number | undefined;
      return {
        run: (x, options) => {
          if (batch !== undefined && batch !== batchOf(x)) resetState();
          batch = batchOf(x);
          return run(x, options);
        },
      };
    },
  }),
  stateful(
    'refusal-forgets',
    'P10',
    'a refused call that loses the stored state',
    ({ run, resetState }) => ({
      run: (x, options) => {
        try {
          return run(x, options);
        } catch (error) {
          resetState();
          throw error;
        }
      },
    }),
  ),
  backendMutant({
    id: 'stateful/shared',
    clause: 'P9',
    says: 'one state for all layers of the same config and weights',
    changesValues: true,
    change: (plain) => {
      const made = new Map<string, unknown>();
      return {
        layer: (config, weights) => {
          const key = JSON.stringify([config, weights]);
          const before = made.get(key) as ReturnType<typeof plain.layer> | undefined;
          if (before !== undefined && !before.disposed && isStateful(config)) return before;
          const layer = plain.layer(config, weights);
          made.set(key, layer);
          return layer;
        },
      };
    },
  }),
  stateful(
    'backward-not-carried',
    'B13',
    'a backward state that begins anew in each call',
    (honest) => ({
      run: (x, options) => {
        const result = honest.run(x, options);
        if (honest.config.kind === 'bidirectional') {
          forget(honest, batchOf(x), (path) => path.startsWith('backward'));
        }
        return result;
      },
    }),
  ),
  stateful(
    'backward-not-reset',
    'B12',
    'resetState() that resets the forward state alone',
    (honest) =>
      honest.config.kind === 'bidirectional'
        ? resetting(honest, (batch) => {
            forget(honest, batch, (path) => path.startsWith('forward'));
          })
        : {},
  ),
  stateful(
    'last-cell-only',
    'K8',
    'a stack that stores the state of its last cell alone',
    (honest) => ({
      run: (x, options) => {
        const result = honest.run(x, options);
        const { config } = honest;
        if (config.kind === 'stacked') {
          const last = `[${config.cells.length - 1}]`;
          forget(honest, batchOf(x), (path) => !path.startsWith(last));
        }
        return result;
      },
    }),
  ),
];
