// No activation rests on what a driver makes of NaN or infinity: two drivers that disagree, and one that drops every NaN.

import type { DriverName } from '@gatefold/conformance/playwright-core';
import { expect, inject, test } from 'vitest';
import { isWhole, ofTheDay } from '../../workspace/src/of-the-day.ts';
import { openPage } from './harness/browser.ts';
import type { Dialect, ProgramName } from './pages/probes.ts';

/** The formulas are one text, of a number and of four: a program of each is half a minute less on Mesa, and ten seconds on SwiftShader. */
const some: readonly ProgramName[] = ['quads', 'units'];

// Every activation, and six as the recurrent one, at the probes.
const eachProgram = (26 + 6) * 35;

interface Row {
  readonly driver: DriverName;
  readonly dialect: Dialect;
  /** Those of a step; all seven of them without. */
  readonly programs?: readonly ProgramName[];
}

const rows: readonly Row[] = [
  {
    driver: 'swiftshader',
    dialect: 'asItIs',
    programs: ['single', 'short', 'quads', 'quadsOfRows'],
  },
  { driver: 'swiftshader', dialect: 'asItIs', programs: ['units', 'split', 'splitOfRows'] },
  { driver: 'swiftshader', dialect: 'dropsNaN', ...(isWhole ? {} : { programs: some }) },
  // Mesa drops NaN by itself.
  ...(isWhole
    ? (['asItIs', 'dropsNaN'] as const).map((dialect) => ({ driver: 'mesa', dialect }) as const)
    : [{ driver: 'mesa', dialect: 'asItIs', programs: some } as const]),
];

// One of them a day, all in `pnpm test:all`.
test.each(ofTheDay(rows, 4))(
  'edges of float32 through every activation on $driver, $dialect, $programs',
  { timeout: 600_000 },
  async ({ driver, dialect, programs }) => {
    await using opened = await openPage(inject('site'), driver);
    const { count: probed, faults } = await opened.page.evaluate(
      ([each, chosen]) => globalThis.pages.probeActivations(each, chosen),
      [dialect, programs] as const,
    );
    expect(faults).toEqual([]);
    expect(probed).toBe((programs?.length ?? 7) * eachProgram);
  },
);
