// Results that a later call, a read or a refused call spoils. Clauses L17, E23.

import { tensorsOf } from '@gatefold/contract';
import { flagsOf } from '@gatefold/contract/author';
import { historyMutant, type LayerChange } from './history-mutant.ts';
import { hostOf, keyOf, withStep } from './host-input.ts';
import { type AnyResult, type Mutant, onTensors, runMutant } from './mutant.ts';
import { tell } from './told-numbers.ts';

/** As many outputs of each shape by turns: one that is made so many calls later is written over an earlier one. */
function pooled(size: number): LayerChange {
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

export const spoiltResultMutants: readonly Mutant[] = [
  historyMutant(
    'fifth-output',
    'L17',
    'four outputs by turns: the fifth is written over the first',
    pooled(4),
  ),
  historyMutant(
    'hundredth-output',
    'L17',
    'a hundred outputs by turns: the next is written over the first',
    pooled(100),
  ),
  historyMutant(
    'second-output',
    'L17',
    'two outputs by turns: the third is written over the first',
    pooled(2),
  ),
  historyMutant(
    'read-once',
    'L17',
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
  ),
  historyMutant(
    'x-in-place',
    'L17',
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
  ),
  historyMutant(
    'output-frees-state',
    'L17',
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
  ),
  historyMutant(
    'freed-while-pending',
    'L17',
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
  ),
  historyMutant(
    'after-refusal',
    'E23',
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
  ),
  runMutant({
    id: 'history/refused-target',
    clause: 'L12',
    says: 'a tensor that reads as zeros once a target of another size was refused',
    changesValues: true,
    run: onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      let isMapped = false;
      tensor.data = async (target) => {
        try {
          const numbers = await read(target);
          return isMapped ? numbers.fill(0) : numbers;
        } catch (error) {
          isMapped = true;
          throw error;
        }
      };
    }),
  }),
  historyMutant('half-refused', 'E23', 'a refused call whose x is read by the next', ({ run }) => {
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
  }),
];
