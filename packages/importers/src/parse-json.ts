// JSON objects out of files.

import { FileError } from '@gatefold/contract';

/**
 * Parses an object of UTF-8 JSON.
 *
 * @throws {FileError} for other bytes
 */
export function parseJson(where: string, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new FileError(
      {
        where,
        expected: 'must be JSON',
        actual: cause instanceof Error ? cause.message : 'other bytes',
        remedy: 'the file is damaged, or of another format than its place says',
      },
      { cause },
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new FileError({ where, expected: 'must be a JSON object', actual: 'other JSON' });
}
