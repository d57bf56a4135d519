// The numbers that histories are played with: from a formula that a program can print in one line, so that whoever
// pastes it has the very same ones.

import type { Shape } from '@gatefold/contract';
import type { Values } from '../values.ts';

/** Multiples of 1/128 below 0.8, times a power of two: weights of 8 bits hold them exactly. `k` tells arrays apart. */
export const numbers = (k: number, shape: Shape, scale = 1): Values => ({
  shape,
  data: Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    (_, i) => (Math.round(100 * Math.sin(k + i)) / 128) * scale,
  ),
});

/** The function above as a program holds it. */
export const numbersLine: string = `const numbers = ${String(numbers).replaceAll(/\s+/g, ' ').replace('), })', ') })')};`;

/** `numbers(7, [2, 3])` */
export function numbersText(k: number, shape: Shape, scale = 1): string {
  const rest = scale === 1 ? '' : `, 1 / ${1 / scale}`;
  return `numbers(${k}, [${shape.join(', ')}]${rest})`;
}

export function copied({ shape, data }: Values): Values {
  return { shape: [...shape], data: data.slice() };
}
