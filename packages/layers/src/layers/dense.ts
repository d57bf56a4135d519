// Dense: a product with every row. keras/src/layers/core/dense.py

import { ShapeError, sizeOf } from '@gatefold/contract';
import { formatOpenShape } from '../graph/shapes.ts';
import { glorotUniform } from '../initializers/glorot-uniform.ts';
import { zeros } from '../initializers/constant.ts';
import { addProduct } from './add-product.ts';
import type { LayerClass } from './layer-class.ts';

/** y = activation(x·W + b), on the last axis. */
export const dense: LayerClass = (config) => {
  const units = config.integer('units');
  const useBias = config.boolean('use_bias', true);
  const activate = config.activation();
  const kernelInitializer = config.initializer('kernel_initializer', glorotUniform());
  const biasInitializer = config.initializer('bias_initializer', zeros());
  return {
    weights: ([x]) => [
      { name: 'kernel', shape: [x.at(-1) ?? null, units], initializer: kernelInitializer },
      ...(useBias ? [{ name: 'bias', shape: [units], initializer: biasInitializer }] : []),
    ],
    outputShapes: ([x]) => {
      if (x.length < 2) {
        throw new ShapeError({
          where: config.where,
          expected: 'x must have at least 2 axes, [batch, …, features]',
          actual: formatOpenShape(x),
        });
      }
      return [[...x.slice(0, -1), units]];
    },
    run: ({ inputs: [x], weights: [W, b] }) => {
      const inputDim = W.shape[0];
      const sizes = x.shape.slice(0, -1);
      const rows = sizeOf(sizes);
      const y = new Float32Array(rows * units); // [rows, units]
      const sums = new Float64Array(units);
      const block = { data: W.data, rows: inputDim, columns: units, stride: units };
      for (let row = 0; row < rows; row++) {
        if (useBias) sums.set(b.data);
        else sums.fill(0);
        addProduct(sums, 0, x.data, row * inputDim, block, 0);
        activate(sums);
        y.set(sums, row * units);
      }
      return [{ shape: [...sizes, units], data: y }];
    },
    mask: 'passes',
    // Of [batch, timeSteps] the last axis is time itself.
    stepwise: ([x]) => x.length > 2,
  };
};
