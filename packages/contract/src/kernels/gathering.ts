// Work that a device has been given and has not been told to start; and work that it has started and not confirmed.

import type { LateWork } from '../shell/late-work.ts';

/** Freed buffers and weights that wait for one submission: more of them would hold too much memory back. */
const keptEndings = 64;

/** Work that was submitted together. */
interface Batch<B> {
  readonly written: Set<B>;
  /** Settles, never rejects, when the device has said what became of it. */
  readonly confirmed: Promise<void>;
}

export class Gathering<B> {
  readonly #submit: (() => void | Promise<void>) | null;
  readonly #late: LateWork;
  readonly #onFailure: (buffers: Iterable<B>, error: unknown) => void;
  readonly #unconfirmed = new Map<B, Batch<B>>();
  #used = new Set<B>();
  #written = new Set<B>();
  #endings: (() => void)[] = [];
  #isScheduled = false;

  /**
   * @param submit     null for a device that gathers nothing
   * @param onFailure  told of the buffers whose numbers will never come
   */
  constructor(
    submit: (() => void | Promise<void>) | null,
    late: LateWork,
    onFailure: (buffers: Iterable<B>, error: unknown) => void,
  ) {
    this.#submit = submit;
    this.#late = late;
    this.#onFailure = onFailure;
  }

  /** Notes the buffers of work that the device is about to gather. */
  add(reads: readonly B[], writes: readonly B[]): void {
    if (this.#submit === null) return;
    for (const buffer of reads) this.#used.add(buffer);
    for (const buffer of writes) {
      this.#used.add(buffer);
      this.#written.add(buffer);
    }
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    void this.#submitLater();
  }

  async #submitLater(): Promise<void> {
    await Promise.resolve();
    this.#isScheduled = false;
    this.submit();
  }

  uses(buffer: B): boolean {
    return this.#used.has(buffer);
  }

  get isEmpty(): boolean {
    return this.#used.size === 0;
  }

  /** Does something when what is gathered now has been submitted: at once when nothing is. */
  afterwards(end: () => void): void {
    if (this.isEmpty) {
      end();
      return;
    }
    this.#endings.push(end);
    if (this.#endings.length > keptEndings) this.submit();
  }

  submit(): void {
    if (this.isEmpty) return;
    const [written, endings] = [this.#written, this.#endings];
    this.#used = new Set();
    this.#written = new Set();
    this.#endings = [];
    try {
      const answer = this.#submit?.();
      if (answer !== undefined) this.#expect(written, answer);
    } catch (error) {
      // It belongs to the runs that were gathered, not to the call that happened to come next.
      this.#onFailure(written, error);
    } finally {
      for (const end of endings) end();
    }
  }

  /** What must have settled before the numbers of a buffer are there. */
  confirmed(buffer: B): Promise<void> | undefined {
    return this.#unconfirmed.get(buffer)?.confirmed;
  }

  /** Forgets a buffer that is freed: another may come under the same handle. */
  forget(buffer: B): void {
    this.#written.delete(buffer);
    this.#unconfirmed.get(buffer)?.written.delete(buffer);
    this.#unconfirmed.delete(buffer);
  }

  #expect(written: Set<B>, answer: Promise<void>): void {
    const confirm = async (): Promise<void> => {
      try {
        await answer;
      } catch (error) {
        this.#onFailure(written, error);
      }
      for (const buffer of written) {
        if (this.#unconfirmed.get(buffer) === batch) this.#unconfirmed.delete(buffer);
      }
    };
    const batch: Batch<B> = { written, confirmed: confirm() };
    for (const buffer of written) this.#unconfirmed.set(buffer, batch);
    void this.#late.expect(batch.confirmed);
  }
}
