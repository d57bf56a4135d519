import { expect, test } from 'vitest';
import { LateWork } from '../src/shell/late-work.ts';
import { collectGarbage } from './collect-garbage.ts';

test('D14 failures that nobody reads are kept as the first few, however many there are', async () => {
  const late = new LateWork();
  const failures = Array.from({ length: 1_000 }, (_, index) => {
    const failure = new Error(`failure ${index}`);
    late.fail(failure);
    return new WeakRef(failure);
  });
  await collectGarbage();
  const kept = failures.filter((failure) => failure.deref() !== undefined).length;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(16);
  await expect(late.idle()).rejects.toThrow('failure 0');
});
