// Runs the suite on a backend of the matrix, by the command that everybody uses, and keeps its row.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSeed, parseReport, type Report } from '@gatefold/conformance';
import { format } from 'prettier';
import { backends, type MatrixBackend } from './backends.ts';
import { type Row, rowOf } from './row.ts';

const here = join(import.meta.dirname, '..');
const command = join(here, '..', '..', 'dist', 'cli.js');

export interface Ran {
  /** 0 when every failure is a known one, and every known one a failure. */
  readonly code: number;
  /** What the command printed: failures, and what to do about them. */
  readonly output: string;
  /** Absent when the suite could not run. */
  readonly report?: Report;
}

export function backendOf(id: string): MatrixBackend {
  const found = backends.find((one) => one.id === id);
  if (found === undefined) {
    throw new Error(`no backend ${id}; known: ${backends.map((one) => one.id).join(', ')}`);
  }
  return found;
}

/** @param only  the cases, all of them unless given */
export async function runBackend(
  { reach, runs, environment }: MatrixBackend,
  only: readonly string[] = [],
): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'gatefold-row-'));
  try {
    const file = join(folder, 'report.json');
    const reporting = ['--report', 'terminal', 'json', '--out', file];
    const slow = ['--timeout', '300', '--runs', String(runs), '--no-diagnosis'];
    // A row is what anybody gets who computes it again.
    const same = ['--seed', String(defaultSeed)];
    const chosen = only.length === 0 ? [] : ['--only', ...only];
    const options = [...chosen, ...slow, ...same, ...reporting];
    const ended = await start(['run', ...reach, ...options], environment);
    return ended.code === 2
      ? ended
      : { ...ended, report: parseReport(readFileSync(file, 'utf8'), file) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function start(
  commandArguments: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  const options = {
    cwd: here,
    env: { ...process.env, NO_COLOR: '1', ...environment },
    maxBuffer: 2 ** 28,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...commandArguments], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 2;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}

function fileOf(id: string): string {
  return join(here, 'rows', `${id}.json`);
}

/** The row that is kept, and printed in the matrix. */
export function keptRow(id: string): Row {
  return JSON.parse(readFileSync(fileOf(id), 'utf8')) as Row;
}

export async function keepRow(id: string, report: Report): Promise<void> {
  const text = JSON.stringify(rowOf(report));
  writeFileSync(fileOf(id), await format(text, { parser: 'json', printWidth: 100 }));
}
