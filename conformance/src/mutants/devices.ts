// Tensors of the backend's own that a call changes, ends or hands out again: clauses L1, L9, I2.

import type { TensorLike } from '@gatefold/contract';
import { leavesIn } from '@gatefold/contract/author';
import { type AnyTensor, type Honest, type Mutant, runMutant, withParts } from './mutant.ts';

type Run = Parameters<typeof runMutant>[0]['run'];

const device = (id: string, clause: string, says: string, run: Run): Mutant =>
  runMutant({ id: `devices/${id}`, clause, says, run });

const isTensor = (value: unknown): value is AnyTensor =>
  typeof (value as { data?: unknown } | undefined)?.data === 'function';

/** From now on the tensor reads otherwise. */
function overwrite(tensor: AnyTensor, change: (numbers: Float32Array) => Float32Array): void {
  const read = tensor.data.bind(tensor);
  tensor.data = async (target) => {
    const numbers = change(await read());
    if (target === undefined) return numbers;
    target.set(numbers);
    return target;
  };
}

const statesIn = (state: unknown): AnyTensor[] =>
  [...leavesIn(state)].map(([, leaf]) => leaf).filter(isTensor);

/** Runs, and does something to an x that lies on the device. */
const onX =
  (change: (x: AnyTensor, honest: Honest) => void): Run =>
  (honest, x: TensorLike, options) => {
    const result = honest.run(x, options);
    if (isTensor(x)) change(x, honest);
    return result;
  };

export const deviceMutants: readonly Mutant[] = [
  device(
    'x-reversed',
    'L1',
    'x that is reversed where it lies when steps go backwards',
    onX((x, { config }) => {
      if (config.kind !== 'bidirectional' && config.goBackwards) {
        overwrite(x, (numbers) => numbers.toReversed());
      }
    }),
  ),
  device(
    'x-zeroed',
    'L1',
    'x that is zero after the call',
    onX((x) => overwrite(x, (numbers) => numbers.fill(0))),
  ),
  device(
    'x-consumed',
    'L1',
    'x that is disposed of by the call',
    onX((x) => x.dispose()),
  ),
  device(
    'state-consumed',
    'I2',
    'an initial state that is disposed of by the call',
    (honest, x, options) => {
      const result = honest.run(x, options);
      for (const tensor of statesIn(options?.initialState)) tensor.dispose();
      return result;
    },
  ),
  device(
    'state-overwritten',
    'L1',
    'an initial state that holds the final one after the call',
    (honest, x, options) => {
      const result = honest.run(x, options);
      for (const tensor of statesIn(options?.initialState)) {
        overwrite(tensor, (numbers) => numbers.map((value) => value / 2));
      }
      return result;
    },
  ),
  device(
    'state-returned',
    'I2',
    'a GRU that returns the initial state’s tensor as its state where all is masked',
    (honest, x, options) => {
      const result = honest.run(x, options);
      const [given] = statesIn(options?.initialState);
      const { mask } = options ?? {};
      const isGru = honest.config.kind === 'gru' && result.state !== undefined;
      if (given === undefined || !isGru || mask === undefined) return result;
      const { h } = result.state as { h: AnyTensor };
      const dispose = h.dispose.bind(h);
      // One buffer under two names: the end of one is the end of the other.
      h.dispose = () => {
        dispose();
        given.dispose();
      };
      return withParts(result, { state: { h } });
    },
  ),
];
