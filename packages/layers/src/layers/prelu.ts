// PReLU: a slope for each number below zero. keras/src/layers/activations/prelu.py

import { zeros } from '../initializers/constant.ts';
import { around, axisOf } from './axes.ts';
import type { LayerClass, OpenShape } from './layer-class.ts';

/** y = max(x, 0) - α max(-x, 0), α the same along shared axes */
export const prelu: LayerClass = (config) => {
  const given = config.take('shared_axes');
  const shared = given === undefined ? [] : config.axes('shared_axes', 1);
  const initializer = config.initializer('alpha_initializer', zeros());
  const isShared = (axis: number, x: OpenShape): boolean =>
    shared.some((one) => axisOf(config.where, one, x) === axis);
  return {
    weights: ([x]) => [
      {
        name: 'alpha',
        shape: x.map((size, axis) => (isShared(axis, x) ? 1 : size)).slice(1),
        initializer,
      },
    ],
    outputShapes: ([x]) => [x],
    run: ({ inputs: [{ shape, data }], weights: [alpha] }) => {
      const strides = shape.map((_, axis) =>
        axis === 0 || isShared(axis, shape) ? 0 : around([1, ...alpha.shape], axis).inner,
      );
      const y = data.map((x, k) => {
        if (x > 0) return x;
        let rest = k;
        let at = 0;
        for (let axis = shape.length - 1; axis > 0; axis--) {
          at += (rest % shape[axis]) * strides[axis];
          rest = Math.floor(rest / shape[axis]);
        }
        return alpha.data[at] * x;
      });
      return [{ shape, data: y }];
    },
    mask: 'passes',
    // A slope of a step's own knows which step it is.
    stepwise: ([x]) => x.length > 2 && isShared(1, x),
  };
};
