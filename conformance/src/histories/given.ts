// What a call of a history is given: an x or a frame, and a state to begin with, which may be one that is alive.

import { type InitialState, type LayerConfig, type TensorLike } from '@gatefold/contract';
import { stateLeaves } from '@gatefold/contract/author';
import type { Values } from '../values.ts';
import type { Kept, Made, Opened } from './made.ts';
import { joined } from './program.ts';

/** A state as an argument: how a program writes it, and what is passed; nothing where none is. */
export interface GivenState extends Partial<Kept> {
  readonly text?: string;
  readonly given?: InitialState<LayerConfig>;
  /** The result that it is of. */
  readonly of?: Made;
}

/** An x, or a frame, as an argument. */
export interface GivenInput {
  readonly text: string;
  readonly given: TensorLike;
  readonly values: Values;
  readonly steps: number;
}

/** States of results and streams that a layer could begin with, the latest first. */
export function statesAlive(
  { results, streams }: { readonly results: readonly Made[]; readonly streams: readonly Opened[] },
  config: LayerConfig,
  batch: number | undefined,
): GivenState[] {
  const layout = layoutOf(config);
  const fits = (other: LayerConfig, rows: number): boolean =>
    layoutOf(other) === layout && (batch === undefined || rows === batch);
  const ofResults = results
    .filter((made) => fits(made.config, made.batch) && heldStateOf(made) !== undefined)
    .map((made) => ({
      text: `${made.name}.state`,
      given: made.state as InitialState<LayerConfig>,
      leaves: heldStateOf(made) as Kept['leaves'],
      batch: made.batch,
      steps: made.steps,
      of: made,
    }));
  const ofStreams = streams
    .filter((opened) => fits(opened.slot.plan.config, opened.batch))
    .map(({ name, stream, state }) => ({
      text: `${name}.state`,
      given: stream.state as InitialState<LayerConfig>,
      ...state,
    }));
  return [...ofResults, ...ofStreams].toReversed();
}

/** Tensors of results that have a shape, the latest first. */
export function tensorsAlive(
  { results }: { readonly results: readonly Made[] },
  shape: readonly number[],
): GivenInput[] {
  return results
    .flatMap(({ held, steps }) =>
      held.map(({ text, tensor, wanted }) => ({ text, given: tensor, values: wanted, steps })),
    )
    .filter(({ values }) => values.shape.join() === shape.join())
    .toReversed();
}

/** The leaves of a state that is alive whole. */
function heldStateOf({ config, held }: Made): Kept['leaves'] | undefined {
  const leaves = stateLeaves(config).map(({ path }) => {
    const leaf = held.find((one) => one.path === joined('state', path));
    return [path, leaf?.wanted] as const;
  });
  if (leaves.some(([, values]) => values === undefined)) return undefined;
  return Object.fromEntries(leaves) as Kept['leaves'];
}

function layoutOf(config: LayerConfig): string {
  return stateLeaves(config)
    .map(({ path, units }) => `${path}:${units}`)
    .join();
}
