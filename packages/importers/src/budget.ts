// How much memory a file may make us take: counted before anything is allocated.

import { ConfigError, FileError } from '@gatefold/contract';
import { describe } from '@gatefold/contract/author';

/** 2 GiB: as much as one ArrayBuffer holds in every engine that we run in. */
const defaultLimit = 2 ** 31;

/** What is left of the memory that a file may take. */
export class Budget {
  readonly #where: string;
  readonly #limit: number;
  #left: number;

  /** @throws {ConfigError} for a limit that is no number above 0 */
  constructor(where: string, limit: unknown = defaultLimit) {
    if (typeof limit !== 'number' || !(limit > 0)) {
      throw new ConfigError({
        where: `${where}: memoryLimit`,
        expected: 'must be a number of bytes above 0',
        actual: describe(limit),
        remedy: 'leave it out for 2 GiB',
      });
    }
    this.#where = where;
    this.#limit = limit;
    this.#left = limit;
  }

  /**
   * Counts bytes that are about to be allocated.
   *
   * @throws {FileError} when there are too many
   */
  take(path: string, bytes: number): void {
    if (bytes <= this.#left) {
      this.#left -= bytes;
      return;
    }
    throw new FileError({
      where: `${this.#where}: ${path}`,
      expected: `must fit into what is left of memoryLimit, ${this.#left} of ${this.#limit} bytes`,
      actual: `${bytes} bytes`,
      remedy: 'raise memoryLimit if you trust the file',
    });
  }
}
