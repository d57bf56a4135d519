// The plain backend with any part of its claims: what an honest narrow backend does, for tests and mutants.

import { type Backend, type Layer, type Supports, UnsupportedError } from '@gatefold/contract';
import { frozenSupports, type MissingSupport, missingSupport } from '@gatefold/contract/author';
import { disguise } from '../mutants/mutant.ts';
import { plainBackend, type PlainOptions } from './plain-backend.ts';

/** Everything that there is to claim. */
export const allSupports: Supports = plainBackend().supports;

/** Makes the plain backend with these claims, and without the rest. */
export function narrowBackend(
  claims: Partial<Supports>,
  options: Omit<PlainOptions, 'claims'> = {},
): Backend {
  // Its own, whatever is done to those that were given.
  const supports = frozenSupports({ ...allSupports, ...claims });
  const { cells, activations, recurrentActivations, resetAfter, masking, dataSync } = supports;
  const backwards = supports.goBackwards || supports.alignOutput || supports.bidirectional;
  const plain = plainBackend({
    ...options,
    claims: {
      cells,
      activations,
      recurrentActivations,
      resetAfter,
      masking,
      goBackwards: backwards,
      dataSync,
    },
  });
  return disguise(plain, (whole) => ({
    supports,
    layer: (config, weights) => {
      const layer = whole.layer(config, weights);
      const missing = missingSupport(supports, layer.config);
      if (missing === undefined) return supports.streaming ? layer : withoutStream(layer);
      layer.dispose();
      throw unsupported(layer.config.kind, missing);
    },
  }));
}

function withoutStream(layer: Layer): Layer {
  return Object.assign(layer, {
    stream: () => {
      throw unsupported('stream', { what: 'streaming', claim: 'streaming: false' });
    },
  });
}

function unsupported(
  where: string,
  { what, claim }: Pick<MissingSupport, 'what' | 'claim'>,
): UnsupportedError {
  const expected = `${what} is not supported (supports.${claim})`;
  return new UnsupportedError({ where, expected, remedy: 'use a backend that claims it' });
}
