// What a run leaves behind: a JSON file that says by itself where its numbers are from.

import { spawnSync } from 'node:child_process';
import type { Graphics } from './backends.ts';
import { deviceOf } from './device-of.ts';
import type { Machine } from './machine.ts';
import type { Row } from './row.ts';
import type { SuiteRun } from './suite.ts';

export interface Results {
  readonly format: 'gatefold-bench/1';
  /** When it began, ISO 8601. */
  readonly date: string;
  /** Of this checkout, with `-dirty` where files were changed; null outside one. */
  readonly commit: string | null;
  readonly machine: Machine;
  /** What drew; null where nothing did. */
  readonly graphics: Graphics | null;
  /** What the suite said on the same machine; only `pnpm gpu` asks it. */
  readonly suite: readonly SuiteRun[];
  readonly rows: readonly Row[];
}

export function stringifyResults(results: Results): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}

/** `2026-11-26-nvidia-h200`: the day, and what drew. */
export function resultsName({ date, graphics }: Pick<Results, 'date' | 'graphics'>): string {
  return `${date.slice(0, 10)}-${slug(deviceOf(graphics?.webgl ?? 'cpu'))}`;
}

function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z\d]+/g) ?? [];
  return words.filter((word, index) => word !== words[index - 1]).join('-');
}

export function commitOf(folder: string): string | null {
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty'], options);
  return status === 0 ? stdout.trim() : null;
}
