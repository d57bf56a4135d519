// Which kernels a layer gets: as is said, or by the measurement for a GPU, tried every third day on a software GPU that is
// taken for another, whose compiler takes ten seconds for all kinds.

import { gru, lstm } from '@gatefold/contract';
import { expect, test } from 'vitest';
import { ofTheDay } from '../../workspace/src/of-the-day.ts';
import { KernelChoice, type SizeClass, statedChoice } from '../src/choices.ts';
import { Device } from '../src/device.ts';
import { measuredChoice } from '../src/measure.ts';
import { Pipelines } from '../src/pipelines.ts';
import { Pool } from '../src/pool.ts';
import { Reader } from '../src/reader.ts';
import { Uniforms } from '../src/uniforms.ts';
import { kernelKinds } from '../src/wgsl/kernels.ts';
import { WorkQueue } from '../src/work-queue.ts';
import { makeDevice, watchCalls } from './harness/devices.ts';

test('a function is asked once for each class of sizes', () => {
  const asked: SizeClass[] = [];
  const choice = statedChoice((size: SizeClass) => {
    asked.push(size);
    return size.units > 64 ? 'step' : size.rows === 'few' ? 'persistent' : 'batch';
  });
  expect(choice.kindsOf(lstm({ units: 33 }))).toEqual({ few: 'persistent', many: 'batch' });
  expect(choice.kindsOf(lstm({ units: 64 }))).toEqual({ few: 'persistent', many: 'batch' });
  expect(choice.kindsOf(gru({ units: 3000, resetAfter: false }))).toEqual({
    few: 'step',
    many: 'step',
  });
  expect(asked).toEqual([
    { kind: 'lstm', resetAfter: null, units: 64, rows: 'few' },
    { kind: 'lstm', resetAfter: null, units: 64, rows: 'many' },
    { kind: 'gru', resetAfter: false, units: 512, rows: 'few' },
    { kind: 'gru', resetAfter: false, units: 512, rows: 'many' },
  ]);
  expect(String(choice)).toBe(
    'as stated; few rows: persistent (lstm to 64 units), step (gru to 512 units, resetAfter: false)' +
      '; many rows: batch (lstm to 64 units), step (gru to 512 units, resetAfter: false)',
  );
});

test('what all layers have is said once, and nothing before there is a layer', () => {
  const choice = new KernelChoice(({ rows }) => (rows === 'few' ? 'quads' : 'tiles'), 'software');
  expect(String(choice)).toBe('software');
  for (const units of [1, 100]) choice.kindsOf(lstm({ units }));
  expect(String(choice)).toBe('software; few rows: quads; many rows: tiles');
});

const adapters = ofTheDay(['SwiftShader'], 3);

test.each(adapters)(
  'what is fastest on %s is found once, and every buffer given back',
  async () => {
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
  },
);
