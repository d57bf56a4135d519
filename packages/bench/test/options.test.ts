import { expect, test } from 'vitest';
import { parseOptions, usage } from '../src/options.ts';
import { workloads } from '../src/workloads.ts';

test('without options: every workload, 15 rounds', () => {
  expect(parseOptions([])).toMatchObject({ workloads, rounds: 15, seed: 1 });
});

test('--only selects by name, and adds up', () => {
  const options = parseOptions(['--only', 'lstm-32', '--only', 'gru-128-reset-after']);
  if (options === 'help') throw new Error(usage);
  expect(options.workloads.map(({ name }) => name)).toEqual(['lstm-32', 'gru-128-reset-after']);
});

test.each([
  [['--only', 'peephole'], "--only: must be part of a workload's name, got peephole"],
  [['--rounds', '0'], '--rounds: must be a whole number of at least 1, got 0'],
  [['--rounds', 'many'], '--rounds: must be a whole number of at least 1, got many'],
  [['--tfjs', 'deno'], '--tfjs: must be bundler or node, got deno'],
  [['--backend', 'toString'], '--backend: must be one of cpu, webgl, got toString'],
])('refuses %j', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});

test('refuses an unknown option, and offers help', () => {
  expect(() => parseOptions(['--fast'])).toThrow('--fast');
  expect(parseOptions(['--help'])).toBe('help');
});
