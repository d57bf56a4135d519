// A row of the benchmark in words.

import type { Row } from '../../../packages/bench/src/row.ts';
import type { Estimate } from '../../../packages/bench/src/statistics.ts';
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

/** `takes 5.20 times (5.00 to 5.50) as long as`: a call beside one of ours; undefined where there is no ratio. */
export function ratioOf({ single }: Row): string | undefined {
  const ratio = single?.ratio;
  if (ratio === undefined || ratio === null) return undefined;
  const { value, low, high } = ratio;
  if (low <= 1 && high >= 1) return 'takes, as far as can be told, as long as';
  if (value >= 1) return told('takes', 'as long as', ratio);
  return told('is', 'as fast as', { value: 1 / value, low: 1 / high, high: 1 / low });
}

function told(verb: string, what: string, { value, low, high }: Estimate): string {
  const [factor, from, to] = [value, low, high].map(significant);
  return `${verb} ${factor} times (${from} to ${to}) ${what}`;
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
