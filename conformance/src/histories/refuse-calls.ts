// Calls that must be refused, and leave everything as it was.

import type { RunOptions, TensorLike } from '@gatefold/contract';
import { flagsOf, leavesIn } from '@gatefold/contract/author';
import { expectRefusal } from '../cases/refusal.ts';
import { filled, type Values } from '../values.ts';
import type { RefuseCall } from './history.ts';
import { type AnyLayer, maskOf, maskText, pick } from './layer-calls.ts';
import type { Slot } from './slot.ts';
import type { World } from './world.ts';

interface Refused {
  readonly text: string;
  readonly code: 'RNN_SHAPE' | 'RNN_DISPOSED' | 'RNN_CONFIG';
  readonly attempt: () => unknown;
}

export async function refuse(world: World, call: RefuseCall): Promise<void> {
  const slot = world.slot(call.layer);
  const refused = refusedBy(world, slot, call);
  if (refused === undefined) return;
  world.write(`try { ${refused.text} } catch {}`);
  await expectRefusal(refused.text, refused.code, refused.attempt);
}

/** Undefined where the history holds nothing that could be refused so. */
function refusedBy(world: World, slot: Slot, { what, k }: RefuseCall): Refused | undefined {
  const { inputDim, config } = slot.plan;
  const layer: AnyLayer = slot.layer;
  const batch = slot.stored?.batch ?? 1 + (k % 3);
  const zeros = (shape: readonly number[]): { text: string; tensor: Values } => {
    const tensor = filled(shape, 0);
    const { length } = tensor.data;
    return {
      text: `{ shape: [${shape.join(', ')}], data: new Float32Array(${length}) }`,
      tensor,
    };
  };
  const x = zeros([batch, 2, inputDim]);
  const runWith = (text: string, given: TensorLike, options?: RunOptions): Refused => ({
    text: `${slot.name}.run(${text})`,
    code: 'RNN_SHAPE',
    attempt: () => layer.run(given, options),
  });
  switch (what) {
    case 'x': {
      const wide = zeros([batch, 2, inputDim + 1]);
      return runWith(wide.text, wide.tensor);
    }
    case 'storedBatch': {
      if (slot.stored === undefined) return undefined;
      const other = zeros([k % 2 === 0 || batch < 2 ? batch + 1 : batch - 1, 2, inputDim]);
      return runWith(other.text, other.tensor);
    }
    case 'mask': {
      const mask = maskOf(k, batch, 3);
      return runWith(`${x.text}, { mask: ${maskText(mask)} }`, x.tensor, { mask });
    }
    case 'initialState': {
      const state = world.state(config, { state: 'numbers', age: 0, k }, batch + 1, batch + 1);
      return runWith(`${x.text}, { initialState: ${state.text} }`, x.tensor, {
        initialState: state.given,
      } as RunOptions);
    }
    case 'resetState': {
      if (flagsOf(config).stateful) return undefined;
      return {
        text: `${slot.name}.resetState()`,
        code: 'RNN_CONFIG',
        attempt: () => layer.resetState(),
      };
    }
    case 'options': {
      return {
        text: `${slot.name}.run(${x.text}, { training: false })`,
        code: 'RNN_CONFIG',
        attempt: () => layer.run(x.tensor, { training: false } as unknown as RunOptions),
      };
    }
    case 'disposed':
      return runOfDisposed(world, slot, x.text, x.tensor);
    case 'frame': {
      const opened = pick(world.streams, 0);
      if (opened === undefined) return undefined;
      const frame = zeros([opened.batch, opened.slot.plan.inputDim + 1]);
      return {
        text: `${opened.name}.push(${frame.text})`,
        code: 'RNN_SHAPE',
        attempt: () => opened.stream.push(frame.tensor),
      };
    }
  }
}

/** A run with the state of a result that has been disposed of. */
function runOfDisposed(world: World, slot: Slot, text: string, x: Values): Refused | undefined {
  const made = pick(
    world.results,
    0,
    ({ config, held }) =>
      config === slot.plan.config &&
      flagsOf(config).returnState &&
      !held.some(({ path }) => path.startsWith('state')),
  );
  if (made === undefined || made.batch !== x.shape[0]) return undefined;
  const [leaf] = leavesIn(made.state);
  if (leaf === undefined) return undefined;
  return {
    text: `${slot.name}.run(${text}, { initialState: ${made.name}.state })`,
    code: 'RNN_DISPOSED',
    attempt: () =>
      (slot.layer as AnyLayer).run(x, { initialState: made.state } as unknown as RunOptions),
  };
}
