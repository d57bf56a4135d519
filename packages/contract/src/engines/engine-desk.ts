// Where questions to an engine are kept until they are answered, and failures until somebody has been told.

import type { LedgerKernels } from '../shell/memory.ts';

export class EngineDesk {
  readonly #open = new Set<Promise<unknown>>();
  /** What was thrown, and not yet read by anybody. */
  readonly #untold = new Set<unknown>();
  readonly #told = new Set<unknown>();

  /** Notes a question; what it fails with is kept until it is {@link tell told}. */
  expect<T>(question: Promise<T>): Promise<T> {
    const noted = question.then(
      () => undefined,
      (error: unknown) => {
        if (!this.#told.has(error)) this.#untold.add(error);
      },
    );
    this.#open.add(noted);
    void noted.then(() => this.#open.delete(noted));
    return question;
  }

  /** Waits for an answer on behalf of a reader, who learns of its failure. */
  async tell<T>(question: Promise<T>): Promise<T> {
    try {
      return await question;
    } catch (error) {
      this.#told.add(error);
      this.#untold.delete(error);
      throw error;
    }
  }

  /** Waits for every answer, whatever it is. */
  async settled(): Promise<void> {
    await Promise.all(this.#open);
  }

  async idle(): Promise<void> {
    while (this.#open.size > 0) await this.settled();
    const [first] = this.#untold;
    this.#untold.clear();
    this.#told.clear();
    if (first !== undefined) throw first;
  }

  /** Buffers that are numbers on their way. */
  memory(name: string): LedgerKernels<Promise<Float32Array>> {
    return {
      name,
      supports: { dataSync: false },
      allocate: (size) => Promise.resolve(new Float32Array(size)),
      free: () => undefined,
      read: async (numbers, target) => {
        target.set(await this.tell(numbers));
      },
    };
  }
}
