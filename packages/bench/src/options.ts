// The command lines, checked.

import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { DriverName } from '@gatefold/conformance/playwright-core';
import { type Arena, type BackendName, backends } from './backends.ts';
import type { SuiteFlags } from './suite.ts';
import type { Plan } from './run.ts';
import { gpuWorkloads, type Workload } from './workloads.ts';

const backendNames = Object.keys(backends) as BackendName[];

export interface BenchOptions extends Plan {
  readonly open: () => Promise<Arena>;
  readonly json: string | undefined;
}

export interface GpuOptions extends Plan, SuiteFlags {
  readonly part: 'suite' | 'bench' | 'both';
  /** Not used where there is a page: of the contract of an arena. */
  readonly tfjs: 'bundler';
  readonly json: string | undefined;
}

const common = `  --only TEXT      workloads whose name contains TEXT; may be repeated
  --seconds N      for each contender on a workload, a third of it to warm up`;

export const benchUsage = `usage: pnpm bench [options]

  --backend NAME   which of our backends: ${backendNames.join(', ')} (default cpu)
  --tfjs BUILD     cpu: which build of TensorFlow.js, bundler (default, the faster one) or node
  --driver NAME    in a browser, what draws: swiftshader (default) or mesa, in software, or gpu
  --gpu            short for --driver gpu
${common} (default 10)
  --rounds N       rounds in which each contender runs once, at most (default 15)
  --seed N         of weights, inputs and order (default 1)
  --json FILE      also write the results to FILE
  --help

${Object.entries(backends)
  .map(
    ([name, entry]) =>
      `workloads of ${name}: ${entry.workloads.map((each) => each.name).join(', ')}`,
  )
  .join('\n')}`;

export const gpuUsage = `usage: pnpm gpu [options]

  --driver NAME    what draws: gpu (default), or in software, to try it: swiftshader, mesa
  --part NAME      suite, bench or both (default both)
${common} (default 2)
  --rounds N       rounds in which each contender runs once, at most (default 15)
  --seed N         of weights, inputs and order (default 1)
  --law-seconds N  for the suite's laws together (default 60)
  --json FILE      where the results go (default packages/bench/results/<date>-<renderer>.json)
  --help

workloads: ${gpuWorkloads.map(({ name }) => name).join(', ')}`;

const planned = {
  only: { type: 'string', multiple: true, default: [''] },
  rounds: { type: 'string', default: '15' },
  seed: { type: 'string', default: '1' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

/** @throws {Error} whose message says which option is wrong */
export function parseBenchOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...planned,
      backend: { type: 'string', default: 'cpu' },
      tfjs: { type: 'string', default: 'bundler' },
      driver: { type: 'string' },
      gpu: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '10' },
    },
  });
  if (values.help) return 'help';
  const entry = backends[oneOf('--backend', values.backend, backendNames)];
  const tfjs = oneOf('--tfjs', values.tfjs, ['bundler', 'node'] as const);
  const driver = driverOf(values.driver ?? (values.gpu ? 'gpu' : 'swiftshader'));
  if (values.gpu && driver !== 'gpu') {
    throw new Error(`--gpu: is short for --driver gpu, got --driver ${driver} too`);
  }
  return {
    open: () => entry.open({ tfjs, driver }),
    ...planOf(values, entry.workloads),
    json: values.json,
  };
}

/** @throws {Error} whose message says which option is wrong */
export function parseGpuOptions(args: readonly string[]): GpuOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...planned,
      driver: { type: 'string', default: 'gpu' },
      part: { type: 'string', default: 'both' },
      seconds: { type: 'string', default: '2' },
      'law-seconds': { type: 'string', default: '60' },
    },
  });
  if (values.help) return 'help';
  return {
    driver: driverOf(values.driver),
    part: oneOf('--part', values.part, ['suite', 'bench', 'both'] as const),
    lawSeconds: wholeNumber('--law-seconds', values['law-seconds'], 1),
    tfjs: 'bundler',
    ...planOf(values, gpuWorkloads),
    json: values.json,
  };
}

interface PlannedValues {
  readonly only: readonly string[];
  readonly rounds: string;
  readonly seconds: string;
  readonly seed: string;
}

function planOf(values: PlannedValues, workloads: readonly Workload[]): Plan {
  const { only } = values;
  const chosen = workloads.filter(({ name }) => only.some((text) => name.includes(text)));
  if (chosen.length === 0) {
    throw new Error(`--only: must be part of a workload's name, got ${only.join(', ')}`);
  }
  return {
    workloads: chosen,
    rounds: wholeNumber('--rounds', values.rounds, 1),
    seconds: wholeNumber('--seconds', values.seconds, 1),
    seed: wholeNumber('--seed', values.seed, 0),
  };
}

function driverOf(text: string): DriverName {
  return oneOf('--driver', text, ['swiftshader', 'mesa', 'gpu'] as const);
}

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((name) => name === text);
  if (found !== undefined) return found;
  throw new Error(`${option}: must be one of ${known.join(', ')}, got ${text}`);
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`${option}: must be a whole number of at least ${least}, got ${text}`);
}
