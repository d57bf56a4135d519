// A caller's object may run code of its own when it is read: a getter, a proxy. What that throws is a refusal too.
// Clauses E26.

import { describe } from './describe.ts';
import { ConfigError, RnnError } from './errors.ts';

/**
 * Reads a caller's values, and refuses those that throw when they are read.
 *
 * @throws {ConfigError} with what the values threw as `cause`; an RnnError of `read` itself is thrown as it is
 */
export function guardReads<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RnnError) throw error;
    throw new ConfigError(
      {
        where,
        expected: 'must be readable',
        actual: `${describe(error)} thrown by reading it`,
        remedy: 'pass plain objects and arrays; what was thrown is the cause of this error',
      },
      { cause: error },
    );
  }
}

/** The length of an array, to be asked for inside {@link guardReads}: a proxy of one may answer anything. */
export function lengthOf(array: readonly unknown[]): number {
  const { length } = array;
  if (Number.isSafeInteger(length) && length >= 0) return length;
  throw new TypeError('The length of an array is no length');
}
