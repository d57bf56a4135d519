// The file of known failures.

import { readFileSync } from 'node:fs';
import { cases } from './cases.ts';
import { HarnessError } from './harness-error.ts';
import { messageOf } from './message-of.ts';
import type { KnownFailure } from './report/report.ts';
import { schemaCheck } from './schema-check.ts';
import { matches } from './selection.ts';

const check = schemaCheck('known-failures');

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
  const { failures } = content as { failures: readonly KnownFailure[] };
  const idle = failures.filter(({ id }) => !cases.some((item) => matches(id, item.id)));
  if (idle.length > 0) {
    throw new HarnessError(
      `${file}: no case has the id ${idle.map(({ id }) => id).join(', ')}; gatefold-conformance list shows the ids, remove or mend the entry`,
    );
  }
  return failures;
}
