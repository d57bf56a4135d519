// The end of what can be disposed of: all of it, and no use afterwards.

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
