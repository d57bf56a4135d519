// The reference's arithmetic on a device that forgives nothing: it shows the suite what arrays in memory would hide, a
// buffer freed twice or never, an empty call, numbers of another size, weights that are not the backend's own.

import { type Backend } from '@gatefold/contract';
import {
  type CheckedCell,
  defineBackend,
  hostMemory,
  type KernelSupports,
} from '@gatefold/contract/author';
import { gruCell } from '../../cpu/src/gru-cell.ts';
import { lstmCell } from '../../cpu/src/lstm-cell.ts';
import { prepareSequence, runSequence } from '../../cpu/src/sequence.ts';
import { simpleRNNCell } from '../../cpu/src/simple-rnn-cell.ts';

const cells = { simpleRNN: simpleRNNCell, lstm: lstmCell, gru: gruCell };

export function strictBackend(supports: KernelSupports): Backend {
  const host = hostMemory<Float64Array>(Float64Array);
  const buffers = new Set<Float64Array>();
  const prepared = new Set<CheckedCell>();
  let isOpen = true;
  const demand = (what: string, holds: boolean): void => {
    if (!holds) throw new Error(`device: ${what}`);
  };
  const demandBuffer = (buffer: Float64Array, size: number): void => {
    demand('a buffer that is there', buffers.has(buffer));
    demand(`a buffer of ${size}`, buffer.length === size);
  };
  return defineBackend<Float64Array, CheckedCell>({
    name: 'strict',
    supports,
    allocate(size) {
      const buffer = host.allocate(size);
      buffers.add(buffer);
      return buffer;
    },
    free: (buffer) => demand('free what is there', buffers.delete(buffer)),
    write(buffer, data) {
      demandBuffer(buffer, data.length);
      host.write(buffer, data);
    },
    copy(from, to) {
      demand('two buffers to copy', from !== to);
      demandBuffer(to, from.length);
      demandBuffer(from, to.length);
      host.copy(from, to);
    },
    async read(buffer, target) {
      demandBuffer(buffer, target.length);
      const numbers = buffer.slice();
      await Promise.resolve();
      target.set(numbers);
    },
    merge(call) {
      demand('rows to merge', call.rows > 0);
      host.merge(call);
    },
    // Kept as they are given, and laid out for each run: weights that were not copied would show.
    // Later, as where kernels are compiled, so that every run waits at first and bytes grow when they are there.
    async prepare(checked) {
      await Promise.resolve();
      prepared.add(checked);
      return checked;
    },
    bytes: ({ weights }) =>
      Object.values(weights).reduce((sum, { byteLength }) => sum + byteLength, 0),
    release: (checked) => demand('release what is prepared', prepared.delete(checked)),
    run(call) {
      const { x, initialState, output, finalState } = call;
      demand('steps to run', call.batch > 0 && call.timeSteps > 0);
      const written = [output, finalState.h, finalState.c];
      demand(
        'other buffers to write than to read',
        ![x, initialState.h, initialState.c].some((buffer) => written.includes(buffer)),
      );
      const cell = cells[call.prepared.cell.kind](call.prepared);
      runSequence({ ...call, prepared: prepareSequence(cell) });
    },
    dispose() {
      demand('one end', isOpen);
      demand('nothing left behind', buffers.size + prepared.size === 0);
      isOpen = false;
    },
  });
}
