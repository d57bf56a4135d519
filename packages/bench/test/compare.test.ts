import { describe, expect, test, vi } from 'vitest';
import { compare } from '../src/compare.ts';
import type { Contender, Runner } from '../src/contender.ts';
import { gatefoldCpu } from '../src/contenders/gatefold-cpu.ts';
import { tfjsCpu } from '../src/contenders/tfjs-builds.ts';
import { tableLine } from '../src/report.ts';
import type { Row } from '../src/row.ts';
import { tolerances } from '../src/verify.ts';
import type { Workload } from '../src/workloads.ts';

const small = { inputDim: 3, units: 4, batch: 2, timeSteps: 5, resetAfter: false };
const lstm: Workload = { name: 'lstm-4', kind: 'lstm', ...small };
const gru: Workload = { name: 'gru-4', kind: 'gru', ...small };
const tensorflow = await tfjsCpu('node');
const options = { rounds: 2, seconds: 0, seed: 5 };
const tolerance = tolerances.cpu;
const common = { tolerance, chains: true };

/** Ours with its answer changed; `calls` counts how often it ran. */
function tampered(change: (output: Float32Array) => Float32Array): Contender & { calls: number } {
  const contender = {
    ...gatefoldCpu,
    name: 'tampered',
    calls: 0,
    async prepare(...call: Parameters<Contender['prepare']>): Promise<Runner> {
      const runner = await gatefoldCpu.prepare(...call);
      return {
        dispose: () => runner.dispose(),
        run(x, times) {
          contender.calls++;
          return change((runner.run(x, times) as Float32Array).slice());
        },
      };
    },
  };
  return contender;
}

describe('a contender is timed', () => {
  test('when it gives our result: TensorFlow.js, both cells', async () => {
    for (const workload of [lstm, gru]) {
      const rows = await compare(
        workload,
        { ours: gatefoldCpu, peers: [tensorflow], ...common },
        options,
      );
      expect(rows.map(({ status }) => status)).toEqual(['timed', 'timed']);
      const [ours, peer] = rows;
      expect([ours?.single?.ratio, ours?.chained?.ratio]).toEqual([null, null]);
      expect(peer?.maxError).toBeLessThan(tolerance);
      expect(peer?.single?.ratio?.value).toBeGreaterThan(0);
      expect(peer?.chained?.runs).toBeGreaterThan(0);
    }
  });

  test('when its result is a promise', async () => {
    const late: Contender = {
      ...gatefoldCpu,
      async prepare(...call) {
        const runner = await gatefoldCpu.prepare(...call);
        return { ...runner, run: async (x, times) => runner.run(x, times) };
      },
    };
    const [, row] = await compare(lstm, { ours: gatefoldCpu, peers: [late], ...common }, options);
    expect(row?.status).toBe('timed');
  });
});

test('contenders of one library take turns, each made the current one first, and are disposed of', async () => {
  let current = '';
  const told: string[] = [];
  const guest = (name: string): Contender => ({
    ...gatefoldCpu,
    name,
    async prepare(...call) {
      const runner = await gatefoldCpu.prepare(...call);
      current = name;
      return {
        environment: { kernel: 'own' },
        begin: async () => (current = name),
        run(x, times) {
          told.push(current === name ? `${name} runs ${times}` : 'out of turn');
          return runner.run(x, times);
        },
        dispose() {
          told.push(`${name} ends`);
          return runner.dispose();
        },
      };
    },
  });
  const peers = [guest('one'), guest('other')];
  const rows = await compare(lstm, { ours: gatefoldCpu, peers, ...common }, options);
  expect(rows[1]?.environment).toEqual({ kernel: 'own' });
  expect(told).not.toContain('out of turn');
  expect(told).toContain(`one runs ${(rows[1]?.chained?.runs ?? NaN) + 1}`);
  expect(told.slice(-2)).toEqual(['one ends', 'other ends']);
});

describe('a contender is not timed', () => {
  test.each([
    ['one number is off', (y: Float32Array) => y.with(3, (y[3] as number) + 2 * tolerance)],
    ['one number is NaN', (y: Float32Array) => y.with(7, NaN)],
    ['a number is missing', (y: Float32Array) => y.subarray(1)],
  ])('when %s', async (_, change) => {
    const wrong = tampered(change);
    const rows = await compare(lstm, { ours: gatefoldCpu, peers: [wrong], ...common }, options);
    expect(rows.map(({ status }) => status)).toEqual(['timed', 'different result']);
    expect(rows[1]).toMatchObject({ single: null, chained: null });
    expect(tableLine(rows[1] as Row, 'chains')).toContain('different result');
    expect(wrong.calls).toBeLessThanOrEqual(4);
  });

  test('when it cannot run the workload', async () => {
    const workload = { ...gru, resetAfter: true };
    const rows = await compare(
      workload,
      { ours: gatefoldCpu, peers: [tensorflow], ...common },
      options,
    );
    expect(rows[1]).toMatchObject({ status: 'refused', maxError: null, single: null });
    expect(rows[1]?.reason).toContain('resetAfter');
  });

  test('when a call takes too long, the first one, which compiles, aside', async () => {
    let clock = 0;
    const calls = { slow: 0, late: 0 };
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
    const waiter = (name: keyof typeof calls, msOf: (call: number) => number): Contender => ({
      ...gatefoldCpu,
      name,
      async prepare(...call) {
        const runner = await gatefoldCpu.prepare(...call);
        const run: Runner['run'] = (x, times) => {
          clock += msOf(calls[name]++);
          return runner.run(x, times);
        };
        return { ...runner, run };
      },
    });
    const slow = waiter('slow', () => 3100);
    const late = waiter('late', (call) => (call === 0 ? 60_000 : 40));
    const rows = await compare(lstm, { ours: late, peers: [slow], ...common }, options);
    vi.restoreAllMocks();
    expect(rows.map(({ status }) => status)).toEqual(['timed', 'refused']);
    expect(rows[1]?.reason).toBe('too slow: a call takes 3.1 s here');
    expect(calls.slow).toBe(2);
  });

  test('when it fails, and the others are', async () => {
    const lost: Contender = {
      ...gatefoldCpu,
      name: 'lost',
      prepare: () => Promise.reject(new Error('no adapter')),
    };
    const field = { ours: gatefoldCpu, peers: [lost, tensorflow], ...common };
    const rows = await compare(lstm, field, options);
    expect(rows.map(({ status }) => status)).toEqual(['timed', 'failed', 'timed']);
    expect(rows[1]).toMatchObject({ reason: 'no adapter', single: null });
    expect(tableLine(rows[1] as Row, 'chains')).toContain('failed: no adapter');
    // Its ratio is against us, whoever is missing between.
    expect(rows[2]?.single?.ratio?.value).toBeGreaterThan(0);
  });

  test('and nobody has a ratio, when it is ours that is wrong', async () => {
    const ours = tampered((y) => y.fill(0));
    const rows = await compare(lstm, { ours, peers: [gatefoldCpu], ...common }, options);
    expect(rows.map(({ status }) => status)).toEqual(['different result', 'timed']);
    expect([rows[1]?.single?.ratio, rows[1]?.chained?.ratio]).toEqual([null, null]);
  });
});
