// Which cases a run takes, and queries over their ids.

import type { Case } from './case.ts';
import { cases } from './cases.ts';
import type { CaseResult, Selection } from './report/report.ts';

/** Whether an id is the one that a query names, where `*` stands for any part of it. */
export function matches(query: string, id: string): boolean {
  const pattern = query
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(id);
}

/** Lists the cases that a selection chooses, in the order of the catalogue. */
export function selectCases({ levels, only, shard }: Selection = {}): Case[] {
  const chosen = cases.filter(
    (item) =>
      (levels === undefined || item.levels.some((level) => levels.includes(level))) &&
      (only === undefined || only.some((query) => matches(query, item.id))),
  );
  if (shard === undefined) return chosen;
  // Neighbours cost alike, so every shard gets its share of each group.
  return chosen.filter((_, place) => place % shard.of === shard.index - 1);
}

/** Puts results into the order of the catalogue. */
export function inOrder(results: readonly CaseResult[]): CaseResult[] {
  const places = new Map(cases.map(({ id }, place) => [id, place]));
  return results.toSorted((a, b) => (places.get(a.id) as number) - (places.get(b.id) as number));
}
