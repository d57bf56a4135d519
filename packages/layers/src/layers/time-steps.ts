// ZeroPadding1D, Cropping1D, UpSampling1D: more time steps, or fewer. keras/src/layers/reshaping/

import { type HostTensor, ShapeError } from '@gatefold/contract';
import { formatOpenShape } from '../graph/shapes.ts';
import { checkRank } from './axes.ts';
import type { HostLayer, LayerClass, OpenShape } from './layer-class.ts';

const letters = '[batch, timeSteps, channels]';

/** padding[0] steps of zeros before x, and padding[1] after it */
export const zeroPadding1D: LayerClass = (config) => {
  config.channelsLast();
  const [before, after] = config.integers('padding', 2, 1, 0);
  return pickingSteps(
    config.where,
    (timeSteps) => timeSteps + before + after,
    (t) => t - before,
  );
};

/** x without its first cropping[0] steps, and without its last cropping[1] */
export const cropping1D: LayerClass = (config) => {
  const [before, after] = config.integers('cropping', 2, 1, 0);
  return pickingSteps(
    config.where,
    (timeSteps) => timeSteps - before - after,
    (t) => t + before,
  );
};

/** Each step `size` times */
export const upSampling1D: LayerClass = (config) => {
  const [size] = config.integers('size', 1, 2);
  return pickingSteps(
    config.where,
    (timeSteps) => timeSteps * size,
    (t) => Math.floor(t / size),
  );
};

/**
 * A layer whose steps are steps of x.
 *
 * @param countOf  how many steps there are, of how many
 * @param stepOf   which step of x stands at t; zeros where x has none such
 */
function pickingSteps(
  where: string,
  countOf: (timeSteps: number) => number,
  stepOf: (t: number) => number,
): HostLayer {
  const shapeFor = (x: OpenShape): OpenShape => {
    checkRank(where, x, letters);
    const count = x[1] === null ? null : countOf(x[1]);
    if (count === null || count > 0) return [x[0], count, x[2]];
    throw new ShapeError({
      where,
      expected: 'must leave at least one time step',
      actual: formatOpenShape(x),
    });
  };
  return {
    outputShapes: ([x]) => [shapeFor(x)],
    run: ({ inputs: [x] }) => [pick(x, countOf(x.shape[1]), stepOf)],
  };
}

function pick(
  { shape: [batch, timeSteps, channels], data }: HostTensor,
  count: number,
  stepOf: (t: number) => number,
): HostTensor {
  const y = new Float32Array(batch * count * channels); // [batch, count, channels]
  for (let row = 0; row < batch; row++) {
    for (let t = 0; t < count; t++) {
      const step = stepOf(t);
      if (step < 0 || step >= timeSteps) continue;
      const from = (row * timeSteps + step) * channels;
      y.set(data.subarray(from, from + channels), (row * count + t) * channels);
    }
  }
  return { shape: [batch, count, channels], data: y };
}
