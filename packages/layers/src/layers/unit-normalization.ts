// UnitNormalization. keras/src/layers/normalization/unit_normalization.py

import { alongAxes, axisOf } from './axes.ts';
import type { LayerClass, OpenShape } from './layer-class.ts';

/** y = x / √(Σ x²) over the axes */
export const unitNormalization: LayerClass = (config) => {
  const given = config.axes('axis', -1);
  const axesOf = (x: OpenShape): number[] => given.map((axis) => axisOf(config.where, axis, x));
  // The least length that is divided by: ops.normalize(epsilon=1e-12); tf.linalg.l2_normalize takes 1e-12 of the square.
  const least = config.isKeras3 ? 1e-12 : 1e-6;
  return {
    outputShapes: ([x]) => {
      axesOf(x);
      return [x];
    },
    run: ({ inputs: [x] }) => [
      alongAxes(
        x,
        axesOf(x.shape).toSorted((a, b) => a - b),
        (row) => {
          let squares = 0;
          for (const value of row) squares += value * value;
          const length = Math.max(Math.sqrt(squares), least);
          for (let k = 0; k < row.length; k++) row[k] /= length;
        },
      ),
    ],
    mask: 'passes',
    stepwise: ([x]) => axesOf(x).every((axis) => axis > 1),
  };
};
