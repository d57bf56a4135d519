// The suite inside vitest: a backend's own conformance test is five lines.

import type { Backend } from '@gatefold/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  defaultRuns,
  defaultSeed,
  missingFor,
  runCase,
  selectCases,
  type SuiteOptions,
  withDiagnosis,
} from './run-suite.ts';
import { failureLines } from './terminal-report.ts';

/**
 * Declares a vitest test for every case; what the backend does not claim is skipped, and shown as skipped.
 *
 * @example fragment
 *   // conformance.test.ts
 *   import { conformance } from '@gatefold/conformance/vitest';
 *   import { cpu } from '@gatefold/cpu';
 *
 *   conformance(cpu);
 */
export function conformance(
  create: () => Backend | Promise<Backend>,
  options: Omit<SuiteOptions, 'onResult'> = {},
): void {
  const { seed = defaultSeed, runs = defaultRuns } = options;
  describe('conformance', () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await create();
    });
    afterAll(() => backend.dispose());
    for (const item of selectCases(options)) {
      test(item.title, async ({ skip }) => {
        skip(missingFor(backend.supports, item) !== undefined);
        const result = await runCase(backend, item, { seed, runs });
        const [told = result] = await withDiagnosis(backend, [result], options);
        expect(told.status, failureLines(told).join('\n')).toBe('pass');
      });
    }
  });
}
