// What a run leaves behind: a JSON file that says by itself where its numbers are from.

import { spawnSync } from 'node:child_process';
import { HarnessError } from '@gatefold/conformance';
import type { GpuBackend, Graphics } from './backends.ts';
import { deviceOf } from './device-of.ts';
import type { Machine } from './machine.ts';
import type { Roof } from './roof/roof.ts';
import { isSameRow, type Row } from './row.ts';
import type { StartRow } from './starts/start-row.ts';
import type { SuiteRun } from './suite.ts';

export interface Results {
  readonly format: 'gatefold-bench/1';
  /** When it began, ISO 8601. */
  readonly date: string;
  /** Of this checkout, with `-dirty` where files were changed; null outside one. */
  readonly commit: string | null;
  readonly machine: Machine;
  /** What the machine allows, by the Node that ran; there where roofs were timed. */
  readonly roofs?: Readonly<Record<string, Roof>>;
  /** From nothing to the first answer; there where that was timed. */
  readonly starts?: readonly StartRow[];
  /** What drew; null where nothing did. */
  readonly graphics: Graphics | null;
  /** What the suite said on the same machine; only `pnpm gpu` asks it. */
  readonly suite: readonly SuiteRun[];
  readonly rows: readonly Row[];
}

export function stringifyResults(results: Results): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}

/**
 * Puts what was found now into a file of the same machine: in the place of rows for the same question, or after the rest.
 *
 * @throws {HarnessError} when the file is of another machine
 */
export function addTo(file: Results, found: Results): Results {
  const told = [file, found].map(({ machine }) => `${machine.cores} cores of ${machine.cpu}`);
  if (told[0] !== told[1]) {
    throw new HarnessError(`--add: must be a file of this machine, ${told[1]}, got ${told[0]}`);
  }
  const kept = file.rows.filter((row) => !found.rows.some((other) => isSameRow(row, other)));
  const starts = [file, found].flatMap((each) => each.starts ?? []);
  return {
    ...found,
    roofs: { ...file.roofs, ...found.roofs },
    starts: found.starts?.length ? found.starts : starts,
    suite: [...file.suite, ...found.suite],
    rows: [...kept, ...found.rows],
  };
}

/** `2026-11-26-nvidia-h200-webgpu`: the day, what drew, and for which backend of ours. */
export function resultsName(
  { date, graphics }: Pick<Results, 'date' | 'graphics'>,
  backend: GpuBackend,
): string {
  return `${date.slice(0, 10)}-${slug(deviceOf(graphics?.webgl ?? 'cpu'))}-${backend}`;
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
