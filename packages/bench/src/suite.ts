// The conformance suite on a backend in a browser, as its own command runs it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  countStatuses,
  defaultSeed,
  failuresOf,
  HarnessError,
  parseReport,
  type Report,
} from '@gatefold/conformance';
import type { DriverName } from '@gatefold/conformance/playwright-core';
import type { GpuBackend } from './backends.ts';

export interface SuiteRun {
  readonly backend: string;
  /** What draws, which layouts it chose: as the backend says. */
  readonly environment: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** How many cases passed, failed, were skipped and so on. */
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly { readonly id: string; readonly message: string }[];
}

export interface SuiteFlags {
  readonly driver: DriverName;
  /** For the laws together: each tries one example, and more while its share lasts. */
  readonly lawSeconds: number;
}

/** @throws {HarnessError} when the suite could not run; it has said why by then */
export async function runSuite(backend: GpuBackend, flags: SuiteFlags): Promise<SuiteRun> {
  const folder = mkdtempSync(join(tmpdir(), 'gatefold-suite-'));
  const file = join(folder, 'report.json');
  try {
    const command = commandOf(backend, flags, file);
    // Its progress and its refusals, but not where it wrote.
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0 && code !== 1) throw new HarnessError(`the suite could not run on ${backend}`);
    return summaryOf(parseReport(readFileSync(file, 'utf8'), file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commandOf(backend: GpuBackend, { driver, lawSeconds }: SuiteFlags, file: string) {
  const cli = new URL('cli.js', import.meta.resolve('@gatefold/conformance'));
  const module = import.meta.resolve(`@gatefold/${backend}`);
  return [
    ...[fileURLToPath(cli), 'run', fileURLToPath(module), '--browser', '--driver', driver],
    ...['--time-budget', String(lawSeconds), '--seed', String(defaultSeed)],
    ...['--report', 'json', '--out', file],
  ];
}

function summaryOf({ backend, milliseconds, results }: Report): SuiteRun {
  return {
    backend: backend.name,
    environment: backend.environment ?? {},
    seconds: Math.round(milliseconds / 1000),
    counts: countStatuses(results),
    failures: failuresOf(results).map(({ id, message = '' }) => ({ id, message })),
  };
}
