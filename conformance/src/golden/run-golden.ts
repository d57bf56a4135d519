// One golden on the lab: its calls one after another, each compared with what Keras computed.

import type { CellWeights } from '@gatefold/contract';
import { namedState, type Lab, type LabOptions } from '../lab.ts';
import { deviationsOf, expectGolden, firstIllStep } from './compare.ts';
import type { Golden, Leaves, StoredCall } from './golden.ts';
import { leavesOfStored, valuesOf, weightsOf } from './load.ts';
import { canStep, expectSteps } from './stepwise.ts';
import type { Values } from '../values.ts';

type GoldenOptions = LabOptions & { readonly initialState?: Leaves<Values> };

export async function runGolden(lab: Lab, golden: Golden): Promise<void> {
  const { config, calls } = golden;
  const { claims } = lab;
  const weights = weightsOf(golden);
  const layer = lab.layer(config, weights);
  for (const [index, call] of calls.entries()) {
    const what = calls.length === 1 ? '' : `call ${index}: `;
    const { reset } = call;
    if (reset === 'zeros') layer.resetState();
    else if (reset !== undefined) layer.resetState(namedState(config, leavesOfStored(reset)));
    const x = valuesOf(call.x);
    const options = optionsOf(call);
    const got = await lab.observe(layer, x, options);
    const deviations = deviationsOf(call, claims);
    const ill = firstIllStep(deviations);
    lab.note(expectGolden(what, got, call.truth, deviations, claims.precision, ill));
    if (ill !== undefined) {
      lab.isIllConditioned = true;
      // Where an activation jumps, a step has no bound either: the steps before are all that is compared.
      if (canStep(config)) {
        await expectSteps(lab, config, weights as CellWeights, x, options.initialState);
      }
    }
  }
}

function optionsOf({ mask, initialState }: StoredCall): GoldenOptions {
  return {
    ...(mask === undefined ? {} : { mask: { shape: mask.shape, data: mask.data } }),
    ...(initialState === undefined ? {} : { initialState: leavesOfStored(initialState) }),
  };
}
