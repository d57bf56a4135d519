// Every rule of the contract. Titles of tests begin with an id from here; the docs' contract page is made of it.

import type { Clause } from './clauses/clause.ts';
import { compositionClauses } from './clauses/composition.ts';
import { configClauses } from './clauses/config.ts';
import { equationClauses } from './clauses/values.ts';
import { maskClauses } from './clauses/masking.ts';
import { orderClauses } from './clauses/order.ts';
import { outputClauses } from './clauses/outputs.ts';
import { conductClauses } from './clauses/refusals.ts';

export type { Clause } from './clauses/clause.ts';

/**
 * The clauses, group by group: S outputs, V equations, A activations, W weights, M masks, R direction,
 * I initial state, P stateful, B Bidirectional, K stacked cells, T streams, E refusals, L lifetime, C configs, D defineBackend.
 *
 * @example
 *   import { clauses } from '@gatefold/contract';
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
