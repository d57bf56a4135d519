// The reference backend: float64 inside, rounded to float32 where numbers are read. Clauses S12, L3.

import { activationNames, type Backend } from '@gatefold/contract';
import { type CheckedCell, defineBackend, hostMemory } from '@gatefold/contract/author';
import type { Cell } from './cell.ts';
import { gruCell } from './gru-cell.ts';
import { lstmCell } from './lstm-cell.ts';
import { type PreparedCell, prepareSequence, runSequence } from './sequence.ts';
import { simpleRNNCell } from './simple-rnn-cell.ts';

// One install is enough for an app: the contract's builders come with the backend.
export * from '@gatefold/contract';

const cells = { simpleRNN: simpleRNNCell, lstm: lstmCell, gru: gruCell } satisfies Record<
  string,
  (checked: CheckedCell) => Cell
>;

/**
 * Makes the reference backend: every cell, every option, every activation; synchronous.
 *
 * States stay in float64 for as long as they stay on the backend, so that a sequence run in parts, or as a stream,
 * equals the same sequence run whole, to the last bit. Only float32's range they share: what a step or a merge makes too
 * large for it is infinite from there on (clause V13), as it would be for a state that was read and given back.
 *
 * @example
 *   import { cpu } from '@gatefold/cpu';
 *   using backend = await cpu();
 *   backend.supports.precision; // => 'f64'
 */
export async function cpu(): Promise<Backend> {
  return defineBackend<Float64Array, PreparedCell>({
    name: 'cpu',
    supports: {
      cells: ['simpleRNN', 'lstm', 'gru'],
      activations: activationNames,
      resetAfter: [true, false],
      masking: true,
      goBackwards: true,
      dataSync: true,
      precision: 'f64',
    },
    ...hostMemory<Float64Array>(Float64Array),
    prepare: (checked) => prepareSequence(cells[checked.cell.kind](checked)),
    bytes: ({ bytes }) => bytes,
    run: runSequence,
  });
}

export default cpu;
