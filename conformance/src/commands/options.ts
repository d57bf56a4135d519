// Options that more than one command takes, and how their values are read.

import { InvalidArgumentError, Option } from 'commander';
import { type EngineName, engineNames } from '../browser/browser-host.ts';
import type { Case, Level } from '../case.ts';
import { levels } from '../case.ts';
import { HarnessError } from '../harness-error.ts';
import type { Selection } from '../report/report.ts';
import { selectCases } from '../selection.ts';

export interface SelectionFlags {
  readonly level?: readonly Level[];
  readonly only?: readonly string[];
  readonly shard?: { readonly index: number; readonly of: number };
}

export const levelOption: Option = new Option('--level <levels...>', 'only these levels').choices(
  levels,
);

export const onlyOption: Option = new Option(
  '--only <ids...>',
  'only cases with these ids; * stands for any part of one',
);

export function selectionOf({ level, only, shard }: SelectionFlags): Selection {
  return {
    ...(level === undefined ? {} : { levels: level }),
    ...(only === undefined ? {} : { only }),
    ...(shard === undefined ? {} : { shard }),
  };
}

/** @throws {HarnessError} when a query, or the whole of them, chooses nothing */
export function chosenCases(flags: SelectionFlags): Case[] {
  const { shard: _, ...whole } = flags;
  for (const query of flags.only ?? []) {
    if (selectCases({ only: [query] }).length > 0) continue;
    throw new HarnessError(`no case matches ${query}; gatefold-conformance list shows the ids`);
  }
  if (selectCases(selectionOf(whole)).length === 0) {
    throw new HarnessError('no case matches; gatefold-conformance list shows the ids');
  }
  return selectCases(selectionOf(flags));
}

export function readEngine(text: string): EngineName {
  const engine = engineNames.find((name) => name === text);
  if (engine !== undefined) return engine;
  throw new InvalidArgumentError('must be chromium or firefox; the module stands before it.');
}

export function readSeed(text: string): number {
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && text.trim() !== '') return seed;
  throw new InvalidArgumentError('must be a whole number.');
}

export function readCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('must be a whole number of at least 1.');
}

export function readSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new InvalidArgumentError('must be a number of seconds above 0.');
}

export function readShard(text: string): { index: number; of: number } {
  const [, index = 0, of = 0] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index >= 1 && index <= of) return { index, of };
  throw new InvalidArgumentError('must be i/n with i from 1 to n, such as 2/4.');
}
