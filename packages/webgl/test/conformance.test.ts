// The whole suite, in a browser, on a renderer that every machine has. To be red is right when there is none.

import { levels } from '@gatefold/conformance';
import { expect, inject, test } from 'vitest';
import { openPage } from './harness/browser.ts';

test('every level is granted in Chromium', { timeout: 1_200_000 }, async () => {
  await using opened = await openPage(inject('site'));
  const { renderer, granted, counts, failures } = await opened.page.evaluate(() =>
    globalThis.pages.conformance(),
  );
  console.log(`renderer: ${renderer}; ${JSON.stringify(counts)}`);
  expect(failures).toEqual([]);
  expect(granted).toEqual(Object.fromEntries(levels.map((level) => [level, true])));
  expect(Object.keys(counts)).toEqual(['pass']);
});
