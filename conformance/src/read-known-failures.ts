// The file of known failures.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cases } from './cases.ts';
import { readCounterexample } from './counterexample-file.ts';
import { HarnessError } from './harness-error.ts';
import { messageOf } from './message-of.ts';
import type { KnownFailure } from './report/report.ts';
import { schemaCheck } from './schema-check.ts';
import { matches } from './selection.ts';

const check = schemaCheck('known-failures');

/** As it stands in the file: counterexamples by their path from there. */
type Entry = Omit<KnownFailure, 'counterexamples'> & {
  readonly counterexamples?: readonly string[];
};

/**
 * Reads a file of known failures.
 *
 * @throws {HarnessError} when it cannot be read, is none, or an entry matches no case of the suite
 */
export function readKnownFailures(file: string): readonly KnownFailure[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new HarnessError(`${file} could not be read: ${messageOf(error)}`, { cause: error });
  }
  const complaint = check(content);
  if (complaint !== undefined) {
    throw new HarnessError(`${file} is no file of known failures: ${complaint}`);
  }
  const { failures: entries } = content as { failures: readonly Entry[] };
  const failures = entries.map(({ counterexamples: files = [], ...entry }): KnownFailure => {
    if (files.length === 0) return entry;
    const counterexamples = files.map((name) => readCounterexample(join(dirname(file), name)));
    const strange = counterexamples.find(({ law }) => !matches(entry.id, law));
    if (strange === undefined) return { ...entry, counterexamples };
    throw new HarnessError(
      `${file}: ${entry.id} has a counterexample of ${strange.law}, which it does not match; give it one of its own`,
    );
  });
  const idle = failures.filter(({ id }) => !cases.some((item) => matches(id, item.id)));
  if (idle.length > 0) {
    throw new HarnessError(
      `${file}: no case has the id ${idle.map(({ id }) => id).join(', ')}; gatefold-conformance list shows the ids, remove or mend the entry`,
    );
  }
  return failures;
}
