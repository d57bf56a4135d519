// One sequence through the cells of a layer: stacks chained, directions merged. Only here are kernels run for `run`.
// Clauses S7, S8, B1 to B14, K1 to K8.

import type { CellConfig, DirectionalConfig, LayerConfig } from '../config.ts';
import { flagsOf, unitsOf } from '../config.ts';
import type { Extent } from '../shell/check-call.ts';
import type { Slot } from '../shell/ledger.ts';
import type { Outcome } from '../shell/name-result.ts';
import type { Scope } from '../shell/scope.ts';
import { stateNames } from '../state.ts';
import type { KernelQueue } from './kernel-queue.ts';
import type { PreparedCall } from './kernel-work.ts';
import type { Prepared } from './pending.ts';

/** A cell whose weights lie on the device. */
export interface PreparedCell<P> {
  readonly cell: CellConfig;
  readonly inputDim: number;
  readonly prepared: Prepared<P>;
}

/** A layer's cells in one direction. */
export interface Direction<P> {
  readonly config: DirectionalConfig;
  readonly cells: readonly PreparedCell<P>[];
}

interface Sequence<B> {
  readonly extent: Extent;
  /** [batch, timeSteps, inputDim] */
  readonly x: Slot<B>;
  readonly mask: Uint8Array | null;
  /** Leaves, as in state.ts. */
  readonly initialState: readonly Slot<B>[];
}

/** Runs a layer of any kind over one sequence. */
export function runLayer<B, P>(
  queue: KernelQueue<B, P>,
  scope: Scope<B>,
  config: LayerConfig,
  directions: readonly Direction<P>[],
  sequence: Sequence<B>,
): Outcome<B> {
  const { returnSequences, zeroOutputForMask } = flagsOf(config);
  if (config.kind !== 'bidirectional') {
    const options = { alignOutput: config.alignOutput, zeroOutputForMask };
    const run = (call: PreparedCall<B, P>): void => queue.run(call);
    const only = directions[0] as Direction<P>;
    const { output, finalState } = runDirection(run, scope, only, sequence, options);
    return { outputs: [output], finalState };
  }
  // Keras 3 overrides the layers' own zeroOutputForMask (bidirectional.py, _force_zero_output_for_mask).
  const options = { alignOutput: true, zeroOutputForMask: returnSequences };
  // Where the kernels can, both wait for each other.
  const waiting: PreparedCall<B, P>[] = [];
  const waits = queue.canRunBoth && directions.every(({ cells }) => cells.length === 1);
  const run = (call: PreparedCall<B, P>): void => {
    if (waits) waiting.push(call);
    else queue.run(call);
  };
  let taken = 0;
  const both = directions.map((direction) => {
    const count = direction.cells.reduce((sum, { cell }) => sum + stateNames(cell).length, 0);
    const initialState = sequence.initialState.slice(taken, (taken += count));
    return runDirection(run, scope, direction, { ...sequence, initialState }, options);
  });
  const [first, second] = waiting;
  if (first !== undefined && second !== undefined) queue.runBoth(first, second);
  const outputs = both.map(({ output }) => output);
  const finalState = both.flatMap((direction) => direction.finalState);
  if (config.mergeMode === null) return { outputs, finalState };
  const rows = sequence.extent.batch * (returnSequences ? sequence.extent.timeSteps : 1);
  const [forwardUnits, backwardUnits] = [unitsOf(config.layer), unitsOf(config.backwardLayer)];
  const width = config.mergeMode === 'concat' ? forwardUnits + backwardUnits : forwardUnits;
  const output = scope.allocate(rows * width);
  const [forward, backward] = outputs as [Slot<B>, Slot<B>];
  if (rows > 0) {
    queue.merge({
      mode: config.mergeMode,
      rows,
      forward: forward.buffer,
      forwardUnits,
      backward: backward.buffer,
      backwardUnits,
      output: output.buffer,
    });
  }
  return { outputs: [output], finalState };
}

function runDirection<B, P>(
  run: (call: PreparedCall<B, P>) => void,
  scope: Scope<B>,
  { config, cells }: Direction<P>,
  { extent, x, mask, initialState }: Sequence<B>,
  { alignOutput, zeroOutputForMask }: { alignOutput: boolean; zeroOutputForMask: boolean },
): { output: Slot<B>; finalState: Slot<B>[] } {
  const { batch, timeSteps } = extent;
  const finalState: Slot<B>[] = [];
  let input = x;
  let taken = 0;
  for (const [index, { cell, prepared }] of cells.entries()) {
    const isLast = index === cells.length - 1;
    const returnSequences = isLast ? config.returnSequences : true;
    const leaves = stateNames(cell).length;
    const initial = initialState.slice(taken, (taken += leaves));
    if (batch === 0 || timeSteps === 0) {
      // Clause S8: nothing to process, so the state stays and its h stands for the last output.
      finalState.push(...initial);
      input = returnSequences ? scope.allocate(0) : (initial[0] as Slot<B>);
      continue;
    }
    const final = initial.map(() => scope.allocate(batch * cell.units));
    const output = scope.allocate(batch * (returnSequences ? timeSteps : 1) * cell.units);
    run({
      prepared,
      batch,
      timeSteps,
      x: input.buffer,
      mask,
      resumes: null,
      initialState: stateBuffers(initial),
      goBackwards: config.goBackwards,
      // A stack's next cell reads row t at step t, whichever way the steps are taken.
      alignOutput: alignOutput || !isLast,
      returnSequences,
      zeroOutputForMask: zeroOutputForMask && isLast,
      output: output.buffer,
      finalState: stateBuffers(final),
    });
    finalState.push(...final);
    input = output;
  }
  return { output: input, finalState };
}

export function stateBuffers<B>(slots: readonly Slot<B>[]): { h: B; c: B } {
  const [h, c = h] = slots as [Slot<B>, Slot<B>?];
  return { h: h.buffer, c: c.buffer };
}
