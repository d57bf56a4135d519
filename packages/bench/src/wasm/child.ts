// A process that times one workload and ends: forked by processes.ts, whose letters are answered by process.send.

import type { CompareOptions } from '../compare.ts';
import { compare } from '../compare.ts';
import { describeMachine, type Machine } from '../machine.ts';
import { measureRoof, type Roof } from '../roof/roof.ts';
import type { Row } from '../row.ts';
import type { Workload } from '../workloads.ts';
import type { WasmGroupName } from './groups.ts';

export type Letter =
  | { readonly kind: 'roof' }
  | {
      readonly kind: 'compare';
      readonly group: WasmGroupName;
      readonly workload: Workload;
      readonly options: CompareOptions;
    };

export type Answer =
  | { readonly kind: 'roof'; readonly roof: Roof; readonly machine: Machine }
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'failed'; readonly message: string };

process.once('message', (letter: Letter) => {
  void answer(letter)
    .catch((error: unknown): Answer => ({ kind: 'failed', message: String(error) }))
    // The peers' threads would keep the process.
    .then((given) => process.send?.(given, () => process.exit(0)));
});

async function answer(letter: Letter): Promise<Answer> {
  if (letter.kind === 'roof') {
    return { kind: 'roof', roof: await measureRoof(), machine: describeMachine() };
  }
  const { group, workload, options } = letter;
  const { fieldOf } = await import('./fields.ts');
  const { rounds, seconds, seed } = options;
  const rows = await compare(workload, await fieldOf(group), { rounds, seconds, seed });
  return { kind: 'rows', rows: rows.map((row) => ({ group, ...row })) };
}
