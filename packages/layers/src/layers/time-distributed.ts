// TimeDistributed: a layer or a model applied to each step alike. keras/src/layers/rnn/time_distributed.py
//
// The steps become rows of one larger batch, on which the layer inside runs as on any other, and the rows become steps again.

import { ShapeError } from '@gatefold/contract';
import { formatOpenShape, productOf } from '../graph/shapes.ts';
import type { HostLayer, LayerShapes, OpenShape, StepMask } from './layer-class.ts';

/** x [batch, steps, …] as [batch·steps, …] */
export function stepsToRows(where: string): HostLayer {
  return {
    outputShapes: ([x]) => [rowOf(where, x)],
    run: ({ inputs: [x] }) => [asRows(x)],
    // Of a mask of steps nothing is left for each.
    mask: ({ masks: [mask] }) => [
      mask !== undefined && mask.shape.length > 2 ? asRows(mask) : undefined,
    ],
    timeAxis: 'ends',
  };
}

/** y [batch·steps, …] as [batch, steps, …], the batch and the steps being those of x, its second input */
export function rowsToSteps(isKeras3: boolean): HostLayer {
  return {
    inputCount: { least: 2, most: 2 },
    outputShapes: ([[, ...sizes], [batch, steps]]) => [[batch, steps, ...sizes]],
    run: ({ inputs: [y, x] }) => [asSteps(y, x.shape)],
    // tf.keras asks the layer inside for its mask, and else keeps what the mask says of whole steps:
    // tf_keras/src/layers/rnn/time_distributed.py compute_mask.
    mask: ({ inputs: [, x], masks: [inner, mask] }) => {
      if (isKeras3) return [mask];
      return [inner === undefined ? mask && ofWholeSteps(mask) : asSteps(inner, x.shape)];
    },
    timeAxis: 'begins',
  };
}

/** The shapes of a layer that runs once for each step. */
export function forEachStep(where: string, layer: LayerShapes): LayerShapes {
  const rows = (inputs: readonly OpenShape[]): OpenShape[] => inputs.map((x) => rowOf(where, x));
  return {
    weights: (inputs) => layer.weights?.(rows(inputs)) ?? [],
    outputShapes: (inputs, options) =>
      layer
        .outputShapes(rows(inputs), options)
        .map(([, ...sizes]) => [...inputs[0].slice(0, 2), ...sizes]),
  };
}

function rowOf(where: string, x: OpenShape): OpenShape {
  if (x.length >= 3) return [productOf(x.slice(0, 2)), ...x.slice(2)];
  throw new ShapeError({
    where,
    expected: 'x must be [batch, timeSteps, …]',
    actual: formatOpenShape(x),
  });
}

interface Numbers {
  readonly shape: readonly number[];
}

function asRows<T extends Numbers>(x: T): T {
  const [batch, steps, ...sizes] = x.shape;
  return { ...x, shape: [batch * steps, ...sizes] };
}

function asSteps<T extends Numbers>(y: T, [batch, steps]: readonly number[]): T {
  return { ...y, shape: [batch, steps, ...y.shape.slice(1)] };
}

/** A step is kept of which anything is. */
function ofWholeSteps({ shape, data }: StepMask): StepMask {
  const [batch, steps] = shape;
  const each = data.length / (batch * steps);
  const kept = Uint8Array.from({ length: batch * steps }, (_, step) =>
    data.subarray(step * each, (step + 1) * each).some(Boolean) ? 1 : 0,
  );
  return { shape: [batch, steps], data: kept };
}
