// The check of goldens that rounding alone moves too far: each step from the state that the backend itself came to.

import { type LayerConfig, type SimpleRNNConfig, type WeightsOf } from '@gatefold/contract';
import type { Lab } from '../lab.ts';
import {
  differing,
  expectShape,
  observe,
  type Observation,
  stepOf,
  type Values,
} from '../values.ts';
import { hasSlope } from './bounded.ts';
import { boundedStep, type CellArrays } from './step-bound.ts';

type PlainConfig = Extract<LayerConfig, { units: number }>;

/** Whether a layer can be checked step by step: one cell, forwards. */
export function canStep(config: LayerConfig): config is PlainConfig {
  return (
    config.kind !== 'bidirectional' &&
    config.kind !== 'stacked' &&
    !config.goBackwards &&
    !config.stateful &&
    hasSlope(config.activation) &&
    (config.kind === 'simpleRNN' || hasSlope(config.recurrentActivation))
  );
}

/**
 * Runs one step at a time, and compares each with the exact step from the same state.
 *
 * @throws {Mismatch} that names the first bad step
 */
export async function expectSteps(
  lab: Lab,
  config: PlainConfig,
  weights: WeightsOf<SimpleRNNConfig>,
  x: Values,
  initialState?: Readonly<Record<string, Values>>,
): Promise<void> {
  const [batch, timeSteps, inputDim] = x.shape as [number, number, number];
  const layer = lab.layer({ ...config, returnSequences: false, returnState: true }, weights);
  const arrays = arraysOf(weights, config);
  let state = initialState;
  for (let t = 0; t < timeSteps; t++) {
    const frame = { shape: [batch, 1, inputDim], data: stepOf(x, t).data };
    const got = await lab.observe(layer, frame, state === undefined ? {} : { initialState: state });
    expectShape(`step ${t} output`, got.output, [batch, config.units]);
    for (let row = 0; row < batch; row++) {
      const before = {
        h: rowOf(state?.['h'], row, config.units),
        c: rowOf(state?.['c'], row, config.units),
      };
      const bound = boundedStep(
        config,
        arrays,
        [...rowOf(frame, row, inputDim)],
        before,
        lab.claims,
      );
      for (const [name, values] of leaves(got, config)) {
        const { value, error } = name === 'state c' ? bound.c : bound.h;
        lab.note(
          compareRow(
            `step ${t} alone, ${name} of row ${row}`,
            rowOf(values, row, config.units),
            value,
            error,
          ),
        );
      }
    }
    state = got.state;
  }
}

function leaves(got: Observation, { kind }: PlainConfig): [string, Values][] {
  const { h, c } = got.state as { h: Values; c: Values };
  const common: [string, Values][] = [
    ['output', got.output],
    ['state h', h],
  ];
  return kind === 'lstm' ? [...common, ['state c', c]] : common;
}

/** The result is rounded to float32 when it is read; a bound of 0 would ask for the same bits. */
function compareRow(
  what: string,
  got: readonly number[],
  wanted: readonly number[],
  error: readonly number[],
): number {
  const allowed = wanted.map(
    (value, u) => (error[u] as number) + 2 ** -24 * Math.abs(value) + 1e-12,
  );
  const shape = [1, wanted.length];
  observe({ what, wanted: { shape, data: wanted }, allowed: (u) => allowed[u] as number });
  let headroom = 0;
  for (const [u, value] of wanted.entries()) {
    const off = Math.abs((got[u] as number) - value);
    const share = off / (allowed[u] as number);
    if (share <= 1) headroom = Math.max(headroom, share);
    else {
      throw differing({ what, shape, got, wanted, allowed: (k) => allowed[k] as number, first: u });
    }
  }
  return headroom;
}

/** A row of [batch, …], or zeros. */
function rowOf(values: Values | undefined, row: number, width: number): number[] {
  if (values === undefined) return Array.from({ length: width }, () => 0);
  return [...values.data.subarray(row * width, (row + 1) * width)];
}

function arraysOf(weights: WeightsOf<SimpleRNNConfig>, { kind, units }: PlainConfig): CellArrays {
  const widest = 6 * units;
  return {
    kernel: weights.kernel.data,
    recurrentKernel: weights.recurrentKernel.data,
    bias: weights.bias?.data ?? new Float32Array(kind === 'simpleRNN' ? units : widest),
  };
}
