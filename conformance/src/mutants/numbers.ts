// Numbers coarser than supports claims them to be: clause S16.

import type { WeightPrecision } from '@gatefold/contract';
import type { Arithmetic } from '../plain/arithmetic.ts';
import { honestParts, type PlainParts } from '../plain/parts.ts';
import { half, rounding } from '../plain/rounding.ts';
import { storedWeights } from '../stored-weights.ts';
import { type Mutant, partMutant } from './mutant.ts';

/** Claims a type of weights, and does something coarser. */
const mutant = (
  id: string,
  weightPrecision: WeightPrecision,
  says: string,
  parts: Partial<PlainParts>,
): Mutant =>
  partMutant({ id: `numbers/${id}`, clause: 'S16', says, claims: { weightPrecision }, parts });

type Change = (data: Float32Array, columns: number) => Float32Array;

const same: Change = (data) => data;

/** Changes the kernels, and the bias. */
const changed =
  (kernels: Change, biases: Change = same): PlainParts['prepare'] =>
  (checked) => {
    const { kernel, recurrentKernel, bias } = checked.weights;
    const columns = recurrentKernel.length / checked.cell.units;
    const weights = {
      kernel: kernels(kernel, columns),
      recurrentKernel: kernels(recurrentKernel, columns),
      bias: biases(bias, columns),
    };
    return { ...checked, weights };
  };

/** Whole multiples of a `steps`-th of the largest number. */
function quantized(data: Float32Array, steps: number): Float32Array {
  const scale = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / steps;
  return scale === 0 ? data : data.map((value) => Math.round(value / scale) * scale);
}

/** With a scale for each row. */
function quantizedByRow(data: Float32Array, columns: number, steps: number): Float32Array {
  const rows = Array.from({ length: data.length / columns }, (_, row) =>
    quantized(data.subarray(row * columns, (row + 1) * columns), steps),
  );
  return Float32Array.from(rows.flatMap((row) => [...row]));
}

function transposed(data: Float32Array, columns: number): Float32Array {
  const rows = data.length / columns;
  return data.map(
    (_, index) => data[(index % rows) * columns + Math.floor(index / rows)] as number,
  );
}

/** The upper 16 bits of each float32. */
const truncated: Change = (data) =>
  new Float32Array(new Uint32Array(data.slice().buffer).map((word) => word & 0xffff0000).buffer);

/** Every state that a step makes is rounded before the next. */
function roundedStates({ round }: Arithmetic): Partial<PlainParts> {
  return {
    lstm: (...given) => {
      const { h, c } = honestParts.lstm(...given);
      return { h: h.map(round), c: c.map(round) };
    },
    gru: (...given) => honestParts.gru(...given).map(round),
  };
}

export const numberMutants: readonly Mutant[] = [
  mutant('bf16-unclaimed', 'f32', 'weights in bfloat16 without a word of it', {
    prepare: (checked) => storedWeights(checked, 'bf16'),
  }),
  mutant('int8-unclaimed', 'f32', 'weights in int8 without a word of it', {
    prepare: (checked) => storedWeights(checked, 'int8'),
  }),
  mutant('bf16-as-f16', 'f16', 'weights in bfloat16 where float16 is claimed', {
    prepare: (checked) => storedWeights(checked, 'bf16'),
  }),
  mutant('int8-as-bf16', 'bf16', 'weights in int8 where bfloat16 is claimed', {
    prepare: (checked) => storedWeights(checked, 'int8'),
  }),
  mutant('bf16-truncated', 'bf16', 'weights cut off to bfloat16, not rounded', {
    prepare: changed(truncated),
  }),
  mutant('bf16-bias-truncated', 'bf16', 'a bias cut off to bfloat16, not rounded', {
    prepare: changed(same, truncated),
  }),
  mutant('int8-one-scale', 'int8', 'weights in int8 with one scale for all columns', {
    prepare: changed((data) => quantized(data, 127)),
  }),
  mutant('int8-scale-by-row', 'int8', 'weights in int8 with a scale for each row', {
    prepare: changed((data, columns) => quantizedByRow(data, columns, 127)),
  }),
  mutant('int8-seven-bits', 'int8', 'weights in int8 of which 7 bits are used', {
    prepare: changed((data, columns) => {
      const rows = data.length / columns;
      return transposed(quantizedByRow(transposed(data, columns), rows, 63), rows);
    }),
  }),
  mutant('int8-bias', 'int8', 'a bias in int8 with one scale, beside weights in int8', {
    prepare: changed(same, (data) => quantized(data, 127)),
  }),
  mutant('half-state', 'f32', 'states rounded to float16 after each step', roundedStates(half)),
  mutant(
    'bf16-state',
    'bf16',
    'states in bfloat16 after each step, beside weights that are claimed to be',
    roundedStates(rounding(8)),
  ),
];
