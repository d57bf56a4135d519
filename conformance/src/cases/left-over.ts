// L5: what a call keeps while its layer lives is what the first of its kind has kept.

import type { CellWeights, Tensor } from '@gatefold/contract';
import type { CellLayer } from '../counterexample.ts';
import { type Lab, type LabOptions, namedOptions } from '../lab.ts';
import { drawState, seeded } from '../random.ts';
import { expectMemory, filled, type Values } from '../values.ts';
import { tensorLike } from './many-at-once.ts';

/** Each kind of call, made again while its layer lives, leaves memory() as it was. */
export async function expectNothingLeft(
  lab: Lab,
  config: CellLayer<true, true>,
  weights: CellWeights,
  x: Values,
): Promise<void> {
  const [batch, timeSteps] = x.shape as [number, number];
  const layer = lab.layer(config, weights);
  const initialState = drawState(seeded(lab.seed + 2), config, batch);
  const kinds: { says: string; given: Values | Tensor; options: LabOptions }[] = [
    { says: 'from zeros', given: x, options: {} },
    { says: 'from a state', given: x, options: { initialState } },
    { says: 'of a tensor', given: tensorLike(lab, config, x), options: {} },
  ];
  if (lab.supports.masking) {
    const mask = filled([batch, timeSteps], 1);
    kinds.push({ says: 'with a mask', given: x, options: { mask } });
  }
  const call = async ({ given, options }: (typeof kinds)[0]): Promise<void> => {
    const result = layer.run(given, namedOptions(config, options));
    await result.output.data();
    result.dispose();
    await lab.backend.idle();
  };
  // What a device makes once for a kind of call is there after the second.
  for (const kind of [...kinds, ...kinds]) await call(kind);
  for (const kind of kinds) {
    const before = lab.backend.memory();
    for (let again = 0; again < 3; again++) await call(kind);
    expectMemory(`after three calls ${kind.says}`, lab.backend, before);
  }
}
