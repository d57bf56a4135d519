// Add, Subtract, Multiply, Average, Maximum, Minimum: several inputs number by number. keras/src/layers/merging/

import { type HostTensor, ShapeError } from '@gatefold/contract';
import { fits, formatOpenShape } from '../graph/shapes.ts';
import { commonShape, joinNumbers, type WideTensor } from './broadcast.ts';
import type { ConfigReader } from './config-reader.ts';
import type { HostLayer, LayerCall, LayerClass, OpenShape, StepMask } from './layer-class.ts';

/** y = x₁ + x₂ + … */
export const add: LayerClass = (config) => merging(config, (a, b) => a + b);
/** y = x₁ - x₂ */
export const subtract: LayerClass = (config) => {
  return { ...merging(config, (a, b) => a - b), inputCount: { least: 2, most: 2 } };
};
/** y = x₁ x₂ …, in Keras 3 of those that are kept, and 0 where none is: multiply.py _merge_function */
export const multiply: LayerClass = (config) => {
  const plain = merging(config, (a, b) => a * b);
  return {
    ...plain,
    run: (call) => {
      const { inputs, masks } = call;
      if (!config.isKeras3 || masks.every((mask) => mask === undefined)) return plain.run(call);
      const kept = inputs.map((x, index) => withOtherwise(x, masks[index], () => 1));
      const [y] = plain.run({ ...call, inputs: kept });
      return [withOtherwise(y, mergedMask(masks, true), () => 0)];
    },
  };
};
/** y = (x₁ + … + x_n) / n */
export const average: LayerClass = (config) =>
  merging(
    config,
    (a, b) => a + b,
    (sum, n) => sum / n,
  );
/** y = max(x₁, x₂, …) */
export const maximum: LayerClass = (config) => selecting(config, Math.max);
/** y = min(x₁, x₂, …) */
export const minimum: LayerClass = (config) => selecting(config, Math.min);

type Join = (a: number, b: number) => number;

function merging(
  config: ConfigReader,
  join: Join,
  end: (merged: number, n: number) => number = (merged) => merged,
): HostLayer {
  return {
    inputCount: { least: 1, most: Infinity },
    outputShapes: (inputs) => [sameRank(inputs).reduce((a, b) => commonShape(config.where, a, b))],
    run: ({ inputs }) => {
      const shapes = sameRank(inputs.map(({ shape }) => shape));
      const [first, ...others] = inputs.map(({ data }, index) => ({ shape: shapes[index], data }));
      const { shape, data } = others.reduce<WideTensor>((a, b) => joinNumbers(a, b, join), first);
      return [{ shape, data: Float32Array.from(data, (value) => end(value, inputs.length)) }];
    },
    mask: ({ masks }) => [mergedMask(masks, config.isKeras3)],
    stepwise: (inputs) => inputs.every((x) => x.length === inputs[0].length && x.length > 2),
  };
}

/**
 * The larger or smaller, in which in Keras 3 a masked number loses to one that is kept: base_merge.py
 * _apply_merge_op_and_or_mask.
 */
function selecting(config: ConfigReader, join: Join): HostLayer {
  const plain = merging(config, join);
  return {
    ...plain,
    run: (call) => {
      const { inputs, masks } = call;
      if (!config.isKeras3 || masks.every((mask) => mask === undefined)) return plain.run(call);
      let [y] = inputs;
      let [kept] = masks;
      for (const [index, given] of inputs.entries()) {
        if (index === 0) continue;
        checkOneShape(config.where, y, given);
        const before = y;
        const x = withOtherwise(given, masks[index], (k) => before.data[k]);
        [y] = plain.run({ ...call, inputs: [withOtherwise(before, kept, (k) => x.data[k]), x] });
        kept = mergedMask([kept, masks[index]], true);
      }
      return [y];
    },
  };
}

/** A tensor with other numbers where its mask keeps none. */
function withOtherwise(
  { shape, data }: HostTensor,
  mask: StepMask | undefined,
  otherwise: (k: number) => number,
): HostTensor {
  if (mask === undefined) return { shape, data };
  const each = data.length / mask.data.length;
  const isKept = (k: number): boolean => mask.data[Math.floor(k / each)] !== 0;
  return { shape, data: data.map((value, k) => (isKept(k) ? value : otherwise(k))) };
}

function checkOneShape(where: string, a: HostTensor, b: HostTensor): void {
  if (fits(a.shape, b.shape)) return;
  throw new ShapeError({
    where,
    expected: 'its inputs must have one shape where they have masks',
    actual: `${formatOpenShape(a.shape)} and ${formatOpenShape(b.shape)}`,
  });
}

/** Keras 3: a step that any input keeps; nothing where one has no mask. Keras 2: a step that all that have a mask keep. */
function mergedMask(masks: LayerCall['masks'], isKeras3: boolean): StepMask | undefined {
  const given = masks.filter((mask) => mask !== undefined);
  const [first] = given;
  if (first === undefined || (isKeras3 && given.length < masks.length)) return undefined;
  const data = first.data.map((_, step) => {
    const kept = (mask: StepMask): boolean => mask.data[step] !== 0;
    return (isKeras3 ? given.some(kept) : given.every(kept)) ? 1 : 0;
  });
  return { shape: first.shape, data };
}

/** Of one rank: new axes of size 1 stand after the batch, as Keras puts them. */
function sameRank<S extends OpenShape>(shapes: readonly S[]): readonly S[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return shapes.map(([batch, ...sizes]) => {
    const ones = Array.from({ length: rank - sizes.length - 1 }, () => 1);
    return [batch, ...ones, ...sizes] as unknown as S;
  });
}
