// Tensors of which one is in another form, whatever layer it is for and wherever in its weights and states it stands.

import type { LayerConfig, Supports } from '@gatefold/contract';
import { leavesIn, mapLeaves, withFlags } from '@gatefold/contract/author';
import { type Lab, namedState } from '../lab.ts';
import { drawState, seeded } from '../random.ts';
import { arrangements, weightsFor } from './every-place.ts';
import { batch, make, runLayer, withLayer, x } from './refused-layer.ts';
import type { Forms } from './spoilt.ts';
import type { Values } from '../values.ts';

type Attempts = Record<string, (lab: Lab) => unknown>;

const stateOf = (config: LayerConfig): unknown =>
  namedState(config, drawState(seeded(2), config, batch));

/** The nest with each of its tensors in each form, under the path of the tensor and the name of the form. */
function inEachForm(nest: unknown, forms: Forms): [path: string, form: string, changed: unknown][] {
  return leavesIn(nest).flatMap(([path]) =>
    Object.entries(forms).map(([form, spoil]): [string, string, unknown] => [
      path,
      form,
      mapLeaves(nest, (leaf, at) => (at === path ? spoil(leaf as Values) : leaf)),
    ]),
  );
}

/** Makes a layer of each arrangement with each tensor of its weights that is meant in each form. */
export function everyWeight(supports: Supports, forms: Forms, meant: RegExp = /./): Attempts {
  const attempts: Attempts = {};
  for (const [what, config] of Object.entries(arrangements(supports))) {
    for (const [path, form, weights] of inEachForm(weightsFor(config), forms)) {
      if (meant.test(path))
        attempts[`${path} of ${what} ${form}`] = (lab) => make(lab, config, weights);
    }
  }
  return attempts;
}

/** What begins with a state: a run, a stored state, a stream, and a stream that begins again. */
function beginningsOf(
  { stateful, streaming }: Supports,
  config: LayerConfig,
): Record<string, (lab: Lab, state: unknown) => unknown> {
  const weights = weightsFor(config);
  const kept = withFlags(config, { stateful: true });
  return {
    run: (lab, initialState) => runLayer(lab, config, weights, x, { initialState }),
    ...(stateful && {
      resetState: (lab, state) => withLayer(lab, kept, weights, (layer) => layer.resetState(state)),
    }),
    ...(streaming &&
      config.kind !== 'bidirectional' && {
        stream: (lab, initialState) =>
          withLayer(lab, config, weights, (layer) => layer.stream({ batch, initialState })),
        reset: (lab, state) =>
          withLayer(lab, config, weights, (layer) => layer.stream({ batch }).reset(state)),
      }),
  };
}

/** Begins with a state of each arrangement of which each tensor has each form, in the ways that are meant. */
export function everyState(supports: Supports, forms: Forms, meant: RegExp = /./): Attempts {
  const attempts: Attempts = {};
  for (const [what, config] of Object.entries(arrangements(supports))) {
    for (const [beginning, begin] of Object.entries(beginningsOf(supports, config))) {
      if (!meant.test(beginning)) continue;
      for (const [path, form, state] of inEachForm(stateOf(config), forms)) {
        attempts[`${beginning} of ${what}, ${path} ${form}`] = (lab) => begin(lab, state);
      }
    }
  }
  return attempts;
}

/** Begins with a state as it must be, wherever one may. */
export async function beginEach(lab: Lab): Promise<void> {
  for (const config of Object.values(arrangements(lab.supports))) {
    for (const begin of Object.values(beginningsOf(lab.supports, config)))
      await begin(lab, stateOf(config));
  }
}
