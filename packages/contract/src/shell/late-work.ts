// Work whose outcome is known later: what is open, and what failed until somebody has been told. Clauses D7, D14.

/** Failures that are kept until idle() tells them; of more than these only the first are told. */
const keptFailures = 16;

export class LateWork {
  readonly #open = new Set<Promise<unknown>>();
  /** What failed, and is not yet known to anybody. */
  readonly #untold = new Set<unknown>();
  readonly #told = new WeakSet<object>();

  /** Notes work that is under way; what it fails with is kept until it is {@link tell told}. */
  expect<T>(work: Promise<T>): Promise<T> {
    const noted = work.then(
      () => undefined,
      (error: unknown) => this.fail(error),
    );
    this.#open.add(noted);
    void noted.then(() => this.#open.delete(noted));
    return work;
  }

  /** Notes a failure that nobody has seen yet. */
  fail(error: unknown): void {
    // What is no object is never among the told.
    if (this.#untold.size < keptFailures && !this.#told.has(error as object)) {
      this.#untold.add(error);
    }
  }

  /** Waits on behalf of a reader, who learns of a failure. */
  async tell<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (typeof error === 'object' && error !== null) this.#told.add(error);
      this.#untold.delete(error);
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Waits for all that is open, however it ends. */
  async settled(): Promise<void> {
    await Promise.all(this.#open);
  }

  /** Waits until nothing is open, and throws the first failure that nobody has been told of. */
  async idle(): Promise<void> {
    while (this.isOpen) await this.settled();
    const untold = [...this.#untold];
    this.#untold.clear();
    if (untold.length > 0) throw untold[0];
  }
}
