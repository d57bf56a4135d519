// The matrix of compatibility in small, from the rows that real runs left.

import { clauseGroups } from '@gatefold/contract/clauses';
import { defineLoader } from 'vitepress';
import { backends } from '../../conformance/adapters/compatibility/src/backends.ts';
import { passesOf } from '../../conformance/adapters/compatibility/src/row.ts';
import { keptRow } from '../../conformance/adapters/compatibility/src/run-row.ts';

export interface Matrix {
  readonly groups: readonly { readonly letter: string; readonly name: string }[];
  readonly rows: readonly {
    readonly id: string;
    readonly title: string;
    readonly isOurs: boolean;
    /** In the order of the groups; `null` where the backend claims nothing of a group. Pairs, since the page loads them. */
    readonly cells: readonly (readonly [passed: number, asked: number] | null)[];
  }[];
  /** Of the suite. */
  readonly cases: number;
}

declare const data: Matrix;
export { data };

export default defineLoader({
  watch: ['../../conformance/adapters/compatibility/rows/*.json'],
  load(): Matrix {
    const rows = backends.map(({ id, title }) => ({ id, title, row: keptRow(id) }));
    const letters = Object.keys(clauseGroups).filter((letter) =>
      rows.some(({ row }) => row.groups[letter] !== undefined),
    );
    return {
      groups: letters.map((letter) => ({ letter, name: clauseGroups[letter] as string })),
      rows: rows.map(({ id, title, row }) => ({
        id,
        title,
        isOurs: title.startsWith('@gatefold/'),
        cells: letters.map((letter) => {
          const cell = passesOf(row, letter);
          return cell === undefined ? null : ([cell.passed, cell.asked] as const);
        }),
      })),
      cases: rows[0]?.row.cases ?? 0,
    };
  },
});
