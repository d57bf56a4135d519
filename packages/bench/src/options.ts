// The command line, checked.

import { parseArgs } from 'node:util';
import { type Arena, backends } from './backends.ts';
import type { CompareOptions } from './compare.ts';
import type { Workload } from './workloads.ts';

export interface Options extends CompareOptions {
  readonly open: () => Promise<Arena>;
  readonly workloads: readonly Workload[];
  readonly json: string | undefined;
}

export const usage = `usage: pnpm bench [options]

  --backend NAME   which of our backends: ${Object.keys(backends).join(', ')} (default cpu)
  --tfjs BUILD     cpu: which build of TensorFlow.js, bundler (default, the faster one) or node
  --gpu            webgl: on this machine's own GPU, or it fails
  --only TEXT      workloads whose name contains TEXT; may be repeated
  --rounds N       rounds in which each contender runs once (default 15)
  --seed N         of weights, inputs and order (default 1)
  --json FILE      also write the rows to FILE
  --help

${Object.entries(backends)
  .map(
    ([name, entry]) =>
      `workloads of ${name}: ${entry.workloads.map((each) => each.name).join(', ')}`,
  )
  .join('\n')}`;

/** @throws {Error} whose message says which option is wrong */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backend: { type: 'string', default: 'cpu' },
      tfjs: { type: 'string', default: 'bundler' },
      only: { type: 'string', multiple: true, default: [''] },
      gpu: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '15' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const { backend, tfjs, gpu } = values;
  const entry = Object.hasOwn(backends, backend) ? backends[backend] : undefined;
  if (entry === undefined) {
    const known = Object.keys(backends).join(', ');
    throw new Error(`--backend: must be one of ${known}, got ${backend}`);
  }
  if (tfjs !== 'bundler' && tfjs !== 'node') {
    throw new Error(`--tfjs: must be bundler or node, got ${tfjs}`);
  }
  const chosen = entry.workloads.filter(({ name }) =>
    values.only.some((text) => name.includes(text)),
  );
  if (chosen.length === 0) {
    throw new Error(`--only: must be part of a workload's name, got ${values.only.join(', ')}`);
  }
  return {
    open: () => entry.open({ tfjs, gpu }),
    workloads: chosen,
    rounds: wholeNumber('--rounds', values.rounds, 1),
    seed: wholeNumber('--seed', values.seed, 0),
    mostWarmUpMs: 5000,
    json: values.json,
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`${option}: must be a whole number of at least ${least}, got ${text}`);
}
