// States of stateful layers that are kept by reference, shared or lost. Clauses P.

import type { TensorLike } from '@gatefold/contract';
import { flagsOf, stateLeaves } from '@gatefold/contract/author';
import { namedState } from '../lab.ts';
import { historyMutant } from './history-mutant.ts';
import { type AnyTensor, backendMutant, type Honest, type Mutant } from './mutant.ts';
import {
  batchOf,
  copied,
  isGone,
  isStateful,
  type Leaves,
  leavesOf,
  mapLeaves,
  zeroed,
} from './state-now.ts';

/** Calls a layer, whose stored state is gone when the call is refused. */
function orForgets<R>({ layer, resetState }: Honest, call: () => R): R {
  try {
    return call();
  } catch (error) {
    if (!layer.disposed) resetState();
    throw error;
  }
}

export const storedStateMutants: readonly Mutant[] = [
  historyMutant(
    'reset-by-reference',
    'P4',
    'resetState(tensor) that goes to zeros once the tensor is disposed of',
    (honest) => {
      if (!isStateful(honest)) return {};
      let given: Leaves = {};
      return {
        resetState: (state?: unknown) => {
          honest.resetState(state);
          given = state === undefined ? {} : leavesOf(honest.config, state);
        },
        run: (x, options) => {
          if (isGone(given)) honest.resetState();
          given = {};
          return honest.run(x, options);
        },
      };
    },
  ),
  historyMutant(
    'stored-is-returned',
    'P1',
    'a stored state that goes with the result that returned it',
    (honest) => {
      if (!isStateful(honest)) return {};
      let last: Leaves = {};
      return {
        run: (x, options) => {
          if (isGone(last)) honest.resetState();
          const result = honest.run(x, options);
          last = result.state === undefined ? {} : leavesOf(honest.config, result.state);
          return result;
        },
      };
    },
  ),
  backendMutant({
    id: 'history/reset-resets-all',
    clause: 'P9',
    says: 'resetState() of one layer that resets every other',
    changesValues: true,
    change: (plain) => {
      const resets: (() => void)[] = [];
      return {
        layer: (config, weights) => {
          const layer = plain.layer(config, weights);
          if (!flagsOf(layer.config).stateful) return layer;
          const reset = layer.resetState.bind(layer);
          resets.push(() => {
            if (!layer.disposed) reset();
          });
          layer.resetState = (state) => {
            for (const each of state === undefined ? resets : []) each();
            reset(state);
          };
          return layer;
        },
      };
    },
  }),
  backendMutant({
    id: 'history/stored-by-width',
    clause: 'P9',
    says: 'one stored state for all layers that are as wide',
    changesValues: true,
    change: (plain) => {
      const states = new Map<string, { by: object; state: unknown }>();
      return {
        layer: (config, weights) => {
          const layer = plain.layer(config, weights);
          const { stateful, returnState } = flagsOf(layer.config);
          if (!stateful || !returnState) return layer;
          const run = layer.run.bind(layer);
          layer.run = (x, options) => {
            const key = JSON.stringify([stateLeaves(layer.config), batchOf(x)]);
            const other = states.get(key);
            if (other !== undefined && other.by !== layer && !layer.disposed) {
              layer.resetState(other.state as never);
            }
            const result = run(x, options);
            const { state } = result as { state?: unknown };
            const kept = namedState(layer.config, copied(layer, state));
            states.set(key, { by: layer, state: kept });
            return result;
          };
          return layer;
        },
      };
    },
  }),
  historyMutant(
    'masked-backwards-forgets',
    'P7',
    'a masked call of a layer that goes backwards, which stores zeros',
    (honest) => ({
      run: (x, options) => {
        const result = honest.run(x, options);
        const { stateful, goBackwards } = flagsOf(honest.config);
        if (stateful && goBackwards && options?.mask !== undefined) honest.resetState();
        return result;
      },
    }),
  ),
  historyMutant(
    'refusal-frees-batch',
    'P10',
    'a refused batch that resets the stored state',
    (honest) => {
      if (!isStateful(honest)) return {};
      return {
        run: (x, options) => orForgets(honest, () => honest.run(x, options)),
      };
    },
  ),
  historyMutant(
    'bad-reset-forgets',
    'P10',
    'a refused resetState(state) that resets the stored state',
    (honest) => {
      if (!isStateful(honest)) return {};
      return {
        resetState: (state?: unknown) => orForgets(honest, () => honest.resetState(state)),
      };
    },
  ),
  historyMutant(
    'bad-mask-forgets',
    'P10',
    'a refused mask that resets the stored state',
    (honest) => {
      if (!isStateful(honest)) return {};
      return {
        run: (x, options) =>
          options?.mask === undefined
            ? honest.run(x, options)
            : orForgets(honest, () => honest.run(x, options)),
      };
    },
  ),
  historyMutant(
    'state-swapped',
    'P4',
    'resetState(state) that a second one of the same shape does not replace',
    (honest) => {
      if (!isStateful(honest)) return {};
      const first = new Map<number, unknown>();
      return {
        resetState: (state?: unknown) => {
          honest.resetState(state);
          if (state === undefined) return;
          const leaves = mapLeaves(leavesOf(honest.config, state), (leaf) =>
            (leaf as Partial<AnyTensor>).disposed === true ? zeroed(leaf) : leaf,
          );
          const batch = batchOf(Object.values(leaves)[0] as TensorLike);
          const known = first.get(batch) ?? namedState(honest.config, copied(honest, state));
          first.set(batch, known);
          honest.resetState(known);
        },
      };
    },
  ),
];
