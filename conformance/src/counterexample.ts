// What a law failed on, as data: an example that any language can read.

import type { CellWeights, GRUConfig, LSTMConfig, SimpleRNNConfig } from '@gatefold/contract';
import type { History } from './histories/history.ts';
import type { Trial } from './laws/trial.ts';
import type { Values } from './values.ts';

/** A layer of one cell, in one direction. */
export type CellLayer<S extends boolean = boolean, R extends boolean = boolean> =
  SimpleRNNConfig<S, R> | LSTMConfig<S, R> | GRUConfig<S, R>;

/** A layer with all that a run of it needs. */
export interface Example {
  readonly config: CellLayer<true, true>;
  readonly weights: CellWeights;
  /** [batch, timeSteps, inputDim] */
  readonly x: Values;
  /** Leaves [batch, units] by path. */
  readonly initialState: Record<string, Values>;
  /** Seed of whatever else the law draws: masks, where to split. */
  readonly choices: number;
}

/** What a law about one layer failed on. */
export interface LawExample extends Example {
  /** `law/split` */
  readonly law: string;
}

/** What a law about histories failed on. */
export interface HistoryExample extends History {
  /** `law/history/streams` */
  readonly law: string;
}

/** What a law about sizes or pairs of choices failed on. */
export interface TrialExample {
  /** `law/pairs/core` */
  readonly law: string;
  readonly trial: Trial;
  /** Seed of the numbers. */
  readonly choices: number;
}

export type Counterexample = LawExample | HistoryExample | TrialExample;

/** How a law failed. */
export interface LawFailure {
  readonly seed: number;
  /** fast-check's way to the example; absent for one that came from a file. */
  readonly path?: string;
  /** As it was found, with every number drawn: a diagnosis sees most in it. */
  readonly found: Counterexample;
  /** As small as it could be made. */
  readonly shrunk: Counterexample;
  /** Of a history: the calls of the smallest one, as a program. */
  readonly program?: readonly string[];
}
