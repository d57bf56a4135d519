// What a call must give: the plain backend of this suite, with a layer that is made for this call and has seen no other.

import type { LayerConfig, Mask, TensorLike, WeightsOf } from '@gatefold/contract';
import { leavesIn } from '@gatefold/contract/author';
import { namedOptions } from '../lab.ts';
import { plainBackend } from '../plain/plain-backend.ts';
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

export function wantedOf({ config, weights, x, initialState, mask }: WantedCall): Wanted {
  const plain = plainBackend();
  const asked = withFlags(config, { returnState: true, stateful: false });
  const result = plain.layer(asked, weights as WeightsOf<LayerConfig>).run(
    x,
    namedOptions(asked, {
      ...(initialState === undefined ? {} : { initialState }),
      ...(mask === undefined ? {} : { mask }),
    }),
  );
  const { output, state } = result as { output: unknown; state?: unknown };
  const wanted = { outputs: readNow({ output }), state: readNow(state) };
  plain.dispose();
  return wanted;
}

/** A config with other flags, on both layers of a Bidirectional. */
export function withFlags(config: LayerConfig, flags: object): LayerConfig {
  if (config.kind !== 'bidirectional') return { ...config, ...flags };
  const { layer, backwardLayer } = config;
  return {
    ...config,
    layer: { ...layer, ...flags },
    backwardLayer: { ...backwardLayer, ...flags },
  };
}

function readNow(nest: unknown): Record<string, Values> {
  return Object.fromEntries(
    leavesIn(nest).map(([path, leaf]) => [path, { shape: leaf.shape, data: numbersOf(leaf) }]),
  );
}

const numbersOf = (leaf: TensorLike): Float32Array =>
  'dataSync' in leaf ? leaf.dataSync() : leaf.data;
