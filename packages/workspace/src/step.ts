// A step of npm test: what it is called, and the rows that it adds to the table.

import { root } from '../setup.mjs';
import { run } from './command.ts';

/** One line of the table. What is not a vitest test counts as one. */
export interface Row {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped?: number;
  /** What it took, where that is not the time since the row before of its step. */
  readonly seconds?: number;
  /** What to show when it failed. */
  readonly output: string;
}

export interface Step {
  readonly name: string;
  /** Whether it is reported as failed, and not run, when the build failed. */
  readonly needsBuild: boolean;
  /** Yields each row when it is known, so that the table grows while one waits. */
  rows(): AsyncIterable<Row>;
}

export function passedRow(name: string): Row {
  return { name, passed: 1, failed: 0, output: '' };
}

export function failedRow(name: string, output: string): Row {
  return { name, passed: 0, failed: 1, output };
}

/** What cannot be had here, which the name says. */
export function skippedRow(name: string): Row {
  return { name, passed: 0, failed: 0, skipped: 1, output: '' };
}

/** A step that is a script of the root package.json, so that both do the same. */
export function scriptStep(
  name: string,
  script: readonly string[],
  { needsBuild }: { needsBuild: boolean },
): Step {
  return {
    name,
    needsBuild,
    async *rows() {
      const { ok, output } = await run('pnpm', ['run', ...script], { cwd: root });
      yield ok ? passedRow(name) : failedRow(name, output);
    },
  };
}
