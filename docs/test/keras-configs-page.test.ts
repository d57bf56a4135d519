// The page on writers of configs is what fromKerasConfig does with what they wrote today.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kerasConfigsPage, pagePath } from '../contract/keras-configs-page.ts';

test('contract/keras-configs.md is what `node contract/keras-configs-page.ts` writes', () => {
  expect(readFileSync(pagePath, 'utf8')).toBe(kerasConfigsPage());
});
