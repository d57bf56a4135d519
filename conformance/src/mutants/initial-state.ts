// Initial states taken otherwise: clauses I, V7.

import { flagsOf } from '@gatefold/contract/author';
import { namedState } from '../lab.ts';
import { type AnyTensor, layerMutant, type Mutant, partMutant, runMutant } from './mutant.ts';
import { callOnlyWhen, unitsOf } from './only-when.ts';
import { batchOf, copied, erased, type Leaves, leavesOf, zeroed } from './state-now.ts';

type Run = Parameters<typeof runMutant>[0]['run'];

const values = { changesValues: true } as const;

const initial = (id: string, clause: string, says: string, run: Run): Mutant =>
  runMutant({ id: `initial-state/${id}`, clause, says, run, ...values });

export const initialStateMutants: readonly Mutant[] = [
  initial('ignored', 'I1', 'an initial state that is ignored', ({ run }, x, options) => {
    const { initialState: _, ...rest } = options ?? {};
    return run(x, options?.initialState === undefined ? options : rest);
  }),
  initial('only-h', 'I1', 'an initial c that is ignored', (honest, x, options) => {
    if (options?.initialState === undefined || honest.config.kind !== 'lstm') {
      return honest.run(x, options);
    }
    const { h, c, ...more } = options.initialState as Leaves;
    if (h === undefined || c?.shape === undefined) return honest.run(x, options);
    return honest.run(x, { ...options, initialState: { h, c: zeroed(c), ...more } });
  }),
  initial(
    'device-read-as-zeros',
    'I2',
    'zeros where a tensor of the backend is the initial state',
    (honest, x, options) => {
      const state = options?.initialState as Leaves | undefined;
      if (state === undefined || honest.config.kind === 'bidirectional')
        return honest.run(x, options);
      const isDevice = (leaf: unknown): boolean => typeof (leaf as AnyTensor)?.data === 'function';
      const given = Object.entries(state);
      if (
        !given.every(
          ([, leaf]) => isDevice(leaf) && !(leaf as AnyTensor & { disposed: boolean }).disposed,
        )
      ) {
        return honest.run(x, options);
      }
      const result = honest.run(x, options);
      result.dispose();
      const zeros = Object.fromEntries(given.map(([name, leaf]) => [name, zeroed(leaf)]));
      return honest.run(x, { ...options, initialState: zeros });
    },
  ),
  initial(
    'device-first',
    'I2',
    'h and c in each other’s place where c alone is a tensor of the backend',
    (honest, x, options) => {
      const { h, c } = (options?.initialState ?? {}) as Leaves;
      const isDevice = (leaf: unknown): boolean => typeof (leaf as AnyTensor)?.data === 'function';
      if (honest.config.kind !== 'lstm' || isDevice(h) || !isDevice(c))
        return honest.run(x, options);
      return honest.run(x, { ...options, initialState: { h: c, c: h } });
    },
  ),
  runMutant({
    id: 'initial-state/consumed',
    clause: 'I2',
    says: 'an initial state that is disposed of once it has been used',
    run: ({ run, config }, x, options) => {
      const result = run(x, options);
      for (const leaf of Object.values(leavesOf(config, options?.initialState))) {
        (leaf as AnyTensor | undefined)?.dispose?.();
      }
      return result;
    },
  }),
  runMutant({
    id: 'initial-state/no-mix',
    clause: 'I3',
    says: 'Keras 2, which takes no mix of host tensors and its own',
    run: ({ run, config }, x, options) => {
      const leaves = Object.values(leavesOf(config, options?.initialState));
      const kinds = leaves.map((leaf) => typeof leaf?.data);
      if (new Set(kinds).size > 1) throw new TypeError('initialState must be of one kind');
      return run(x, options);
    },
  }),
  layerMutant({
    id: 'initial-state/sticks',
    clause: 'I4',
    says: 'an initial state that the next call begins with too',
    ...values,
    change: ({ run, config }) => {
      let last: { batch: number; state: Leaves } | undefined;
      return {
        run: (x, options) => {
          const batch = batchOf(x);
          const again = options?.initialState === undefined && last?.batch === batch;
          const state = namedState(config, last?.state ?? {});
          const result = run(x, again ? { ...options, initialState: state } : options);
          if (options?.initialState !== undefined && batch > 0) {
            last = { batch, state: copied({ config }, options.initialState) };
          }
          return result;
        },
      };
    },
  }),
  partMutant({
    id: 'initial-state/zeros-of-x',
    clause: 'M8',
    says: 'zeros to begin with that are 0 times the first step of x, which are NaN where that is',
    parts: callOnlyWhen(
      ({ initialState: { h } }) => h.every((value) => value === 0),
      (call) => {
        const { h, c } = call.initialState;
        const width = call.x.length / call.batch;
        const row = (index: number): number => Math.floor(index / unitsOf(call));
        const zeros = h.map((_, index) => erased(call.x[row(index) * width] as number));
        return { initialState: { h: zeros, c } };
      },
    ),
  }),
  layerMutant({
    id: 'initial-state/left-over',
    clause: 'V7',
    says: 'a layer that is not stateful and begins with what the call before ended with',
    ...values,
    change: ({ run, config }) => {
      const { returnState } = flagsOf(config);
      if (!returnState || flagsOf(config).stateful) return {};
      let last: { batch: number; state: Leaves } | undefined;
      return {
        run: (x, options) => {
          const batch = batchOf(x);
          const state = namedState(config, last?.state ?? {});
          const again = options?.initialState === undefined && last?.batch === batch;
          const result = run(x, again ? { ...options, initialState: state } : options);
          last = { batch, state: copied({ config }, result.state) };
          return result;
        },
      };
    },
  }),
];
