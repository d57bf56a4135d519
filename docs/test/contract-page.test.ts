// The contract page is what the clauses say today.

import { readFileSync } from 'node:fs';
import { clauses } from '@gatefold/contract/clauses';
import { expect, test } from 'vitest';
import { clausesPage, pagePath } from '../contract/page.ts';

test('contract/clauses.md is what `node contract/page.ts` writes', () => {
  expect(readFileSync(pagePath, 'utf8')).toBe(clausesPage());
});

test('every clause is on the page', () => {
  const page = clausesPage();
  for (const { id } of clauses) expect(page).toContain(`**${id}** `);
});
