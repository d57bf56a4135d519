// The numbers of a question: drawn, of the size that it speaks of, and in the place that it wants them in.

import type { Mask, Shape } from '@gatefold/contract';
import { distinct, type Random } from '../random.ts';
import type { Values } from '../values.ts';
import type { Numbers, Question } from './question.ts';

const factors: Readonly<Record<Numbers, number>> = { ordinary: 1, zeros: 0, large: 20, huge: 1250 };

/** Of which size numbers are, given the largest of them. */
export function numbersOf(data: ArrayLike<number>): Numbers {
  let largest = 0;
  for (let index = 0; index < data.length; index++) {
    largest = Math.max(largest, Math.abs(data[index] as number));
  }
  if (largest === 0) return 'zeros';
  return largest < 4 ? 'ordinary' : largest < 100 ? 'large' : 'huge';
}

export function draw(random: Random, shape: Shape, numbers: Numbers): Values {
  return scaled(distinct(random, shape), numbers);
}

export function scaled({ shape, data }: Values, numbers: Numbers): Values {
  const factor = factors[numbers];
  return { shape, data: factor === 1 ? data : data.map((value) => value * factor) };
}

/** The same numbers inside a larger array, among others that show when they are read. */
export function asView({ shape, data }: Values): Values {
  const wide = new Float32Array(data.length + 12).fill(7);
  wide.set(data, 5);
  return { shape, data: wide.subarray(5, 5 + data.length) };
}

/** A mask [batch, timeSteps] of a kind; each row differs from the one before it. */
export function maskOf(
  kind: Exclude<Question['mask'], 'none'>,
  batch: number,
  timeSteps: number,
): Mask {
  const data = new Uint8Array(batch * timeSteps).fill(1);
  for (let row = 0; row < batch; row++) {
    const some = Math.max(1, Math.floor(timeSteps / 2) - (row % 2));
    for (let t = 0; t < timeSteps; t++) {
      const masked = {
        behind: t >= timeSteps - some,
        before: t < some,
        gaps: (t + row) % 3 === 1,
        'a whole row': row === 0 || (t + row) % 3 === 1,
      }[kind];
      if (masked) data[row * timeSteps + t] = 0;
    }
  }
  return { shape: [batch, timeSteps], data };
}

/** The kind of a mask, as near as a kind comes to it. */
export function kindOfMask(
  mask: { readonly shape?: unknown; readonly data?: unknown } | undefined,
  timeSteps: number,
): Question['mask'] {
  const data = mask?.data as ArrayLike<number | boolean> | undefined;
  if (data === undefined) return 'none';
  const rows = Array.from({ length: data.length / Math.max(timeSteps, 1) }, (_, row) =>
    Array.from({ length: timeSteps }, (__, t) => (data[row * timeSteps + t] ? '1' : '0')).join(''),
  );
  if (rows.every((row) => !row.includes('0'))) return 'none';
  if (rows.some((row) => !row.includes('1'))) return 'a whole row';
  if (rows.every((row) => /^1+0*$/.test(row))) return 'behind';
  if (rows.every((row) => /^0*1+$/.test(row))) return 'before';
  return 'gaps';
}
