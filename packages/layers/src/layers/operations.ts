// Functions of keras.ops that stand between the layers of a Keras 3 model. Keras puts most of them there itself: it writes a
// mask that flows through a Functional model as the functions that made it. keras/src/ops/numpy.py, core.py

import { alongAxes, axisOf } from './axes.ts';
import { commonShape, joinNumbers } from './broadcast.ts';
import { concatenate } from './concatenate.ts';
import type { HostLayer, LayerClass, OpenShape } from './layer-class.ts';

/** y = f(a, b), number by number; truth is 1 and 0 */
function ofTwo(f: (a: number, b: number) => number | boolean): LayerClass {
  return ({ where }): HostLayer => ({
    inputCount: { least: 2, most: 2 },
    outputShapes: ([a, b]) => [commonShape(where, ...sameRank(a, b))],
    run: ({ inputs: [a, b] }) => {
      const [one, other] = sameRank(a.shape, b.shape);
      const { shape, data } = joinNumbers(
        { shape: one, data: a.data },
        { shape: other, data: b.data },
        (x, y) => Number(f(x, y)),
      );
      return [{ shape, data: Float32Array.from(data) }];
    },
    // Of two sequences; a number alone has no axes.
    stepwise: ([a, b]) => a.length === b.length || a.length * b.length === 0,
  });
}

/** As NumPy: new axes of size 1 stand before the others. */
function sameRank<S extends OpenShape>(a: S, b: S): readonly [S, S] {
  const ones = (count: number): number[] => Array.from({ length: Math.max(count, 0) }, () => 1);
  return [
    [...ones(b.length - a.length), ...a] as unknown as S,
    [...ones(a.length - b.length), ...b] as unknown as S,
  ];
}

/** y = f(x), number by number */
function ofOne(f: (x: number) => number | boolean): LayerClass {
  return (config): HostLayer => {
    for (const key of ['dtype', 'sparse', 'ragged']) config.take(key);
    return {
      outputShapes: ([x]) => [x],
      run: ({ inputs: [{ shape, data }] }) => [{ shape, data: data.map((x) => Number(f(x))) }],
      stepwise: () => true,
    };
  };
}

/** y = whether any, or every, number along the axes is not 0 */
function truth(decide: (row: Float64Array) => boolean): LayerClass {
  return (config): HostLayer => {
    const given = config.axes('axis', -1);
    const keepDims = config.boolean('keepdims', false);
    const axesOf = (x: OpenShape): number[] =>
      given.map((axis) => axisOf(config.where, axis, x)).toSorted((a, b) => a - b);
    const shapeFor = (x: OpenShape): OpenShape => {
      const axes = axesOf(x);
      const ones = x.map((size, axis) => (axes.includes(axis) ? 1 : size));
      return keepDims ? ones : ones.filter((_, axis) => !axes.includes(axis));
    };
    return {
      outputShapes: ([x]) => [shapeFor(x)],
      run: ({ inputs: [x] }) => {
        const decided: number[] = [];
        alongAxes(x, axesOf(x.shape), (row) => decided.push(decide(row) ? 1 : 0));
        return [
          { shape: shapeFor(x.shape) as readonly number[], data: Float32Array.from(decided) },
        ];
      },
      stepwise: ([x]) => axesOf(x).every((axis) => axis > 1),
    };
  };
}

/** The same numbers with an axis of size 1 more */
const expandDims: LayerClass = (config): HostLayer => {
  const axes = config.axes('axis', -1);
  const shapeFor = (x: OpenShape): OpenShape => {
    const shape = [...x];
    for (const axis of axes) shape.splice(axisOf(config.where, axis, [...shape, 1]), 0, 1);
    return shape;
  };
  return reshaping(shapeFor, (x) =>
    axes.every((axis) => axisOf(config.where, axis, [...x, 1]) > 1),
  );
};

/** The same numbers without axes of size 1 */
const squeeze: LayerClass = (config): HostLayer => {
  const given = config.take('axis') === undefined ? undefined : config.axes('axis', -1);
  const isGone = (axis: number, x: OpenShape): boolean =>
    given === undefined
      ? x[axis] === 1
      : given.some((one) => axisOf(config.where, one, x) === axis);
  return reshaping(
    (x) => x.filter((_, axis) => !isGone(axis, x)),
    (x) => !isGone(0, x) && !isGone(1, x),
  );
};

function reshaping(
  shapeFor: (x: OpenShape) => OpenShape,
  isStepwise: (x: OpenShape) => boolean,
): HostLayer {
  return {
    outputShapes: ([x]) => [shapeFor(x)],
    run: ({ inputs: [{ shape, data }] }) => [{ shape: shapeFor(shape) as readonly number[], data }],
    stepwise: ([x]) => isStepwise(x),
  };
}

/** By the class, which importers write with `ops.` before it. */
export const operations: Readonly<Record<string, LayerClass>> = {
  'ops.Add': ofTwo((a, b) => a + b),
  'ops.All': truth((row) => row.every(Boolean)),
  'ops.Any': truth((row) => row.some(Boolean)),
  'ops.Cast': ofOne((x) => x),
  'ops.Concatenate': concatenate,
  'ops.ConvertToTensor': ofOne((x) => x),
  'ops.Divide': ofTwo((a, b) => a / b),
  'ops.Equal': ofTwo((a, b) => a === b),
  'ops.ExpandDims': expandDims,
  'ops.Greater': ofTwo((a, b) => a > b),
  'ops.GreaterEqual': ofTwo((a, b) => a >= b),
  'ops.Less': ofTwo((a, b) => a < b),
  'ops.LessEqual': ofTwo((a, b) => a <= b),
  'ops.LogicalAnd': ofTwo((a, b) => a !== 0 && b !== 0),
  'ops.LogicalNot': ofOne((x) => x === 0),
  'ops.LogicalOr': ofTwo((a, b) => a !== 0 || b !== 0),
  'ops.Maximum': ofTwo(Math.max),
  'ops.Minimum': ofTwo(Math.min),
  'ops.Multiply': ofTwo((a, b) => a * b),
  'ops.NotEqual': ofTwo((a, b) => a !== b),
  'ops.OnesLike': ofOne(() => 1),
  'ops.Squeeze': squeeze,
  'ops.Subtract': ofTwo((a, b) => a - b),
  'ops.TrueDivide': ofTwo((a, b) => a / b),
  'ops.ZerosLike': ofOne(() => 0),
};
