// Conv1D. keras/src/layers/convolutional/base_conv.py

import { type HostTensor, ShapeError } from '@gatefold/contract';
import { formatOpenShape } from '../graph/shapes.ts';
import { zeros } from '../initializers/constant.ts';
import { glorotUniform } from '../initializers/glorot-uniform.ts';
import { addProduct } from './add-product.ts';
import { checkRank } from './axes.ts';
import type { LayerClass, LayerStream } from './layer-class.ts';
import { paddingBefore, windowCount, type WindowOptions } from './window.ts';

/** y_t = activation(Σ_k x_{stride·t + dilation·k - before}·W_k + b), channels in groups */
export const conv1D: LayerClass = (config) => {
  const filters = config.integer('filters');
  const [size] = config.integers('kernel_size', 1);
  const [stride] = config.integers('strides', 1, 1);
  const [dilation] = config.integers('dilation_rate', 1, 1);
  const groups = config.integer('groups', 1);
  const padding = config.oneOf('padding', ['valid', 'same', 'causal'], 'valid');
  const useBias = config.boolean('use_bias', true);
  const activate = config.activation();
  config.channelsLast();
  const kernelInitializer = config.initializer('kernel_initializer', glorotUniform());
  const biasInitializer = config.initializer('bias_initializer', zeros());
  const window: WindowOptions = { size, stride, dilation, padding };

  /** Windows over x, of which the first begins `before` steps before it. */
  const convolve = (
    { shape: [batch, timeSteps, channels], data }: HostTensor,
    [W, b]: readonly HostTensor[],
    count: number,
    before: number,
  ): HostTensor => {
    const y = new Float32Array(batch * count * filters); // [batch, count, filters]
    const sums = new Float64Array(filters);
    const groupIn = channels / groups;
    const groupOut = filters / groups;
    const block = { data: W.data, rows: groupIn, columns: groupOut, stride: filters };
    for (let row = 0; row < batch; row++) {
      for (let t = 0; t < count; t++) {
        if (useBias) sums.set(b.data);
        else sums.fill(0);
        for (let k = 0; k < size; k++) {
          const step = stride * t + dilation * k - before;
          if (step < 0 || step >= timeSteps) continue;
          const from = (row * timeSteps + step) * channels;
          for (let group = 0; group < groups; group++) {
            const first = group * groupOut;
            const start = k * groupIn * filters + first;
            addProduct(sums, first, data, from + group * groupIn, block, start);
          }
        }
        activate(sums);
        y.set(sums, (row * count + t) * filters);
      }
    }
    return { shape: [batch, count, filters], data: y };
  };

  /** Keeps the steps that the next ones look back to. */
  const openStream = (weights: readonly HostTensor[], batch: number): LayerStream => {
    const reach = dilation * (size - 1);
    let past: HostTensor | undefined; // [batch, reach, channels]
    return {
      push: (x) => {
        const [, timeSteps, channels] = x.shape;
        past ??= {
          shape: [batch, reach, channels],
          data: new Float32Array(batch * reach * channels),
        };
        const whole = joinSteps(past, x);
        past = lastSteps(whole, reach);
        return convolve(whole, weights, timeSteps, 0);
      },
      reset: () => {
        past = undefined;
      },
    };
  };

  return {
    weights: ([x]) => {
      const channels = x.at(-1) ?? null;
      const groupIn = channels === null ? null : channels / groups;
      return [
        { name: 'kernel', shape: [size, groupIn, filters], initializer: kernelInitializer },
        ...(useBias ? [{ name: 'bias', shape: [filters], initializer: biasInitializer }] : []),
      ];
    },
    outputShapes: ([x]) => {
      checkRank(config.where, x, '[batch, timeSteps, channels]');
      const [batch, timeSteps, channels] = x;
      const count = timeSteps === null ? null : windowCount(timeSteps, window);
      const isWhole = channels === null || channels % groups === 0;
      if (isWhole && filters % groups === 0 && (count === null || count > 0))
        return [[batch, count, filters]];
      throw new ShapeError({
        where: config.where,
        expected: isWhole
          ? `x must have at least ${dilation * (size - 1) + 1} time steps, as wide as the window`
          : `channels and filters must be multiples of groups, ${groups}`,
        actual: formatOpenShape(x),
      });
    },
    run: ({ inputs: [x], weights }) => {
      const [, timeSteps] = x.shape;
      return [
        convolve(x, weights, windowCount(timeSteps, window), paddingBefore(timeSteps, window)),
      ];
    },
    stepwise: () => size === 1 && stride === 1,
    ...(padding === 'causal' && stride === 1 ? { openStream } : {}),
  };
};

/** The steps of one after those of another, [batch, timeSteps, channels]. */
function joinSteps(past: HostTensor, x: HostTensor): HostTensor {
  const [batch, before, channels] = past.shape;
  const [, timeSteps] = x.shape;
  const length = before + timeSteps;
  const data = new Float32Array(batch * length * channels);
  for (let row = 0; row < batch; row++) {
    const start = row * length * channels;
    data.set(past.data.subarray(row * before * channels, (row + 1) * before * channels), start);
    data.set(
      x.data.subarray(row * timeSteps * channels, (row + 1) * timeSteps * channels),
      start + before * channels,
    );
  }
  return { shape: [batch, length, channels], data };
}

function lastSteps(
  { shape: [batch, length, channels], data }: HostTensor,
  count: number,
): HostTensor {
  const last = new Float32Array(batch * count * channels);
  for (let row = 0; row < batch; row++) {
    const end = (row + 1) * length * channels;
    last.set(data.subarray(end - count * channels, end), row * count * channels);
  }
  return { shape: [batch, count, channels], data: last };
}
