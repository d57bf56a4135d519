import { describe, expect, test } from 'vitest';
import { compare } from '../src/compare.ts';
import type { Contender, Runner } from '../src/contender.ts';
import { gatefoldCpu } from '../src/contenders/gatefold-cpu.ts';
import { nodeBuild } from '../src/contenders/tfjs-builds.ts';
import { tfjsCpu } from '../src/contenders/tfjs-cpu.ts';
import { tableLine } from '../src/report.ts';
import { tolerance } from '../src/verify.ts';
import type { Workload } from '../src/workloads.ts';

const small = { inputDim: 3, units: 4, batch: 2, timeSteps: 5, resetAfter: false };
const lstm: Workload = { name: 'lstm-4', kind: 'lstm', ...small };
const gru: Workload = { name: 'gru-4', kind: 'gru', ...small };
const tensorflow = tfjsCpu(await nodeBuild());
const options = { rounds: 2, mostWarmUpMs: 0, seed: 5 };

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
        run(x) {
          contender.calls++;
          return change((runner.run(x) as Float32Array).slice());
        },
      };
    },
  };
  return contender;
}

describe('a contender is timed', () => {
  test('when it gives our result: TensorFlow.js, both cells', async () => {
    for (const workload of [lstm, gru]) {
      const rows = await compare(workload, { ours: gatefoldCpu, peers: [tensorflow] }, options);
      expect(rows.map(({ status }) => status)).toEqual(['timed', 'timed']);
      const [ours, peer] = rows;
      expect(ours?.ratio).toBeNull();
      expect(peer?.maxError).toBeLessThan(tolerance);
      expect(peer?.ratio?.value).toBeGreaterThan(0);
    }
  });

  test('when its result is a promise', async () => {
    const late: Contender = {
      ...gatefoldCpu,
      async prepare(...call) {
        const runner = await gatefoldCpu.prepare(...call);
        return { ...runner, run: async (x) => runner.run(x) };
      },
    };
    const [, row] = await compare(lstm, { ours: gatefoldCpu, peers: [late] }, options);
    expect(row?.status).toBe('timed');
  });
});

describe('a contender is not timed', () => {
  test.each([
    ['one number is off', (y: Float32Array) => y.with(3, (y[3] as number) + 2 * tolerance)],
    ['one number is NaN', (y: Float32Array) => y.with(7, NaN)],
    ['a number is missing', (y: Float32Array) => y.subarray(1)],
  ])('when %s', async (_, change) => {
    const wrong = tampered(change);
    const rows = await compare(lstm, { ours: gatefoldCpu, peers: [wrong] }, options);
    expect(rows.map(({ status }) => status)).toEqual(['timed', 'different result']);
    expect(rows[1]).toMatchObject({ medianMs: null, ratio: null });
    expect(tableLine(rows[1] as never)).toContain('different result');
    expect(wrong.calls).toBeLessThanOrEqual(4);
  });

  test('when it cannot run the workload', async () => {
    const workload = { ...gru, resetAfter: true };
    const rows = await compare(workload, { ours: gatefoldCpu, peers: [tensorflow] }, options);
    expect(rows[1]).toMatchObject({ status: 'refused', maxError: null, medianMs: null });
    expect(rows[1]?.reason).toContain('resetAfter');
  });

  test('and nobody has a ratio, when it is ours that is wrong', async () => {
    const ours = tampered((y) => y.fill(0));
    const rows = await compare(lstm, { ours, peers: [gatefoldCpu] }, options);
    expect(rows.map(({ status }) => status)).toEqual(['different result', 'timed']);
    expect(rows[1]?.ratio).toBeNull();
  });
});
