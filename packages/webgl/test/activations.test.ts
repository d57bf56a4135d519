// No activation rests on what a driver makes of NaN or infinity: two drivers that disagree, and one that drops every NaN.

import { describe, expect, inject, test } from 'vitest';
import { openPage } from './harness/browser.ts';

describe.each(['swiftshader', 'mesa'] as const)('on %s', (driver) => {
  test.each(['asItIs', 'dropsNaN'] as const)(
    'edges of float32 through every activation, %s',
    // Some 900 programs are compiled, which Mesa takes half a minute for, and more beside other work.
    { timeout: 600_000 },
    async (dialect) => {
      await using opened = await openPage(inject('site'), driver);
      const { count, faults } = await opened.page.evaluate(
        (each) => globalThis.pages.probeActivations(each),
        dialect,
      );
      expect(faults).toEqual([]);
      // Every activation, and six as the recurrent one, in seven programs.
      expect(count).toBe((26 + 6) * 7 * 35);
    },
  );
});
