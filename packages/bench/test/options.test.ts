import { describe, expect, test } from 'vitest';
import {
  type BenchOptions,
  benchUsage,
  gpuUsage,
  parseBenchOptions,
  parseGpuOptions,
} from '../src/options.ts';
import { wasmGroups } from '../src/wasm/groups.ts';
import { webgpuWorkloads } from '../src/webgpu-workloads.ts';
import { gpuWorkloads, type Workload, workloads } from '../src/workloads.ts';

test('without options: every workload, 15 rounds', () => {
  expect(parseBenchOptions([])).toMatchObject({
    groups: [{ workloads }],
    ...{ starts: false, rounds: 15, seconds: 10, seed: 1 },
  });
});

test('webgpu, which meets the most and the slowest, has less time for each unless it is given', () => {
  expect(parseBenchOptions(['--backend', 'webgpu'])).toMatchObject({ seconds: 1 });
  expect(parseBenchOptions(['--backend', 'webgpu', '--seconds', '3'])).toMatchObject({
    seconds: 3,
  });
});

test('--only selects by name, and adds up', () => {
  const options = parseBenchOptions(['--only', 'lstm-32', '--only', 'gru-128-reset-after']);
  if (options === 'help') throw new Error(benchUsage);
  expect(workloadNames(options)).toEqual(['lstm-32', 'gru-128-reset-after']);
});

test.each([
  [['--only', 'peephole'], "--only: must be part of a workload's name, got peephole"],
  [['--rounds', '0'], '--rounds: must be a whole number of at least 1, got 0'],
  [['--rounds', 'many'], '--rounds: must be a whole number of at least 1, got many'],
  [['--seconds', '0'], '--seconds: must be a whole number of at least 1, got 0'],
  [['--tfjs', 'deno'], '--tfjs: must be one of bundler, node, got deno'],
  [['--driver', 'metal'], '--driver: must be one of swiftshader, mesa, gpu, got metal'],
  [['--gpu', '--driver', 'mesa'], '--gpu: is short for --driver gpu, got --driver mesa too'],
  [['--backend', 'toString'], '--backend: must be one of cpu, wasm, webgl, webgpu, got toString'],
])('refuses %j', (args, message) => {
  expect(() => parseBenchOptions(args)).toThrow(message);
});

describe('--backend wasm', () => {
  const parse = (...args: string[]): BenchOptions => {
    const options = parseBenchOptions(['--backend', 'wasm', ...args]);
    if (options === 'help') throw new Error(benchUsage);
    return options;
  };

  test('without --group: every one of them, and starts', () => {
    const { groups, starts } = parse();
    const all = Object.values(wasmGroups);
    expect(groups.map(({ title }) => title)).toEqual(all.map(({ title }) => title));
    expect(starts).toBe(true);
  });

  test('--group selects, and --only goes through the groups that are selected', () => {
    const { groups, starts } = parse(
      '--group',
      'sequences',
      '--group',
      'bf16',
      '--only',
      'lstm-256',
    );
    expect(groups.map(({ workloads: each }) => each.map(({ name }) => name))).toEqual([
      ['lstm-256', 'lstm-256-batch'],
      ['lstm-256'],
    ]);
    expect(starts).toBe(false);
    expect(parse('--group', 'starts')).toMatchObject({ groups: [], starts: true });
    // What only another group has is not there.
    expect(() => parse('--group', 'steps', '--only', 'ocr-crnn')).toThrow('--only: must be part');
  });

  test('refuses a group that is not there, and two files', () => {
    expect(() => parse('--group', 'gpu')).toThrow('--group: must be one of sequences, steps,');
    expect(() => parse('--json', 'a.json', '--add', 'b.json')).toThrow('--add: writes its own');
    expect(() => parseBenchOptions(['--group', 'steps'])).toThrow('must not be given for cpu');
  });
});

test('refuses an unknown option, and offers help', () => {
  expect(() => parseBenchOptions(['--fast'])).toThrow('--fast');
  expect(parseBenchOptions(['--help'])).toBe('help');
});

function workloadNames({ groups }: BenchOptions): string[] {
  return groups.flatMap(({ workloads: each }) => each.map(({ name }) => name));
}

describe('pnpm gpu', () => {
  test('without options: suite and benchmark on the GPU, every workload', () => {
    expect(parseGpuOptions([])).toMatchObject({
      driver: 'gpu',
      part: 'both',
      backends: new Map([
        ['webgl', gpuWorkloads],
        ['webgpu', webgpuWorkloads],
      ]),
    });
  });

  test('can be tried in software, in part, and for a shorter time', () => {
    const args = '--driver mesa --part bench --only lstm-512 --seconds 1 --law-seconds 5';
    const options = parseGpuOptions(args.split(' '));
    if (options === 'help') throw new Error(gpuUsage);
    expect(options).toMatchObject({ driver: 'mesa', part: 'bench', seconds: 1, lawSeconds: 5 });
    const [[webgl], [webgpu]] = [...options.backends.values()] as [[Workload], [Workload]];
    expect([webgl.name, webgpu.name]).toEqual(['lstm-512', 'lstm-512']);
  });

  test('one backend alone, into a file that is named; a backend without the workload is left out', () => {
    const alone = parseGpuOptions(['--backend', 'webgpu', '--json', 'a.json']);
    expect(alone).toMatchObject({
      backends: new Map([['webgpu', webgpuWorkloads]]),
      json: 'a.json',
    });
    const kokoro = webgpuWorkloads.filter(({ name }) => name === 'tts-kokoro');
    expect(parseGpuOptions(['--only', 'kokoro'])).toMatchObject({
      backends: new Map([['webgpu', kokoro]]),
    });
  });

  test.each([
    [['--driver', 'metal'], '--driver: must be one of swiftshader, mesa, gpu, got metal'],
    [['--json', 'a.json'], '--json: is for the results of one backend; name it with --backend'],
    [['--backend', 'cpu'], '--backend: must be one of webgl, webgpu, got cpu'],
    [['--only', 'peephole'], "--only: must be part of a workload's name, got peephole"],
    [['--part', 'half'], '--part: must be one of suite, bench, both, got half'],
    [['--law-seconds', '0.5'], '--law-seconds: must be a whole number of at least 1, got 0.5'],
  ])('refuses %j', (args, message) => {
    expect(() => parseGpuOptions(args)).toThrow(message);
  });

  test('the workloads that targets are set for are there by name', () => {
    const names = gpuWorkloads.map(({ name }) => name);
    const targets = [
      ...['lstm-64', 'lstm-256', 'lstm-512', 'lstm-256-batch', 'lstm-64-masked'],
      ...['lstm-64-bidirectional', 'lstm-64-steps', 'gru-64', 'gru-256', 'round-trip'],
    ];
    expect(names).toEqual(expect.arrayContaining(targets));
  });
});
