// The end of what can be disposed of: all of it, and no use afterwards. Clauses L6, L7, L10, L11, L13, D16.

import { DisposedError } from '../errors.ts';

/** Runs every ending, and throws the first error afterwards. */
export function endAll(endings: readonly (() => void)[]): void {
  const errors: unknown[] = [];
  for (const end of endings) {
    try {
      end();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

export function disposedError(where: string, what: string): DisposedError {
  return new DisposedError({ where, expected: `${what} was used after dispose()` });
}
