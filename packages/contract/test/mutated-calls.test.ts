// Real calls with one to three places changed: whatever comes of it, it is an RnnError, or a call that no clause refuses.

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Choice, mutate, restless } from './mutate.ts';
import { doors } from './real-calls.ts';
import { isRnnError, RnnError } from '../src/index.ts';

const calls = 10_000;
/** The same calls on every machine; another seed is as good. */
const seed = 20261126;

const choice = fc.tuple(fc.nat(), fc.nat(), fc.nat()) as fc.Arbitrary<Choice>;
const mutations = fc.array(choice, { minLength: 1, maxLength: 3 });

test('E22 of 10,000 calls with mistakes, each is refused with a code or served as it must be', () => {
  const counts = { served: 0, refused: 0 };
  fc.assert(
    fc.property(fc.nat(), mutations, (door, choices) => {
      const { name, realArguments, call, memory } = doors[door % doors.length] as (typeof doors)[0];
      const given = realArguments();
      const canBeRead = choices.map((one) => mutate(given, one)).every(Boolean);
      const before = memory();
      let serve: () => void;
      try {
        serve = call(given);
      } catch (error) {
        counts.refused++;
        checkRefusal(name, error, canBeRead);
        assert.deepEqual(memory(), before, `${name}: a refusal keeps no memory`);
        return;
      }
      counts.served++;
      serve();
      assert.deepEqual(memory(), before, `${name}: what was made was freed`);
    }),
    { numRuns: calls, seed, endOnFailure: false },
  );
  expect(counts.served + counts.refused).toBe(calls);
  // A test of refusals alone, or of none, would prove little.
  expect(Math.min(counts.served, counts.refused)).toBeGreaterThan(calls / 20);
});

function checkRefusal(name: string, error: unknown, canBeRead: boolean): void {
  if (!isRnnError(error) || !(error instanceof RnnError)) throw error;
  const { code, where, expected, message } = error;
  assert.match(code, /^RNN_[A-Z_]+$/);
  assert.ok(message.startsWith(`${where}: ${expected}`), message);
  assert.ok(message.length <= 1000, message);
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f]/);
  // What can be read is refused for what it is: no TypeError of our own may pass for a value that throws.
  assert.ok(!canBeRead || expected !== 'must be readable', `${name}: ${String(error.cause)}`);
}

test('E22 the real calls are served before anything is changed', () => {
  for (const { realArguments, call, memory } of doors) {
    const before = memory();
    call(realArguments())();
    expect(memory()).toEqual(before);
  }
});

test('E22 a value that changes once it was read is used as it was checked, or refused', () => {
  let served = 0;
  // Weights are looked at several times before they are copied.
  for (const { name, realArguments, call } of doors) {
    for (const { place, given, settle } of restless(realArguments)) {
      let serve: () => void;
      try {
        serve = call(given);
      } catch (error) {
        checkRefusal(`${name}, ${place}`, error, false);
        continue;
      }
      settle();
      serve();
      served++;
    }
  }
  expect(served).toBeGreaterThan(200);
});
