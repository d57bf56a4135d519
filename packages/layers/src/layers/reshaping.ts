// Flatten, Reshape, Permute, RepeatVector: the same numbers in another shape. keras/src/layers/reshaping/

import { ConfigError, ShapeError } from '@gatefold/contract';
import { formatOpenShape, productOf } from '../graph/shapes.ts';
import { checkRank, permute } from './axes.ts';
import type { LayerClass, OpenShape } from './layer-class.ts';

/** [batch, …] as [batch, the product of the others] */
export const flatten: LayerClass = (config) => {
  config.channelsLast();
  return {
    outputShapes: ([x]) => [[x[0], productOf(x.slice(1))]],
    run: ({ inputs: [{ shape, data }] }) => [
      { shape: [shape[0], productOf(shape.slice(1)) as number], data },
    ],
  };
};

/** [batch, …] as [batch, …targetShape], in which one size may be -1 */
export const reshape: LayerClass = (config) => {
  const target = config.take('target_shape');
  if (!Array.isArray(target) || !target.every(Number.isSafeInteger)) {
    throw new ConfigError({
      where: `${config.where}.target_shape`,
      expected: 'must be a list of whole numbers',
    });
  }
  const sizes = target as readonly number[];
  const shapeFor = (x: OpenShape): OpenShape => {
    const whole = productOf(x.slice(1));
    const known = sizes.filter((size) => size !== -1).reduce((all, size) => all * size, 1);
    const free = whole === null ? null : whole / known;
    const filled = sizes.map((size) => (size === -1 ? free : size));
    if (whole === null || (productOf(filled) === whole && filled.every(Number.isSafeInteger))) {
      return [x[0], ...filled];
    }
    throw new ShapeError({
      where: config.where,
      expected: `x must hold as many numbers as ${formatOpenShape(sizes)}`,
      actual: formatOpenShape(x),
    });
  };
  return {
    outputShapes: ([x]) => [shapeFor(x)],
    run: ({ inputs: [{ shape, data }] }) => [{ shape: shapeFor(shape) as readonly number[], data }],
  };
};

/** Axis k of y is axis dims[k] of x; the batch is axis 0, and stays */
export const permuteAxes: LayerClass = (config) => {
  const dims = config.axes('dims', 1);
  const isOrder = dims.toSorted((a, b) => a - b).every((dim, index) => dim === index + 1);
  if (!isOrder) {
    throw new ConfigError({
      where: `${config.where}.dims`,
      expected: 'must name each axis after the batch once, from 1',
      actual: formatOpenShape(dims),
    });
  }
  const order = [0, ...dims];
  return {
    outputShapes: ([x]) => {
      checkRank(config.where, x, formatOpenShape(order.map(() => null)));
      return [order.map((axis) => x[axis])];
    },
    run: ({ inputs: [x] }) => [permute(x, order)],
  };
};

/** [batch, features] as [batch, n, features], each row n times */
export const repeatVector: LayerClass = (config) => {
  const n = config.integer('n');
  return {
    outputShapes: ([x]) => {
      checkRank(config.where, x, '[batch, features]');
      return [[x[0], n, x[1]]];
    },
    run: ({ inputs: [{ shape, data }] }) => {
      const [batch, features] = shape;
      const y = new Float32Array(batch * n * features); // [batch, n, features]
      for (let row = 0; row < batch; row++) {
        const vector = data.subarray(row * features, (row + 1) * features);
        for (let k = 0; k < n; k++) y.set(vector, (row * n + k) * features);
      }
      return [{ shape: [batch, n, features], data: y }];
    },
  };
};
