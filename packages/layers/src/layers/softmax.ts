// Softmax along any axes. keras/src/layers/activations/softmax.py, tf_keras/src/layers/activation/softmax.py

import { type HostTensor, ShapeError } from '@gatefold/contract';
import { formatOpenShape } from '../graph/shapes.ts';
import { softmax as softmaxOf } from './activation-functions.ts';
import { alongAxes, axisOf } from './axes.ts';
import type { ConfigReader } from './config-reader.ts';
import type { LayerClass, StepMask } from './layer-class.ts';

/** y_k = e^x_k / Σ e^x along the axes; masked numbers take no part. */
export const softmax: LayerClass = (config) => {
  const given = config.axes('axis', -1);
  const axesOf = (x: readonly number[]): number[] =>
    given.map((axis) => axisOf(config.where, axis, x)).toSorted((a, b) => a - b);
  return {
    outputShapes: ([x]) => [x],
    run: ({ inputs: [x], masks: [mask] }) => {
      const axes = axesOf(x.shape);
      if (mask === undefined) return [alongAxes(x, axes, softmaxOf)];
      const keeps = broadcastMask(config, x, mask);
      const masked = x.data.map((value, k) =>
        keeps(k) ? value : config.isKeras3 ? -1e9 : value - 1e9,
      );
      const y = alongAxes({ shape: x.shape, data: masked }, axes, softmaxOf);
      if (!config.isKeras3) return [y];
      return [{ shape: y.shape, data: y.data.map((value, k) => (keeps(k) ? value : 0)) }];
    },
    mask: 'passes',
    stepwise: ([x]) => given.every((axis) => axisOf(config.where, axis, x) > 1),
  };
};

/** Keras lays the mask against the last axes of x, as NumPy does, and not against the first. */
function broadcastMask(
  { where }: ConfigReader,
  { shape }: HostTensor,
  mask: StepMask,
): (k: number) => boolean {
  const offset = shape.length - mask.shape.length;
  const isRight =
    offset >= 0 && mask.shape.every((size, axis) => size === 1 || size === shape[offset + axis]);
  if (!isRight) {
    throw new ShapeError({
      where: `${where}: mask`,
      expected: `must fit the last axes of ${formatOpenShape(shape)}, as in Keras`,
      actual: formatOpenShape(mask.shape),
      remedy: 'the mask of steps belongs to a softmax over [batch, timeSteps]',
    });
  }
  return (k) => {
    let rest = k;
    let at = 0;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= offset; axis--) {
      const size = mask.shape[axis - offset];
      if (size > 1) at += (rest % shape[axis]) * stride;
      stride *= size;
      rest = Math.floor(rest / shape[axis]);
    }
    return mask.data[at] !== 0;
  };
}
