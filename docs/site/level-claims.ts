// What each level asks a backend to claim, found out by taking claims away.

import { cases, claimsOfLevels, type Level, levels, missingFor } from '@gatefold/conformance';
import type { Supports } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';

export interface LevelClaims {
  readonly level: Level;
  /** Claims that are true: `masking`. */
  readonly flags: readonly string[];
  /** Entries of claims that are lists, without those that core asks for: `activations`, with `relu` and others. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

const lists = ['cells', 'activations', 'recurrentActivations', 'resetAfter'] as const;

type Lists = (typeof lists)[number];

/** The claims without which a level is refused. */
export async function levelClaims(): Promise<readonly LevelClaims[]> {
  using backend = await cpu();
  const all = backend.supports;
  const found = levels.map((level) => {
    const own = cases.filter((item) => item.levels.includes(level));
    const asks = (changes: Partial<Supports>): boolean =>
      own
        .flatMap((item) => missingFor({ ...all, ...changes }, item)?.lacks ?? [])
        .some((claim) => claimsOfLevels[level].includes(claim));
    const entriesOf = (name: Lists): readonly string[] => {
      const entries: readonly (string | boolean)[] = all[name];
      return entries
        .filter((entry) => asks({ [name]: entries.filter((other) => other !== entry) }))
        .map(String);
    };
    const flags = Object.entries(all)
      .filter(([name, value]) => value === true && asks({ [name]: false }))
      .map(([name]) => name);
    return { level, flags, lists: lists.map((name) => [name, entriesOf(name)] as const) };
  });
  const core = new Map(found.find(({ level }) => level === 'core')?.lists);
  return found.map(({ level, flags, lists: own }) => {
    const beyondCore = own
      .map(([name, entries]) => {
        const known = level === 'core' ? [] : (core.get(name) ?? []);
        return [name, entries.filter((entry) => !known.includes(entry))] as const;
      })
      .filter(([, entries]) => entries.length > 0);
    return { level, flags, lists: Object.fromEntries(beyondCore) };
  });
}
