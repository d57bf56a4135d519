// Makes a result of the buffers that a run has filled: tensors with their shapes, under their names. Clauses S3, S9, B5, B6, K3.

import type { Extent } from './check-call.ts';
import { flagsOf, type LayerConfig, unitsOf } from '../config.ts';
import type { Ledger, Slot } from './ledger.ts';
import { nestState, stateLeaves } from '../state.ts';

/** What a run made, as buffers. */
export interface Outcome<B> {
  /** One for each output: two when a Bidirectional does not merge. */
  readonly outputs: readonly Slot<B>[];
  /** Leaves, as in state.ts. */
  readonly finalState: readonly Slot<B>[];
}

/** The shapes of a layer's outputs: two when a Bidirectional does not merge. */
export function outputShapes(config: LayerConfig, { batch, timeSteps }: Extent): number[][] {
  const rows = flagsOf(config).returnSequences ? [batch, timeSteps] : [batch];
  return outputUnits(config).map((units) => [...rows, units]);
}

function outputUnits(config: LayerConfig): number[] {
  if (config.kind !== 'bidirectional') return [unitsOf(config)];
  const [forward, backward] = [unitsOf(config.layer), unitsOf(config.backwardLayer)];
  if (config.mergeMode === null) return [forward, backward];
  return [config.mergeMode === 'concat' ? forward + backward : forward];
}

/** Makes a result: tensors that hold the buffers, under the names that users see. */
export function nameResult<B>(
  ledger: Ledger<B>,
  config: LayerConfig,
  extent: Extent,
  { outputs: made, finalState }: Outcome<B>,
): object {
  const shapes = outputShapes(config, extent);
  const outputs = made.map((slot, index) =>
    ledger.tensor(ledger.hold(slot), shapes[index] as number[]),
  );
  const output = outputs.length === 1 ? outputs[0] : { forward: outputs[0], backward: outputs[1] };
  if (!flagsOf(config).returnState) return disposable({ output }, outputs);
  const leaves = stateLeaves(config).map(({ units }, index) =>
    ledger.tensor(ledger.hold(finalState[index] as Slot<B>), [extent.batch, units]),
  );
  const state = nestState(config, leaves);
  return disposable({ output, state }, [...outputs, ...leaves]);
}

/** Gives a result its dispose(), out of sight of Object.keys and JSON. */
function disposable(result: object, tensors: readonly { dispose(): void }[]): object {
  const dispose = (): void => {
    for (const made of tensors) made.dispose();
  };
  return Object.defineProperties(result, {
    dispose: { value: dispose },
    [Symbol.dispose]: { value: dispose },
  });
}
