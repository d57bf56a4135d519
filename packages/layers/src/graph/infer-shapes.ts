// The shapes of every tensor of a plan, from those of its inputs. All that can be wrong with sizes is found by it.

import type { OpenShape } from '../layers/layer-class.ts';
import { checkInputCount, checkSize, checkWeights } from '../layers/check-layer.ts';
import type { Plan } from './plan.ts';

/**
 * Follows shapes from the inputs on; where an input has none, nothing is known of what comes from it.
 *
 * @returns the shapes by the keys of the tensors
 * @throws  {ShapeError} for a call whose inputs do not fit its layer, or whose layer's weights do not fit the inputs
 */
export function inferShapes(
  plan: Plan,
  inputs: readonly (OpenShape | undefined)[],
): ReadonlyMap<string, OpenShape> {
  const shapes = new Map<string, OpenShape>();
  for (const [key, { shape }] of plan.constants) shapes.set(key, shape);
  for (const [index, { key }] of plan.inputs.entries()) {
    const shape = inputs[index];
    if (shape !== undefined) shapes.set(key, shape);
  }
  for (const { layer, key, inputs: keys, options } of plan.calls) {
    const given = keys.map((one) => shapes.get(one));
    if (given.includes(undefined)) continue;
    const known = given as readonly OpenShape[];
    if (layer.kind === 'host') checkInputCount(layer.where, layer.layer, known.length);
    const outputs = layer.layer.outputShapes(known, options);
    checkWeights(layer.where, layer.layer.weights?.(known) ?? [], layer.weights);
    for (const [output, shape] of outputs.entries()) {
      checkSize(layer.where, shape);
      shapes.set(`${key}:${output}`, shape);
    }
  }
  return shapes;
}
