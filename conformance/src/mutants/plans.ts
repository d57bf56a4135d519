// Plans, programs and scratch that a call leaves for one that is not like it. Clauses L16, R1.

import { type LayerConfig, tensorsOf } from '@gatefold/contract';
import { flagsOf } from '@gatefold/contract/author';
import type { LooseOptions } from '../untyped.ts';
import { historyMutant } from './history-mutant.ts';
import { hostOf, keyOf, withStep } from './host-input.ts';
import { backendMutant, type Mutant } from './mutant.ts';
import { batchOf } from './state-now.ts';
import { tell } from './told-numbers.ts';

export const planMutants: readonly Mutant[] = [
  historyMutant(
    'mask-sticks',
    'L16',
    'a mask that holds for the next call of the same shape too',
    ({ run }) => {
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
    },
  ),
  historyMutant(
    'no-options-no-state',
    'P1',
    'a run without a word of options that takes another way, on which a stored state is forgotten',
    ({ config, run, resetState }) => ({
      run: (x, options) => {
        if (options === undefined && flagsOf(config).stateful) resetState();
        return run(x, options);
      },
    }),
  ),
  historyMutant(
    'third-shape',
    'L16',
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
  historyMutant(
    'plan-by-size',
    'L16',
    'a plan that is kept by batch times timeSteps',
    ({ run }) => {
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
    },
  ),
  historyMutant(
    'plan-by-text',
    'L16',
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
  historyMutant(
    'fiftieth-backwards',
    'R1',
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
  ),
  historyMutant(
    'plan-by-batch',
    'L16',
    'a plan that keeps the number of steps it was made for',
    ({ run }) => {
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
    },
  ),
  historyMutant(
    'batch-shrinks',
    'L16',
    'rows of a larger batch left in the scratch of a smaller',
    ({ run }) => {
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
    },
  ),
  historyMutant('hundredth-run', 'L16', 'a hundredth run that is off', ({ run }) => {
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
