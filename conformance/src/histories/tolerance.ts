// How far an answer of a history may be from what it must be.

import type { Supports } from '@gatefold/contract';
import { placesOf } from '@gatefold/contract/author';
import { lawTolerance } from '../tolerance.ts';
import type { Tolerance, Values } from '../values.ts';
import type { LayerPlan } from './history.ts';

/**
 * Where an activation that grows is all that a backend has, as e^c in an LSTM, numbers past this say nothing of it: the
 * next step makes as much of a rounding as of them.
 */
const tooLarge = 100;
/** Says nothing of the numbers. */
export const anything: Tolerance = () => Infinity;

/**
 * That of laws, times the largest of the numbers where that is above 1. Types of weights hold these weights exactly, but
 * for `int8`, which may move a weight by the 254th part of the largest, and so each of n products and with it a step.
 */
export function historyTolerance(
  { precision, weightPrecision }: Pick<Supports, 'precision' | 'weightPrecision'>,
  { config, inputDim, scale }: LayerPlan,
  steps: number,
  around: readonly Values[],
): Tolerance {
  const sums = lawTolerance(precision, config, inputDim, steps);
  const products = placesOf(config).reduce((sum, { cell }) => sum + cell.units, inputDim);
  const moved = weightPrecision === 'int8' ? (steps * products * scale) / 254 : 0;
  const largest = around.reduce(
    (most, { data }) => data.reduce((more, value) => Math.max(more, Math.abs(value)), most),
    1,
  );
  if (!(largest < tooLarge)) return anything;
  return (wanted, index) => largest * (sums(wanted, index) + moved);
}
