// What a call must give: the plain backend of this suite, made for this call, which has seen no other.

import type { LayerConfig, Mask, WeightsOf } from '@gatefold/contract';
import { withFlags } from '@gatefold/contract/author';
import { runPlain } from '../oracle.ts';
import type { Values } from '../values.ts';

/** Leaves by path: `output`, or `output.forward`; and `h`, `[1].c`, `backward.h`. */
export interface Wanted {
  readonly outputs: Readonly<Record<string, Values>>;
  readonly state: Readonly<Record<string, Values>>;
}

export interface WantedCall {
  readonly config: LayerConfig;
  readonly weights: unknown;
  readonly x: Values;
  readonly initialState?: Readonly<Record<string, Values>> | undefined;
  readonly mask?: Mask | undefined;
}

export function wantedOf({ config, weights, x, ...given }: WantedCall): Wanted {
  const { initialState, mask } = given;
  const { output, backwardOutput, state } = runPlain(
    {},
    {
      config: withFlags(config, { returnState: true, stateful: false }),
      weights: weights as WeightsOf<LayerConfig>,
      x,
      options: {
        ...(initialState === undefined ? {} : { initialState }),
        ...(mask === undefined ? {} : { mask }),
      },
    },
  );
  const outputs =
    backwardOutput === undefined
      ? { output }
      : { 'output.forward': output, 'output.backward': backwardOutput };
  return { outputs, state };
}
