// The rules about the two layers of a Bidirectional, and how they are merged. Clauses E17, E18.

import type { DirectionalConfig, MergeMode } from './config.ts';
import { unitsOf } from './config.ts';
import { describe } from './describe.ts';
import { ConfigError } from './errors.ts';

export function checkDirections(
  where: string,
  layer: DirectionalConfig,
  backwardLayer: DirectionalConfig,
): void {
  if (layer.goBackwards || !backwardLayer.goBackwards) {
    throw new ConfigError({
      where,
      expected: 'layer must go forwards and backwardLayer backwards',
      actual: `goBackwards: ${layer.goBackwards} and ${backwardLayer.goBackwards}`,
      remedy: adviceForDirections(layer, backwardLayer),
    });
  }
  for (const [name, { alignOutput }] of Object.entries({ layer, backwardLayer })) {
    if (!alignOutput) continue;
    throw new ConfigError({
      where: `${where}.${name}.alignOutput`,
      expected: 'must be off: a Bidirectional puts both outputs into the order of time itself',
      remedy: 'leave it out',
    });
  }
  for (const flag of ['returnSequences', 'returnState', 'stateful'] as const) {
    if (layer[flag] !== backwardLayer[flag]) {
      throw new ConfigError({
        where: `${where}.backwardLayer.${flag}`,
        expected: `must equal layer.${flag} = ${layer[flag]}`,
        actual: String(backwardLayer[flag]),
        remedy: 'set it on both; their results are merged',
      });
    }
  }
}

/** What makes the same numbers where there is such a thing: Keras 3 runs directions that are exchanged. */
function adviceForDirections(layer: DirectionalConfig, backwardLayer: DirectionalConfig): string {
  if (!layer.goBackwards) return 'set goBackwards on backwardLayer, or leave backwardLayer out';
  if (backwardLayer.goBackwards) {
    return 'leave goBackwards off the layer; the backward copy is made for you';
  }
  const steps = layer.returnSequences ? ', whose steps then come in the other order' : '';
  return `exchange the two layers, their weights, and the halves of the output${steps}`;
}

const mergeModes: readonly unknown[] = ['concat', 'sum', 'mul', 'ave', null];

export function checkMergeMode(
  where: string,
  given: unknown,
  layer: DirectionalConfig,
  backwardLayer: DirectionalConfig,
): MergeMode {
  if (given === undefined) return 'concat';
  if (!mergeModes.includes(given)) {
    throw new ConfigError({
      where: `${where}.mergeMode`,
      expected: "must be 'concat', 'sum', 'mul', 'ave' or null",
      actual: describe(given),
      remedy: "leave it out for 'concat'",
    });
  }
  const mergeMode = given as MergeMode;
  const widths = [unitsOf(layer), unitsOf(backwardLayer)];
  if (mergeMode !== 'concat' && mergeMode !== null && widths[0] !== widths[1]) {
    throw new ConfigError({
      where: `${where}.mergeMode`,
      expected: `'${mergeMode}' needs equally wide directions`,
      actual: `${widths.join(' and ')} units`,
      remedy: "use 'concat' or null",
    });
  }
  return mergeMode;
}
