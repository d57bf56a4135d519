// The measurement by which a GPU's kernels are chosen, tried on a software GPU that is taken for another.

import { gru, lstm } from '@gatefold/contract';
import { expect, test } from 'vitest';
import { Device } from '../src/device.ts';
import { measuredChoice } from '../src/measure.ts';
import { Pipelines } from '../src/pipelines.ts';
import { Pool } from '../src/pool.ts';
import { Reader } from '../src/reader.ts';
import { Uniforms } from '../src/uniforms.ts';
import { kernelKinds } from '../src/wgsl/kernels.ts';
import { WorkQueue } from '../src/work-queue.ts';
import { makeDevice, watchCalls } from './harness/devices.ts';

test('what is fastest is found once for an adapter, and every buffer given back', async () => {
  const gpu = await makeDevice();
  const { alive, counts } = watchCalls(gpu);
  const device = new Device(gpu, false);
  const pipelines = Pipelines.of(device);
  const pool = new Pool(device);
  const queue = new WorkQueue(device, pool, () => new Uniforms(device, pipelines));
  const bench = { device, pool, pipelines, queue, reader: new Reader(device, queue) };

  const choice = await measuredChoice(bench);
  const { few, many } = choice.kindsOf(lstm({ units: 64 }));
  expect(kernelKinds).toContain(few);
  expect(kernelKinds).toContain(many);
  expect(choice.toString()).toBe(`measured; few rows: ${few}; many rows: ${many}`);
  expect(counts.submit).toBeGreaterThan(10);

  const again = await measuredChoice(bench);
  const { submit } = counts;
  expect(again.kindsOf(gru({ units: 40 }))).toEqual({ few, many });
  expect(counts.submit).toBe(submit);
  for (const part of [bench.reader, queue, pool]) part.dispose();
  expect(alive.size).toBe(0);
});
