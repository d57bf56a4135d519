// Dot: a product of two tensors along an axis of each. keras/src/layers/merging/dot.py

import { type HostTensor, ShapeError } from '@gatefold/contract';
import { formatOpenShape, sizesFit } from '../graph/shapes.ts';
import { alongAxes, axisOf, permute } from './axes.ts';
import type { LayerClass, OpenShape } from './layer-class.ts';

/** y = Σ_k x₁[…, k, …] x₂[…, k, …], row of the batch by row; each brought to length 1 before where `normalize` is set */
export const dot: LayerClass = (config) => {
  const given = config.axes('axes', -1);
  const normalize = config.boolean('normalize', false);
  const least = config.isKeras3 ? 1e-12 : 1e-6;
  const axesOf = (inputs: readonly OpenShape[]): readonly number[] =>
    inputs.map((x, index) => axisOf(config.where, given[index] ?? given[0], x));
  return {
    inputCount: { least: 2, most: 2 },
    outputShapes: ([a, b]) => {
      const [one, other] = axesOf([a, b]);
      if (one === 0 || other === 0 || !sizesFit(a[one], b[other])) {
        throw new ShapeError({
          where: config.where,
          expected: 'the axes of the product must be equally long, and not the batch',
          actual: `${formatOpenShape(a)} along ${one} and ${formatOpenShape(b)} along ${other}`,
        });
      }
      const shape = [...without(a, one), ...without(b, other).slice(1)];
      return [shape.length === 1 ? [...shape, 1] : shape];
    },
    run: ({ inputs }) => {
      const axes = axesOf(inputs.map(({ shape }) => shape));
      const [a, b] = inputs.map((x, index) => {
        const last = toLast(normalize ? normalized(x, axes[index], least) : x, axes[index]);
        const size = last.shape.at(-1) as number;
        return { ...last, size, rows: last.data.length / size / last.shape[0] };
      });
      const [batch] = a.shape;
      const y = new Float32Array(batch * a.rows * b.rows); // [batch, …, …]
      let to = 0;
      for (let row = 0; row < batch; row++) {
        for (let i = 0; i < a.rows; i++) {
          for (let j = 0; j < b.rows; j++) {
            let sum = 0;
            for (let k = 0; k < a.size; k++) {
              sum +=
                a.data[(row * a.rows + i) * a.size + k] * b.data[(row * b.rows + j) * b.size + k];
            }
            y[to++] = sum;
          }
        }
      }
      const shape = [...a.shape.slice(0, -1), ...b.shape.slice(1, -1)];
      return [{ shape: shape.length === 1 ? [...shape, 1] : shape, data: y }];
    },
  };
};

function without(shape: OpenShape, axis: number): OpenShape {
  return shape.filter((_, at) => at !== axis);
}

function toLast(x: HostTensor, axis: number): HostTensor {
  const last = x.shape.length - 1;
  if (axis === last) return x;
  return permute(x, [...x.shape.keys()].filter((at) => at !== axis).concat(axis));
}

function normalized(x: HostTensor, axis: number, least: number): HostTensor {
  return alongAxes(x, [axis], (row) => {
    const length = Math.max(Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)), least);
    for (let k = 0; k < row.length; k++) row[k] /= length;
  });
}
