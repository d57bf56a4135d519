// The mutants page is what a run of the self-check says today.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mutantsPage, pagePath } from '../contribute/mutants-page.ts';

test('contribute/mutants.md is what `node contribute/mutants-page.ts` writes', async () => {
  expect(readFileSync(pagePath, 'utf8')).toBe(await mutantsPage());
  // Eighty seconds by itself, and as many more as a busy machine needs.
}, 900_000);
