// A row of the benchmark in words.

import type { Row } from '../../../packages/bench/src/row.ts';
import type { Workload } from '../../../packages/bench/src/workloads.ts';

export interface Rate {
  /** A call that is waited for: `2.40 ms`. */
  readonly call: string;
  /** 99 of 100 calls take no longer: `3.10 ms`. */
  readonly slowest: string;
  /** A time step among others: `12.0 µs`. */
  readonly step: string;
  /** Multiplications with a weight, in thousand millions a second: `1.20`. */
  readonly products: string;
}

/** Null where nothing was timed. */
export function rateOf({ single, chained }: Row): Rate | null {
  if (single === null || chained === null) return null;
  return {
    call: `${significant(single.medianMs)} ms`,
    slowest: `${significant(single.p99Ms)} ms`,
    step: chained.stepUs > 0 ? `${significant(chained.stepUs)} µs` : 'lost in noise',
    products: significant(single.gigaMacs),
  };
}

/** How long a call takes beside one of ours, in three parts of a sentence, of which the second matters most. */
export type Comparison = readonly [begin: string, told: string, end: string];

/**
 * `A call of webgl takes 5.20 times as long (5.00 to 5.50) as one of cpu.`
 *
 * @returns undefined where there is no ratio
 */
export function comparisonOf({ single }: Row, its: string, ours: string): Comparison | undefined {
  const ratio = single?.ratio;
  if (ratio === undefined || ratio === null) return undefined;
  const { value, low, high } = ratio;
  const between = `(${significant(low)} to ${significant(high)})`;
  const call = `A call of ${its} `;
  if (low > 1) {
    return [`${call}takes`, `${significant(value)} times as long`, `${between} as one of ${ours}.`];
  }
  if (high < 1) {
    const faster = `(${significant(1 / high)} to ${significant(1 / low)})`;
    return [`${call}is`, `${significant(1 / value)} times as fast`, `${faster} as one of ${ours}.`];
  }
  const range = `between ${significant(low)} and ${significant(high)} times as long`;
  return [
    `${call}takes`,
    range,
    `as one of ${ours}: which of them is faster, these rounds do not tell.`,
  ];
}

/** `LSTM of 64 units, 100 steps of 64 numbers, batch 1` */
export function nameOf({
  kind,
  resetAfter,
  units,
  inputDim,
  batch,
  timeSteps,
  mode,
}: Workload): string {
  const cell = { lstm: 'LSTM', gru: resetAfter ? 'GRU' : 'GRU, resetAfter: false,' }[kind];
  const steps = `${timeSteps} steps of ${inputDim} numbers`;
  const whole = mode === 'steps' ? `${steps}, one push each` : steps;
  return `${cell} of ${units} units, ${whole}${batch === 1 ? '' : `, batch ${batch}`}`;
}

function significant(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 0.001 ? value.toPrecision(3) : value.toExponential(1);
}
