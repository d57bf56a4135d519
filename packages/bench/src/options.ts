// The command lines, checked.

import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { DriverName } from '@gatefold/conformance/playwright-core';
import {
  type Arena,
  type BackendName,
  backends,
  type GpuBackend,
  gpuBackends,
  type Group,
} from './backends.ts';
import type { CompareOptions } from './compare.ts';
import type { SuiteFlags } from './suite.ts';
import type { Workload } from './workloads.ts';

const backendNames = Object.keys(backends) as BackendName[];

/** webgpu meets six peers, some of which take seconds for a call: eight minutes in all are enough. */
const usualSeconds: Readonly<Record<BackendName, string>> = {
  ...{ cpu: '10', wasm: '10', webgl: '10', webgpu: '1' },
};

/** From nothing to the first answer: no workloads, and a table of its own. */
const starts = 'starts';

function groupNames(backend: BackendName): string[] {
  const names = backends[backend].flatMap(({ name }) => name ?? []);
  return names.length === 0 ? [] : [...names, starts];
}

function workloadsLine(name: BackendName): string {
  const names = new Set(workloadsOf(name).map((each) => each.name));
  return `workloads of ${name}: ${[...names].join(', ')}`;
}

function workloadsOf(name: BackendName): Workload[] {
  return backends[name].flatMap(({ workloads }) => workloads);
}

export interface BenchOptions extends CompareOptions {
  readonly groups: readonly ChosenGroup[];
  /** Whether starts from nothing are timed too. */
  readonly starts: boolean;
  readonly json: string | undefined;
  /** A file of the same machine, which gets what is found beside what it has. */
  readonly add: string | undefined;
}

export interface ChosenGroup extends Pick<Group, 'title' | 'workloads'> {
  open(): Promise<Arena>;
}

export interface GpuOptions extends CompareOptions, SuiteFlags {
  /** Which of our backends, with the workloads that are chosen for each. */
  readonly backends: ReadonlyMap<GpuBackend, readonly Workload[]>;
  readonly part: 'suite' | 'bench' | 'both';
  /** Not used where there is a page: of the contract of an arena. */
  readonly tfjs: 'bundler';
  readonly json: string | undefined;
}

const common = `  --only TEXT      workloads whose name contains TEXT; may be repeated
  --seconds N      for each contender on a workload, a third of it to warm up`;

export const benchUsage = `usage: pnpm bench [options]

  --backend NAME   which of our backends: ${backendNames.join(', ')} (default cpu)
  --group NAME     wasm: which questions; may be repeated (default all): ${groupNames('wasm').join(', ')}
  --tfjs BUILD     cpu: which build of TensorFlow.js, bundler (default, the faster one) or node
  --driver NAME    in a browser, what draws: swiftshader (default) or mesa, in software, or gpu
  --gpu            short for --driver gpu
${common} (default ${usualSeconds.webgpu} for webgpu, ${usualSeconds.cpu} for the others)
  --rounds N       rounds in which each contender runs once, at most (default 15)
  --seed N         of weights, inputs and order (default 1)
  --json FILE      also write the results to FILE
  --add FILE       put the results into FILE, of this machine, in the place of those for the same questions
  --help

${backendNames.map((name) => workloadsLine(name)).join('\n')}`;

export const gpuUsage = `usage: pnpm gpu [options]

  --backend NAME   which of our backends (default all of them, one after the other): ${gpuBackends.join(', ')}
  --driver NAME    what draws: gpu (default), or in software, to try it: swiftshader, mesa
  --part NAME      suite, bench or both (default both)
${common} (default 2)
  --rounds N       rounds in which each contender runs once, at most (default 15)
  --seed N         of weights, inputs and order (default 1)
  --law-seconds N  for the suite's laws together (default 60)
  --json FILE      where the results of one backend go (default packages/bench/results/<date>-<renderer>-<backend>.json)
  --help

${gpuBackends.map((name) => workloadsLine(name)).join('\n')}`;

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
      group: { type: 'string', multiple: true },
      add: { type: 'string' },
      seconds: { type: 'string' },
    },
  });
  if (values.help) return 'help';
  const backend = oneOf('--backend', values.backend, backendNames);
  const tfjs = oneOf('--tfjs', values.tfjs, ['bundler', 'node'] as const);
  const driver = driverOf(values.driver ?? (values.gpu ? 'gpu' : 'swiftshader'));
  if (values.gpu && driver !== 'gpu') {
    throw new Error(`--gpu: is short for --driver gpu, got --driver ${driver} too`);
  }
  if (values.json !== undefined && values.add !== undefined) {
    throw new Error('--add: writes its own file, got --json too');
  }
  const chosen = chosenGroups(backend, values.group);
  const all = chosen.groups.flatMap(({ workloads }) => workloads);
  const wanted = new Set(chosenIn(values.only, all));
  if (all.length > 0 && wanted.size === 0) throw noneChosen(values.only);
  const groups = chosen.groups
    .map((group) => ({
      title: group.title,
      workloads: group.workloads.filter((workload) => wanted.has(workload)),
      open: () => group.open({ tfjs, driver }),
    }))
    .filter(({ workloads }) => workloads.length > 0);
  const { json, add, seconds = usualSeconds[backend] } = values;
  const manner = mannerOf({ ...values, seconds });
  return { groups, starts: chosen.starts, ...manner, json, add };
}

function chosenGroups(
  backend: BackendName,
  asked: readonly string[] | undefined,
): { groups: readonly Group[]; starts: boolean } {
  const known = groupNames(backend);
  const names = (asked ?? known).map((name) => {
    if (known.length > 0) return oneOf('--group', name, known);
    throw new Error(`--group: must not be given for ${backend}, which has one, got ${name}`);
  });
  const groups = backends[backend].filter(({ name }) => name === null || names.includes(name));
  return { groups, starts: names.includes(starts) };
}

/** @throws {Error} whose message says which option is wrong */
export function parseGpuOptions(args: readonly string[]): GpuOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...planned,
      backend: { type: 'string' },
      driver: { type: 'string', default: 'gpu' },
      part: { type: 'string', default: 'both' },
      seconds: { type: 'string', default: '2' },
      'law-seconds': { type: 'string', default: '60' },
    },
  });
  if (values.help) return 'help';
  const { backend, json } = values;
  const names = backend === undefined ? gpuBackends : [oneOf('--backend', backend, gpuBackends)];
  if (json !== undefined && names.length > 1) {
    throw new Error('--json: is for the results of one backend; name it with --backend');
  }
  const all = names.map((name) => [name, chosenIn(values.only, workloadsOf(name))] as const);
  const wanted = all.filter(([, workloads]) => workloads.length > 0);
  if (wanted.length === 0) throw noneChosen(values.only);
  return {
    backends: new Map(wanted),
    driver: driverOf(values.driver),
    part: oneOf('--part', values.part, ['suite', 'bench', 'both'] as const),
    lawSeconds: wholeNumber('--law-seconds', values['law-seconds'], 1),
    tfjs: 'bundler',
    ...mannerOf(values),
    json,
  };
}

interface MannerValues {
  readonly rounds: string;
  readonly seconds: string;
  readonly seed: string;
}

function chosenIn(only: readonly string[], workloads: readonly Workload[]): Workload[] {
  return workloads.filter(({ name }) => only.some((text) => name.includes(text)));
}

function noneChosen(only: readonly string[]): Error {
  return new Error(`--only: must be part of a workload's name, got ${only.join(', ')}`);
}

function mannerOf(values: MannerValues): CompareOptions {
  return {
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
