// A tensor in forms that are none, each with one mistake: whatever takes a tensor refuses them.

import type { Lab } from '../lab.ts';
import { filled, type Values } from '../values.ts';

export type Forms = Readonly<Record<string, (values: Values) => unknown>>;

/** As ONNX and PyTorch count directions and layers. */
export const leadingAxis: Forms = {
  'with an axis of 1 before': ({ shape, data }) => ({ shape: [1, ...shape], data }),
};

/** Refused with RNN_SHAPE: as many numbers on other axes, sizes that are none, and other sizes than those that are said. */
export const misshapen: Forms = {
  ...leadingAxis,
  'with an axis of 1 behind': ({ shape, data }) => ({ shape: [...shape, 1], data }),
  'with sizes in text': ({ shape, data }) => ({ shape: shape.map(String), data }),
  'with half a row': ({ shape: [rows = 0, ...rest], data }) => ({
    shape: [rows + 0.5, ...rest],
    data,
  }),
  'with a number too few': ({ shape, data }) => ({ shape, data: data.subarray(1) }),
  'with a number too many': ({ shape, data }) => ({ shape, data: Float32Array.of(...data, 0.1) }),
  'without a shape': ({ data }) => ({ data }),
  'that is null': () => null,
  'that is a bare array': ({ data }) => data,
};

/** Refused with RNN_SHAPE where its columns are given. */
export const otherColumns: Forms = {
  'with a column more': ({ shape }) => filled(withColumns(shape, 1), 0.1),
  'with a column less': ({ shape }) => filled(withColumns(shape, -1), 0.1),
};

function withColumns(shape: readonly number[], more: number): number[] {
  return [...shape.slice(0, -1), (shape.at(-1) as number) + more];
}

/** Refused with RNN_SHAPE where its rows are given. */
export const otherRows: Forms = {
  'with a row more': ({ shape: [rows = 0, ...rest] }) => filled([rows + 1, ...rest], 0.1),
  'with a row less': ({ shape: [rows = 0, ...rest] }) => filled([rows - 1, ...rest], 0.1),
};

/** Refused with RNN_DTYPE: the same numbers in anything but a Float32Array. */
export const mistyped: Forms = {
  'in a plain list': ({ shape, data }) => ({ shape, data: [...data] }),
  'in float64': ({ shape, data }) => ({ shape, data: Float64Array.from(data) }),
  'in int32': ({ shape, data }) => ({ shape, data: Int32Array.from(data) }),
  'in bytes': ({ shape, data }) => ({ shape, data: Uint8Array.from(data) }),
  'without numbers': ({ shape }) => ({ shape }),
};

/** What is tried with one tensor of a call, by name: `kernel in float64`. */
export function inEachForm(
  what: string,
  forms: Forms,
  attempt: (lab: Lab, spoil: (values: Values) => unknown) => unknown,
): Record<string, (lab: Lab) => unknown> {
  return Object.fromEntries(
    Object.entries(forms).map(([form, spoil]) => [
      `${what} ${form}`,
      (lab: Lab) => attempt(lab, spoil),
    ]),
  );
}
