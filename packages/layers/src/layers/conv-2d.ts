// Conv2D. keras/src/layers/convolutional/base_conv.py

import { ShapeError } from '@gatefold/contract';
import { formatOpenShape } from '../graph/shapes.ts';
import { zeros } from '../initializers/constant.ts';
import { glorotUniform } from '../initializers/glorot-uniform.ts';
import { addProduct } from './add-product.ts';
import { checkRank } from './axes.ts';
import type { LayerClass } from './layer-class.ts';
import { paddingBefore, windowCount, type WindowOptions } from './window.ts';

/** y_{ij} = activation(Σ_{kl} x_{i+k, j+l}·W_{kl} + b), with strides, dilation and groups as in Conv1D */
export const conv2D: LayerClass = (config) => {
  const filters = config.integer('filters');
  const sizes = config.integers('kernel_size', 2);
  const strides = config.integers('strides', 2, 1);
  const dilations = config.integers('dilation_rate', 2, 1);
  const groups = config.integer('groups', 1);
  const padding = config.oneOf('padding', ['valid', 'same'], 'valid');
  const useBias = config.boolean('use_bias', true);
  const activate = config.activation();
  config.channelsLast();
  const kernelInitializer = config.initializer('kernel_initializer', glorotUniform());
  const biasInitializer = config.initializer('bias_initializer', zeros());
  const windows = sizes.map((size, axis): WindowOptions => {
    return { size, stride: strides[axis], dilation: dilations[axis], padding };
  });
  return {
    weights: ([x]) => {
      const channels = x.at(-1) ?? null;
      const groupIn = channels === null ? null : channels / groups;
      return [
        { name: 'kernel', shape: [...sizes, groupIn, filters], initializer: kernelInitializer },
        ...(useBias ? [{ name: 'bias', shape: [filters], initializer: biasInitializer }] : []),
      ];
    },
    outputShapes: ([x]) => {
      checkRank(config.where, x, '[batch, height, width, channels]');
      const [batch, ...sides] = x;
      const counts = windows.map((window, axis) => {
        const side = sides[axis];
        return side === null ? null : windowCount(side, window);
      });
      if (counts.every((count) => count === null || count > 0))
        return [[batch, ...counts, filters]];
      throw new ShapeError({
        where: config.where,
        expected: `x must be as large as the window, [${sizes.join(', ')}]`,
        actual: formatOpenShape(x),
      });
    },
    run: ({ inputs: [x], weights: [W, b] }) => {
      const [batch, height, width, channels] = x.shape;
      const [rows, columns] = [windowCount(height, windows[0]), windowCount(width, windows[1])];
      const [above, left] = [paddingBefore(height, windows[0]), paddingBefore(width, windows[1])];
      const groupIn = channels / groups;
      const groupOut = filters / groups;
      const block = { data: W.data, rows: groupIn, columns: groupOut, stride: filters };
      const y = new Float32Array(batch * rows * columns * filters); // [batch, rows, columns, filters]
      const sums = new Float64Array(filters);
      let to = 0;
      for (let image = 0; image < batch; image++) {
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) {
            if (useBias) sums.set(b.data);
            else sums.fill(0);
            for (let k = 0; k < sizes[0]; k++) {
              const row = strides[0] * i + dilations[0] * k - above;
              if (row < 0 || row >= height) continue;
              for (let l = 0; l < sizes[1]; l++) {
                const column = strides[1] * j + dilations[1] * l - left;
                if (column < 0 || column >= width) continue;
                const from = ((image * height + row) * width + column) * channels;
                for (let group = 0; group < groups; group++) {
                  const first = group * groupOut;
                  const start = (k * sizes[1] + l) * groupIn * filters + first;
                  addProduct(sums, first, x.data, from + group * groupIn, block, start);
                }
              }
            }
            activate(sums);
            y.set(sums, to);
            to += filters;
          }
        }
      }
      return [{ shape: [batch, rows, columns, filters], data: y }];
    },
  };
};
