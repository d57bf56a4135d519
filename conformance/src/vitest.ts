// The suite inside vitest: a backend's own conformance test is five lines.

import type { Backend } from '@gatefold/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DoorOptions, TestDoor } from './test-door.ts';

/** Milliseconds that a case may take: a law over large sizes takes longer than vitest's five seconds on a busy machine. */
const patience = 600_000;

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
  options: DoorOptions = {},
): void {
  const door = new TestDoor(create, options);
  describe('conformance', () => {
    beforeAll(() => door.open());
    afterAll(() => door.close());
    for (const item of door.cases) {
      test(item.title, { timeout: patience }, async ({ skip }) => {
        skip(door.missing(item) !== undefined);
        const complaint = await door.complaint(item);
        expect(complaint, complaint).toBeUndefined();
      });
    }
  });
}
