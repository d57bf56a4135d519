// The suite inside node:test, which needs nothing but Node: a backend's own conformance test is five lines.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Backend } from '@gatefold/contract';
import { type DoorOptions, TestDoor } from './test-door.ts';

/**
 * Declares a node:test test for every case; what the backend does not claim is skipped, and shown as skipped.
 *
 * @example fragment
 *   // conformance.test.mjs, run by `node --test`
 *   import { conformance } from '@gatefold/conformance/node-test';
 *   import { cpu } from '@gatefold/cpu';
 *
 *   conformance(cpu);
 */
export function conformance(
  create: () => Backend | Promise<Backend>,
  options: DoorOptions = {},
): void {
  const door = new TestDoor(create, options);
  void describe('conformance', () => {
    before(() => door.open());
    after(() => door.close());
    for (const item of door.cases) {
      void test(item.title, async (context) => {
        const missing = door.missing(item);
        if (missing !== undefined) {
          context.skip(missing);
          return;
        }
        const complaint = await door.complaint(item);
        assert.equal(complaint, undefined, complaint ?? '');
      });
    }
  });
}
