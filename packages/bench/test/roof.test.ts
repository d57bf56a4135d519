import { describe, expect, test } from 'vitest';
import { compare } from '../src/compare.ts';
import { gatefoldCpu } from '../src/contenders/gatefold-cpu.ts';
import { probesWat } from '../src/roof/probes-wat.ts';
import { makeProbes } from '../src/roof/probes.ts';
import { loadsOf, measureRoof, roofOf } from '../src/roof/roof.ts';
import type { Workload } from '../src/workloads.ts';

const lstm: Workload = {
  ...{ name: 'lstm', kind: 'lstm', resetAfter: false },
  ...{ inputDim: 3, units: 4, batch: 1, timeSteps: 10 },
};

describe('what a workload asks of the machine', () => {
  test('of a sequence: x·W of all steps at once, h·U step by step', () => {
    // 4 gates of 4 units: 16 columns.
    expect(loadsOf(lstm)).toEqual([{ products: 10 * 3 * 16, stepBytes: 4 * 4 * 16, steps: 10 }]);
  });

  test('of a step: both matrices, since the next step is not there yet', () => {
    const step: Workload = { ...lstm, timeSteps: 1, mode: 'stream', layers: 2 };
    expect(loadsOf(step)).toEqual([
      { products: 0, stepBytes: 4 * (3 + 4) * 16, steps: 1 },
      { products: 0, stepBytes: 4 * (4 + 4) * 16, steps: 1 },
    ]);
  });

  test('of many rows: products alone, since each weight that is read serves several', () => {
    expect(loadsOf({ ...lstm, kind: 'gru', batch: 32 })).toEqual([
      { products: 32 * 10 * (3 + 4) * 12, stepBytes: 0, steps: 10 },
    ]);
  });

  test('of both directions twice as much, and of padding nothing', () => {
    const both = loadsOf({ ...lstm, mode: 'masked-bidirectional' });
    expect(both).toHaveLength(2);
    expect(both[0]).toEqual({ products: 8 * 3 * 16, stepBytes: 4 * 4 * 16, steps: 8 });
  });
});

test('the probes multiply as often as they say, fused or apart, and read every weight', async () => {
  for (const relaxed of [true, false]) {
    const wat = probesWat({ relaxed });
    const products = wat.match(relaxed ? /relaxed_madd/g : /f32x4\.mul/g);
    expect(products).toHaveLength(12 * 4 + 8 * 4);
    // Every one of the 32 vectors of a turn, from 16 bytes to the next.
    const offsets = [...wat.matchAll(/v128\.load offset=(\d+) \(local\.get \$w\)/g)];
    expect(offsets.map(([, offset]) => Number(offset))).toEqual(
      Array.from({ length: 32 }, (_, k) => 16 * k),
    );
  }
  const probes = await makeProbes();
  const weights = probes.weightsAt(1 << 20);
  expect(() => probes.stream(weights, (1 << 20) / 512)).not.toThrow();
  // Beyond what was made room for there is nothing.
  expect(() => probes.stream(weights, 1 << 20)).toThrow(WebAssembly.RuntimeError);
});

test('memory farther away gives no more than registers', async () => {
  const { products, streams } = await measureRoof();
  expect(streams.map(({ bytes }) => bytes)).toEqual(
    streams.map(({ bytes }) => bytes).toSorted((a, b) => a - b),
  );
  // Noise lifts neither by a tenth, since each is the best of a dozen.
  for (const stream of streams) expect(stream.products).toBeLessThan(1.1 * products);
}, 30_000);

test('each timed contender has its share of the roof, which has no row', async () => {
  const field = { ours: gatefoldCpu, peers: [], tolerance: 1e-6, chains: false, roof: roofOf };
  const rows = await compare(lstm, field, { rounds: 3, seconds: 0, seed: 1 });
  expect(rows).toHaveLength(1);
  const [row] = rows;
  expect(row?.chained).toBeNull();
  expect(row?.roofShare?.value).toBeGreaterThan(0);
  expect(row?.roofShare?.value).toBeLessThan(1);
  expect(row?.first?.callMs).toBeGreaterThan(0);
});
