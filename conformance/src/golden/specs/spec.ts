// What specs of every group share: the cells, the sizes, and the levels that a combination belongs to.

import {
  gru,
  type GRUConfig,
  type LayerConfig,
  lstm,
  type LSTMConfig,
  simpleRNN,
  type SimpleRNNConfig,
} from '@gatefold/contract';
import type { Level } from '../../case.ts';
import type { CallSpec, GoldenSpec } from '../golden.ts';

/** Unlike one another and unlike the units, so that no axis can stand in for another. */
export const sizes = { batch: 2, timeSteps: 5, inputDim: 3 } as const;

interface Cells {
  readonly 'simple-rnn': SimpleRNNConfig;
  readonly lstm: LSTMConfig;
  readonly 'gru-reset-after': GRUConfig;
  readonly 'gru-reset-before': GRUConfig;
}

/** Four units; the GRU in both variants. Ids use the names. */
export const cells: Cells = {
  'simple-rnn': simpleRNN({ units: 4 }),
  lstm: lstm({ units: 4 }),
  'gru-reset-after': gru({ units: 4 }),
  'gru-reset-before': gru({ units: 4, resetAfter: false }),
};

export type CellName = keyof Cells;

export const cellNames = Object.keys(cells) as readonly CellName[];

/** The clauses of a cell's equations and of its layout. */
export const equationClauses: Readonly<Record<CellName, readonly [string, ...string[]]>> = {
  'simple-rnn': ['V1', 'W1'],
  lstm: ['V2', 'W2', 'W1', 'V6'],
  'gru-reset-after': ['V4', 'W3', 'W4', 'V5'],
  'gru-reset-before': ['V3', 'W3', 'V5'],
};

/** Every combination of the options, the last one fastest. */
export function product<A, B, C, D>(
  as: readonly A[],
  bs: readonly B[],
  cs: readonly C[],
  ds: readonly D[],
): [A, B, C, D][] {
  return as.flatMap((a) =>
    bs.flatMap((b) => cs.flatMap((c) => ds.map((d) => [a, b, c, d] as [A, B, C, D]))),
  );
}

export const booleans = [false, true] as const;

export function flagsName(returnSequences: boolean, returnState: boolean): string {
  return (
    [returnSequences && 'sequences', returnState && 'state'].filter(Boolean).join('-') || 'neither'
  );
}

/** The level of a layer in one direction: masks in reverse are a matter of reverse. */
function levelOf(config: LayerConfig, calls: readonly CallSpec[]): Level {
  if (config.kind === 'bidirectional') return 'bidirectional';
  if (config.kind === 'stacked') return 'stacked';
  if (config.goBackwards) return 'reverse';
  if (calls.some(({ mask = 'none' }) => mask !== 'none')) return 'masking';
  return config.stateful ? 'stateful' : 'core';
}

interface SpecInput extends Partial<Omit<GoldenSpec, 'clauses'>> {
  readonly id: string;
  readonly group: GoldenSpec['group'];
  /** At least one. */
  readonly clauses: readonly string[];
  readonly says: string;
  readonly config: LayerConfig;
}

/** Fills in the usual sizes, one plain call, and the level. */
export function spec(input: SpecInput): GoldenSpec {
  const calls = input.calls ?? [{}];
  const clauses = input.clauses as readonly [string, ...string[]];
  return { ...sizes, levels: [levelOf(input.config, calls)], calls, ...input, clauses };
}
