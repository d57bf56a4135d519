// Pooling over windows, along one axis or two. keras/src/layers/pooling/base_pooling.py

import { type HostTensor, ShapeError } from '@gatefold/contract';
import { formatOpenShape } from '../graph/shapes.ts';
import { checkRank } from './axes.ts';
import type { LayerClass } from './layer-class.ts';
import { paddingBefore, windowCount, type WindowOptions } from './window.ts';

/** What becomes of the numbers of a window, one after another. */
interface Pool {
  readonly start: number;
  add(pooled: number, x: number): number;
  /** @param count  how many numbers of x the window holds: padding is none */
  end(pooled: number, count: number): number;
}

/** y = max of the window */
const largest: Pool = { start: -Infinity, add: Math.max, end: (pooled) => pooled };
/** y = Σ of the window / how many numbers it holds */
const mean: Pool = { start: 0, add: (pooled, x) => pooled + x, end: (sum, count) => sum / count };

export const maxPooling1D: LayerClass = pooling(1, '[batch, timeSteps, channels]', largest);
export const averagePooling1D: LayerClass = pooling(1, '[batch, timeSteps, channels]', mean);
export const maxPooling2D: LayerClass = pooling(2, '[batch, height, width, channels]', largest);
export const averagePooling2D: LayerClass = pooling(2, '[batch, height, width, channels]', mean);

function pooling(rank: 1 | 2, letters: string, pool: Pool): LayerClass {
  return (config) => {
    const sizes = config.integers('pool_size', rank, 2);
    const strides = config.take('strides') === undefined ? sizes : config.integers('strides', rank);
    const padding = config.oneOf('padding', ['valid', 'same'], 'valid');
    config.channelsLast();
    const windows = sizes.map((size, axis): WindowOptions => {
      return { size, stride: strides[axis], dilation: 1, padding };
    });
    return {
      outputShapes: ([x]) => {
        checkRank(config.where, x, letters);
        const counts = windows.map((window, axis) => {
          const side = x[axis + 1];
          return side === null ? null : windowCount(side, window);
        });
        if (counts.every((count) => count === null || count > 0)) {
          return [[x[0], ...counts, x.at(-1) as number | null]];
        }
        throw new ShapeError({
          where: config.where,
          expected: `x must be as long as the window, [${sizes.join(', ')}]`,
          actual: formatOpenShape(x),
        });
      },
      run: ({ inputs: [x] }) => {
        if (rank === 2) return [pool2D(x, windows, pool)];
        // One axis is two of which the first has one row.
        const [batch, timeSteps, channels] = x.shape;
        const one: WindowOptions = { size: 1, stride: 1, dilation: 1, padding };
        const flat = { shape: [batch, 1, timeSteps, channels], data: x.data };
        const { shape, data } = pool2D(flat, [one, ...windows], pool);
        return [{ shape: [batch, ...shape.slice(2)], data }];
      },
    };
  };
}

function pool2D(
  { shape: [batch, height, width, channels], data }: HostTensor,
  [down, across]: readonly WindowOptions[],
  pool: Pool,
): HostTensor {
  const [rows, columns] = [windowCount(height, down), windowCount(width, across)];
  const [above, left] = [paddingBefore(height, down), paddingBefore(width, across)];
  const y = new Float32Array(batch * rows * columns * channels); // [batch, rows, columns, channels]
  let to = 0;
  for (let image = 0; image < batch; image++) {
    for (let i = 0; i < rows; i++) {
      const [top, bottom] = spanOf(i, down, above, height);
      for (let j = 0; j < columns; j++) {
        const [from, end] = spanOf(j, across, left, width);
        for (let c = 0; c < channels; c++) {
          let pooled = pool.start;
          for (let row = top; row < bottom; row++) {
            for (let column = from; column < end; column++) {
              pooled = pool.add(
                pooled,
                data[((image * height + row) * width + column) * channels + c],
              );
            }
          }
          y[to++] = pool.end(pooled, (bottom - top) * (end - from));
        }
      }
    }
  }
  return { shape: [batch, rows, columns, channels], data: y };
}

/** The part of a window that lies on the axis. */
function spanOf(
  index: number,
  { size, stride }: WindowOptions,
  before: number,
  length: number,
): readonly [from: number, end: number] {
  const start = index * stride - before;
  return [Math.max(start, 0), Math.min(start + size, length)];
}
