// The peers of the wasm backend, in Node: each gives our numbers in every way in which a workload may be run.

import { expect, test } from 'vitest';
import { compare } from '../src/compare.ts';
import { gatefoldCpu } from '../src/contenders/gatefold-cpu.ts';
import { onnxruntimeNode } from '../src/contenders/onnxruntime-node.ts';
import { onnxruntimeWasm } from '../src/contenders/onnxruntime-wasm.ts';
import { tfjsWasm } from '../src/contenders/tfjs-builds.ts';
import { tolerances } from '../src/verify.ts';
import type { Workload } from '../src/workloads.ts';

const tensorflow = await tfjsWasm();
const peers = [onnxruntimeWasm(1), onnxruntimeNode(1), tensorflow];
const field = { ours: gatefoldCpu, peers, tolerance: tolerances.cpu, chains: false };
const small = { resetAfter: false, inputDim: 3, units: 4, batch: 2, timeSteps: 10 } as const;
const gru = { ...small, kind: 'gru', resetAfter: true } as const;
const all = ['timed', 'timed', 'timed', 'timed'];

test.each<[Workload, readonly string[]]>([
  [{ name: 'whole', kind: 'lstm', ...small }, all],
  [{ name: 'two layers', kind: 'lstm', layers: 2, ...small }, all],
  [{ name: 'masked', kind: 'lstm', mode: 'masked', ...small }, all],
  [
    { name: 'masked in both directions', kind: 'lstm', mode: 'masked-bidirectional', ...small },
    all,
  ],
  [
    {
      ...{ name: 'two layers in both directions', kind: 'lstm', mode: 'bidirectional', layers: 2 },
      ...{ ...small, returnSequences: true },
    },
    all,
  ],
  [{ name: 'stream', kind: 'lstm', mode: 'stream', ...small, batch: 1, timeSteps: 1 }, all],
  [
    {
      name: 'stream of two',
      kind: 'gru',
      mode: 'stream',
      layers: 2,
      ...small,
      batch: 1,
      timeSteps: 1,
    },
    all,
  ],
  // tf.layers.gru throws on it.
  [{ name: 'reset after', ...gru }, ['timed', 'timed', 'timed', 'refused']],
])('$name', async (workload, expected) => {
  const rows = await compare(workload, field, { rounds: 1, seconds: 0, seed: 3 });
  expect(
    rows.map(({ reason }) => reason).filter((why) => why?.includes('resetAfter') === false),
  ).toEqual([]);
  expect(rows.map(({ status }) => status)).toEqual(expected);
  const errors = rows.flatMap(({ maxError }) => maxError ?? []);
  expect(Math.max(...errors)).toBeLessThan(5e-7);
});

test('a cold step reads other memory before each call, and is timed without that', async () => {
  const step = {
    name: 'step',
    kind: 'lstm',
    mode: 'stream',
    ...small,
    batch: 1,
    timeSteps: 1,
  } as const;
  const how = { rounds: 5, seconds: 0, seed: 3 };
  const ours = { ...field, peers: [] };
  const [hot] = await compare(step, ours, how);
  const [cold] = await compare({ ...step, cold: true }, ours, how);
  // 2 million numbers, of which every sixteenth is read, leave no time for as many calls.
  expect(cold?.single?.calls).toBeLessThan((hot?.single?.calls ?? 0) / 2);
});
