import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Runner } from '../src/contender.ts';
import { chainedCost, longEnoughChain, measure } from '../src/measure.ts';
import { seededRandom } from '../src/random.ts';

describe('the chained cost', () => {
  test('is that of one more run: what every call pays once cancels', () => {
    // A read of 2.5 ms, runs of 0.7 ms.
    const call = (runs: number): number => 2.5 + 0.7 * runs;
    for (const runs of [1, 20, 128]) {
      expect(chainedCost(call(runs + 1), call(1), runs)).toBeCloseTo(0.7);
    }
  });

  test('comes from a chain that takes long enough, of 1 to 128 runs', async () => {
    const lengthFor = (msOfRun: number): Promise<number> =>
      longEnoughChain(async (runs) => 2 + msOfRun * runs);
    expect(await lengthFor(300)).toBe(1);
    expect(await lengthFor(30)).toBe(1);
    expect(await lengthFor(5)).toBe(16);
    expect(await lengthFor(0.0001)).toBe(128);
  });
});

describe('measure', () => {
  const x = new Float32Array(1);
  const manner = { chains: true };
  // Time passes only while somebody runs, so that nothing depends on this machine's.
  let clock = 0;
  beforeEach(() => void vi.spyOn(performance, 'now').mockImplementation(() => clock));
  afterEach(() => void vi.restoreAllMocks());

  /** A call takes `readMs`, and `runMs` for each run. */
  const runner = (
    runMs: number,
    readMs: number,
    told: (times: number) => void = () => {},
  ): Runner => ({
    run(_, times) {
      told(times);
      clock += readMs + runMs * times;
      return x;
    },
    dispose: () => undefined,
  });

  test('finds both figures of a slow read and of a slow run', async () => {
    const options = { rounds: 3, seconds: 1 };
    const runners = [runner(0.5, 2.5), runner(30, 1)];
    const [reader, worker] = await measure(runners, [x], options, manner, seededRandom(1));
    expect(reader?.single).toEqual([3, 3, 3]);
    expect(reader?.calls).toHaveLength(3 * 7); // as many as begin within 20 ms
    expect(reader?.chained.map((cost) => cost.toFixed(6))).toEqual(Array(3).fill('0.500000'));
    expect(worker?.single).toEqual([31, 31, 31]);
    expect(worker?.chained).toEqual([30, 30, 30]);
    expect([reader?.chainRuns, worker?.chainRuns]).toEqual([128, 1]);
  });

  test.each([
    [{ rounds: 7, seconds: 60 }, 7],
    [{ rounds: 1000, seconds: 0 }, 5],
    [{ rounds: 2, seconds: 0 }, 2],
    // Of 3 seconds 2 are for rounds, each of 20 ms of single calls and a chain of 65: 64 is the first power of 2 over 50.
    [{ rounds: 1000, seconds: 3 }, Math.ceil(2000 / 85)],
  ])('with %j makes %i rounds', async (options, expected) => {
    const [times] = await measure([runner(1, 0)], [x], options, manner, seededRandom(1));
    expect(times?.single).toHaveLength(expected);
  });

  test('lets contenders take turns in an order that changes', async () => {
    const chains: string[] = [];
    const chained = (name: string, length: number): Runner =>
      runner(length === 2 ? 30 : 1, 0, (times) => {
        if (times === length) chains.push(name);
      });
    const runners = [chained('slow', 2), chained('fast', 65)];
    await measure(runners, [x], { rounds: 12, seconds: 60 }, manner, seededRandom(3));
    // The first of each is that of the warm-up.
    const rounds = Array.from({ length: 12 }, (_, round) =>
      chains.slice(2 + 2 * round, 4 + 2 * round),
    );
    expect(new Set(rounds.map(String))).toEqual(new Set(['slow,fast', 'fast,slow']));
  });
});
