// The contract page is what the clauses say today.

import { readFileSync } from 'node:fs';
import { clauses } from '@gatefold/contract/clauses';
import { expect, test } from 'vitest';
import { clausesNamedIn, readKeepers } from '../contract/keepers.ts';
import { clausesPage, pagePath } from '../contract/page.ts';

test('contract/clauses.md is what `node contract/page.ts` writes', () => {
  expect(readFileSync(pagePath, 'utf8')).toBe(clausesPage());
});

test('every clause is on the page, with an anchor of its own', () => {
  const page = clausesPage();
  for (const { id } of clauses) {
    expect(page).toContain(`<a id="${id.toLowerCase()}"></a>[**${id}**](#${id.toLowerCase()}) `);
  }
});

test('every clause has code that keeps it, and cases or tests that try it', () => {
  const keepersOf = readKeepers();
  const lacking = clauses.flatMap(({ id, binds }) => {
    const { code, cases, tests } = keepersOf(id);
    const tried = binds === 'contract' ? tests : cases;
    return [
      ...(code.length === 0
        ? [`no source names ${id}; write "clause ${id}" where it is kept`]
        : []),
      ...(tried.length === 0 ? [`nothing that tries ${id} names it`] : []),
    ];
  });
  expect(lacking).toEqual([]);
});

test('clausesNamedIn reads lists and ranges in comments, and nothing elsewhere', () => {
  const text = [
    '// The loop. Clauses S1, M2 to M4 and V9.',
    ' * @see clause W6',
    "const id = 'clause K1';",
    '// In V8 this is slow.',
  ];
  expect([...clausesNamedIn(text.join('\n'))]).toEqual(['S1', 'M2', 'M3', 'M4', 'V9', 'W6']);
});
