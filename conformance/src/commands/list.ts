// gatefold-conformance list

import type { Supports } from '@gatefold/contract';
import { toJSON } from '../json.ts';
import { coverActivations, coverPairs, coverSizes, levelOf } from '../laws/coverings.ts';
import { describeTrial } from '../laws/trial.ts';
import { backendAt } from '../load-backend.ts';
import { plainBackend } from '../plain/plain-backend.ts';
import { chosenCases, type SelectionFlags } from './options.ts';

export interface ListFlags extends SelectionFlags {
  readonly json?: true;
  /** A module whose claims to cover, or all that there is to claim. */
  readonly covering?: string | true;
  readonly seed: number;
}

export async function list(flags: ListFlags): Promise<void> {
  if (flags.covering !== undefined) return listCovering(flags);
  const chosen = chosenCases(flags);
  if (flags.json) {
    const rows = chosen.map(({ id, levels, clauses, title }) => ({ id, levels, clauses, title }));
    console.log(toJSON(rows, 2));
    return;
  }
  for (const { id, levels, title } of chosen) console.log(`${id}  [${levels.join(' ')}]  ${title}`);
}

/** Every trial of the laws over sizes and pairs, under the law that makes it. */
async function listCovering({ covering, level, json, seed }: ListFlags): Promise<void> {
  const supports = await supportsOf(covering);
  const rows = [
    ['sizes', coverSizes(supports, seed)] as const,
    ['pairs', coverPairs(supports, seed)] as const,
    ['activations', coverActivations(supports, seed)] as const,
  ].flatMap(([name, { rows: all, trialOf }]) =>
    all.map((row) => {
      const trial = trialOf(row);
      const own = levelOf(trial);
      const law = name === 'activations' ? 'law/pairs/activations' : `law/${name}/${own}`;
      return { law, level: own, trial };
    }),
  );
  const chosen = rows.filter((row) => level === undefined || level.includes(row.level));
  if (json) {
    console.log(toJSON(chosen, 2));
    return;
  }
  for (const { law, trial } of chosen) console.log(`${law}  ${describeTrial(trial)}`);
}

async function supportsOf(covering: ListFlags['covering']): Promise<Supports> {
  const backend = typeof covering === 'string' ? await backendAt(covering) : plainBackend();
  const { supports } = backend;
  backend.dispose();
  return supports;
}
