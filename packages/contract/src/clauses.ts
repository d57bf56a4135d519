// The rules as data: every rule of the contract, and what is left out. Titles of tests begin with an id from here; the
// docs' contract page is made of it.

import type { Clause } from './clauses/clause.ts';
import { compositionClauses } from './clauses/composition.ts';
import { configClauses } from './clauses/config.ts';
import { equationClauses } from './clauses/values.ts';
import { maskClauses } from './clauses/masking.ts';
import { orderClauses } from './clauses/order.ts';
import { outputClauses } from './clauses/outputs.ts';
import { conductClauses } from './clauses/refusals.ts';

export type { Clause } from './clauses/clause.ts';
export { type OutOfScope, outOfScope } from './clauses/out-of-scope.ts';

/** What the letters of the ids stand for, in the order of the clauses' pages and reports. */
export const clauseGroups: Readonly<Record<string, string>> = {
  S: 'Outputs',
  V: 'Equations',
  A: 'Activations',
  W: 'Weights',
  M: 'Masks',
  R: 'Direction',
  I: 'Initial state',
  P: 'Stateful',
  B: 'Bidirectional',
  K: 'Stacked cells',
  T: 'Streams',
  E: 'Refusals',
  L: 'Lifetime',
  C: 'Configs',
  D: 'defineBackend',
};

/**
 * The clauses, group by group; {@link clauseGroups} says what the letters stand for.
 *
 * @example
 *   import { clauses } from '@gatefold/contract/clauses';
 *   clauses.find(({ id }) => id === 'M7')?.sentence; // => 'A mask that keeps every step changes nothing.'
 */
export const clauses: readonly Clause[] = [
  ...outputClauses,
  ...equationClauses,
  ...maskClauses,
  ...orderClauses,
  ...compositionClauses,
  ...conductClauses,
  ...configClauses,
];
