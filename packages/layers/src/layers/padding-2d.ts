// ZeroPadding2D. keras/src/layers/reshaping/zero_padding2d.py

import { ConfigError } from '@gatefold/contract';
import { checkRank } from './axes.ts';
import type { LayerClass } from './layer-class.ts';

/** Rows of zeros above and below x, and columns at its sides */
export const zeroPadding2D: LayerClass = (config) => {
  config.channelsLast();
  const [[top, bottom], [left, right]] = pairsOf(config.where, config.take('padding') ?? 1);
  return {
    outputShapes: ([x]) => {
      checkRank(config.where, x, '[batch, height, width, channels]');
      const [batch, height, width, channels] = x;
      const wider = (side: number | null, more: number): number | null =>
        side === null ? null : side + more;
      return [[batch, wider(height, top + bottom), wider(width, left + right), channels]];
    },
    run: ({ inputs: [{ shape, data }] }) => {
      const [batch, height, width, channels] = shape;
      const [rows, columns] = [height + top + bottom, width + left + right];
      const y = new Float32Array(batch * rows * columns * channels); // [batch, rows, columns, channels]
      const line = width * channels;
      for (let row = 0; row < batch * height; row++) {
        const to = Math.floor(row / height) * rows + top + (row % height);
        y.set(data.subarray(row * line, (row + 1) * line), (to * columns + left) * channels);
      }
      return [{ shape: [batch, rows, columns, channels], data: y }];
    },
  };
};

/** 1, [1, 2] or [[1, 1], [2, 2]] */
function pairsOf(where: string, padding: unknown): readonly (readonly [number, number])[] {
  const sides: unknown[] = Array.isArray(padding) ? padding : [padding, padding];
  const pairs = sides.map((side) => (Array.isArray(side) ? side : [side, side]));
  const isRight =
    pairs.length === 2 &&
    pairs.every(
      (pair) => pair.length === 2 && pair.every((size) => Number.isSafeInteger(size) && size >= 0),
    );
  if (isRight) return pairs as [number, number][];
  throw new ConfigError({
    where: `${where}.padding`,
    expected: 'must be a number, two, or two pairs',
  });
}
