// Concatenate. keras/src/layers/merging/concatenate.py, tf_keras/src/layers/merging/concatenate.py

import { type HostTensor, ShapeError } from '@gatefold/contract';
import { formatOpenShape, sizesFit } from '../graph/shapes.ts';
import { around, axisOf } from './axes.ts';
import type { LayerCall, LayerClass, StepMask } from './layer-class.ts';

/** Its inputs one after another along an axis */
export const concatenate: LayerClass = (config) => {
  const axis = config.integer('axis', -1, -Infinity);
  return {
    inputCount: { least: 1, most: Infinity },
    outputShapes: (inputs) => {
      const [first] = inputs;
      const place = axisOf(config.where, axis, first);
      for (const x of inputs) {
        const isRight =
          x.length === first.length &&
          x.every((size, at) => at === place || sizesFit(size, first[at]));
        if (isRight) continue;
        throw new ShapeError({
          where: config.where,
          expected: `its inputs must have the same sizes but along axis ${axis}`,
          actual: `${formatOpenShape(first)} and ${formatOpenShape(x)}`,
        });
      }
      const sizes = inputs.map((x) => x[place]);
      const sum = sizes.reduce((all, size) => (all === null || size === null ? null : all + size));
      return [first.map((size, at) => (at === place ? sum : size))];
    },
    run: ({ inputs }) => [joined(inputs, axisOf(config.where, axis, inputs[0].shape))],
    mask: (call) => [
      joinedMask(call, axisOf(config.where, axis, call.inputs[0].shape), config.isKeras3),
    ],
    stepwise: (inputs) => inputs[0].length > 2 && axisOf(config.where, axis, inputs[0]) > 1,
  };
};

function joined(inputs: readonly HostTensor[], axis: number): HostTensor {
  const pieces = inputs.map(({ shape, data }) => ({ ...around(shape, axis), data }));
  const size = pieces.reduce((sum, piece) => sum + piece.size, 0);
  const [{ outer, inner }] = pieces;
  const y = new Float32Array(outer * size * inner);
  let to = 0;
  for (let block = 0; block < outer; block++) {
    for (const piece of pieces) {
      const length = piece.size * inner;
      y.set(piece.data.subarray(block * length, (block + 1) * length), to);
      to += length;
    }
  }
  return { shape: inputs[0].shape.map((one, at) => (at === axis ? size : one)), data: y };
}

/**
 * Each mask is as wide as its input, an input without one is kept whole; then a step is kept when any number of it is kept in
 * Keras 3, and when all are in Keras 2.
 */
function joinedMask(
  { inputs, masks }: LayerCall,
  axis: number,
  isKeras3: boolean,
): StepMask | undefined {
  if (masks.every((mask) => mask === undefined)) return undefined;
  const wide = inputs.map(({ shape, data }, index): HostTensor => {
    const mask = masks[index];
    const each = mask === undefined ? 1 : data.length / mask.data.length;
    return {
      shape,
      data: Float32Array.from(data, (_, k) =>
        mask === undefined || mask.data[Math.floor(k / each)] ? 1 : 0,
      ),
    };
  });
  const { shape, data } = joined(wide, axis);
  const width = shape.at(-1) as number;
  const steps = Uint8Array.from({ length: data.length / width }, (_, step) => {
    const row = data.subarray(step * width, (step + 1) * width);
    return (isKeras3 ? row.some(Boolean) : row.every(Boolean)) ? 1 : 0;
  });
  return { shape: shape.slice(0, -1), data: steps };
}
