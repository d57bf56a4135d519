// Arguments with the types left out, as mutants mend them.

import { sizeOf } from '@gatefold/contract';

export type Loose = Record<string, unknown>;
export type Given = { shape?: readonly number[]; data?: unknown } | undefined;

/** `names` of an object, and no others. */
export const pick = (object: Loose, names: readonly string[]): Loose =>
  Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));

export const mapKeys = (
  object: Loose,
  names: readonly string[],
  change: (value: unknown) => unknown,
): Loose =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name,
      names.includes(name) ? change(value) : value,
    ]),
  );

export const zeroTensor = (shape: readonly number[]): Given => ({
  shape,
  data: new Float32Array(sizeOf(shape)),
});
