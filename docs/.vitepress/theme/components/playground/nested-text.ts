// Numbers as nested lists, in the one notation that JavaScript, Python and JSON share.

import type { HostTensor } from '@gatefold/contract';

/** Prints a tensor with a line for each row; `indent` stands before all lines but the first. */
export function nestedText({ shape, data }: HostTensor, indent = ''): string {
  const [rows = 0, ...inner] = shape;
  if (inner.length === 0) return `[${Array.from(data, shortest).join(', ')}]`;
  const size = data.length / rows;
  const deeper = `${indent}  `;
  const parts = Array.from({ length: rows }, (_, row) =>
    nestedText({ shape: inner, data: data.subarray(row * size, (row + 1) * size) }, deeper),
  );
  return `[\n${parts.map((part) => deeper + part).join(',\n')}\n${indent}]`;
}

/** The shortest decimal that is this number in float32. */
function shortest(number: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const decimal = Number(number.toPrecision(digits));
    if (Math.fround(decimal) === number) return String(decimal);
  }
  return String(Number(number.toPrecision(9)));
}
