// TimeDistributed: a layer applied to each step alike. keras/src/layers/rnn/time_distributed.py

import { type HostTensor, ShapeError } from '@gatefold/contract';
import { formatOpenShape } from '../graph/shapes.ts';
import type { ConfigReader } from './config-reader.ts';
import type { HostLayer, LayerCall, OpenShape, StepMask } from './layer-class.ts';
import type { RecurrentLayer } from './recurrent.ts';

/** y[:, t] = layer(x[:, t]): the steps are rows of one larger batch. */
export function timeDistributed({ where, isKeras3 }: ConfigReader, layer: HostLayer): HostLayer {
  const inside = ({ inputs, masks, ...call }: LayerCall): LayerCall => ({
    ...call,
    inputs: inputs.map(withStepsAsRows),
    // Of [batch, timeSteps] nothing is left for a step of its own.
    masks: masks.map((mask) =>
      mask === undefined || mask.shape.length < 3 ? undefined : withStepsAsRows(mask),
    ),
  });
  const keepFirst = ({ masks: [mask] }: LayerCall): readonly (StepMask | undefined)[] => [mask];
  return {
    ...(layer.weights === undefined
      ? {}
      : { weights: (inputs) => layer.weights?.(inputs.map((x) => stepOf(where, x))) ?? [] }),
    outputShapes: (inputs, options) =>
      layer
        .outputShapes(
          inputs.map((x) => stepOf(where, x)),
          options,
        )
        .map(([, ...sizes]) => [...inputs[0].slice(0, 2), ...sizes]),
    run: (call) => {
      const [batch, steps] = call.inputs[0].shape;
      return layer.run(inside(call)).map((y) => withRowsAsSteps(y, batch, steps));
    },
    mask: isKeras3 ? keepFirst : (call) => [oldMask(layer, call, inside)],
    stepwise: () => true,
  };
}

/** A recurrent layer that runs once for each step: x is [batch, steps, timeSteps, features]. */
export function distributedRecurrent(
  { where, isKeras3 }: ConfigReader,
  layer: RecurrentLayer,
): RecurrentLayer {
  return {
    ...layer,
    weights: (inputs) => layer.weights(inputs.map((x) => stepOf(where, x))),
    outputShapes: (inputs) =>
      layer
        .outputShapes(inputs.map((x) => stepOf(where, x)))
        .map(([, ...sizes]) => [...inputs[0].slice(0, 2), ...sizes]),
    maskAfter: (mask) => (isKeras3 || layer.returnsSequences ? mask : ofWholeSteps(mask)),
  };
}

/**
 * tf.keras asks the layer inside for its mask, and else keeps what the mask says of whole steps:
 * tf_keras/src/layers/rnn/time_distributed.py compute_mask.
 */
function oldMask(
  layer: HostLayer,
  call: LayerCall,
  inside: (call: LayerCall) => LayerCall,
): StepMask | undefined {
  const [batch, steps] = call.inputs[0].shape;
  const own = typeof layer.mask === 'function' ? layer.mask(inside(call))[0] : undefined;
  if (own !== undefined) return withRowsAsSteps(own, batch, steps);
  const [mask] = call.masks;
  return mask === undefined ? undefined : ofWholeSteps(mask);
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

function stepOf(where: string, x: OpenShape): OpenShape {
  if (x.length >= 3) return [null, ...x.slice(2)];
  throw new ShapeError({
    where,
    expected: 'x must be [batch, timeSteps, …]',
    actual: formatOpenShape(x),
  });
}

/** [batch, steps, …] as [batch·steps, …], of the same numbers. */
export function withStepsAsRows<T extends HostTensor | StepMask>({ shape, data }: T): T {
  return { shape: [shape[0] * shape[1], ...shape.slice(2)], data } as unknown as T;
}

/** [batch·steps, …] as [batch, steps, …], of the same numbers. */
export function withRowsAsSteps<T extends HostTensor | StepMask>(
  { shape, data }: T,
  batch: number,
  steps: number,
): T {
  return { shape: [batch, steps, ...shape.slice(1)], data } as unknown as T;
}
