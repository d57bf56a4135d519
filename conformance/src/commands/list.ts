// gatefold-conformance list

import { toJSON } from '../json.ts';
import { chosenCases, type SelectionFlags } from './options.ts';

export function list(flags: SelectionFlags & { readonly json?: true }): void {
  const chosen = chosenCases(flags);
  if (flags.json) {
    const rows = chosen.map(({ id, levels, clauses, title }) => ({ id, levels, clauses, title }));
    console.log(toJSON(rows, 2));
    return;
  }
  for (const { id, levels, title } of chosen) console.log(`${id}  [${levels.join(' ')}]  ${title}`);
}
