// Weights as a text that a visitor can read, edit and paste: the list that get_weights() of Keras gives, as JSON.

import {
  type HostTensor,
  kerasWeights,
  type LayerConfig,
  type NestedNumbers,
  type Shape,
  tensor,
  type WeightsOf,
} from '@gatefold/contract';
import { nestedText } from './nested-text.ts';

/** Writes the weights of a layer, with a line for each row. */
export function weightsAsJson(config: LayerConfig, weights: WeightsOf<LayerConfig>): string {
  const list = kerasWeights(config, weights).map((array) => `  ${nestedText(array, '  ')}`);
  return `[\n${list.join(',\n')}\n]`;
}

/**
 * Reads them from such a list, or from the file that save_layer.py of this site writes.
 *
 * @throws {Error} when the text is no JSON of weights
 */
export function weightsFromJson(text: string): readonly HostTensor[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The weights are no JSON yet: ${why}.`, { cause: error });
  }
  const list = (parsed as { weights?: unknown } | null)?.weights ?? parsed;
  if (!Array.isArray(list)) {
    throw new TypeError(
      'The weights must be a list of arrays, as get_weights() of Keras gives it.',
    );
  }
  type Listed = NestedNumbers | { readonly data: NestedNumbers; readonly shape: Shape };
  return list.map((each: Listed) =>
    typeof each === 'object' && each !== null && 'data' in each
      ? tensor(each.data, each.shape)
      : tensor(each),
  );
}
