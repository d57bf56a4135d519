// Work that a device has been given and has not been told to start; and work that it has started and not confirmed.
// Clauses D12.

import type { RnnError } from '../errors.ts';
import type { LateWork } from '../shell/late-work.ts';

/** Freed buffers and weights that wait for one submission: more of them would hold too much memory back. */
const keptEndings = 64;

/** Work that is submitted together, and why it failed: known when the device has said what became of it. */
interface Batch {
  outcome: Promise<RnnError | null>;
}

export class Gathering<B> {
  readonly #submit: (() => void | Promise<void>) | null;
  readonly #late: LateWork;
  readonly #onFailure: (buffers: readonly B[], error: unknown) => RnnError;
  /** What is not confirmed of the work that a buffer's numbers come from, through whatever runs and copies. */
  readonly #sources = new Map<B, Set<Batch>>();
  #batch: Batch = newBatch();
  #used = new Set<B>();
  #endings: (() => void)[] = [];
  #isScheduled = false;

  /**
   * @param submit     null for a device that gathers nothing
   * @param onFailure  told of the buffers whose numbers will never come; returns the error with a code
   */
  constructor(
    submit: (() => void | Promise<void>) | null,
    late: LateWork,
    onFailure: (buffers: readonly B[], error: unknown) => RnnError,
  ) {
    this.#submit = submit;
    this.#late = late;
    this.#onFailure = onFailure;
  }

  /** Notes the buffers of work that the device is about to gather. */
  add(reads: readonly B[], writes: readonly B[]): void {
    if (this.#submit === null) return;
    for (const buffer of reads) this.#used.add(buffer);
    for (const buffer of writes) this.#used.add(buffer);
    this.#feed(writes, [this.#batch, ...this.#sourcesOf(reads)]);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    void this.#late.expect(this.#submitLater());
  }

  /** Notes that buffers have been filled, with the numbers of others or with new ones. */
  fill(reads: readonly B[], writes: readonly B[]): void {
    this.#feed(writes, this.#sourcesOf(reads));
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
    const [batch, endings] = [this.#batch, this.#endings];
    this.#batch = newBatch();
    this.#used = new Set();
    this.#endings = [];
    try {
      const answer = this.#submit?.();
      if (answer === undefined) this.#settle(batch);
      else this.#expect(batch, answer);
    } catch (error) {
      // It belongs to the runs that were gathered, not to the call that happened to come next.
      this.#settle(batch, { error });
    } finally {
      for (const end of endings) end();
    }
  }

  /** What all the work that fills a buffer has failed with, when that is known; undefined when it is confirmed. */
  confirmed(buffer: B): Promise<RnnError | null> | undefined {
    const sources = this.#sources.get(buffer);
    return sources === undefined ? undefined : firstError([...sources]);
  }

  /** Forgets a buffer that is freed: another may come under the same handle. */
  forget(buffer: B): void {
    this.#sources.delete(buffer);
  }

  #sourcesOf(buffers: readonly B[]): readonly Batch[] {
    return buffers.flatMap((buffer) => [...(this.#sources.get(buffer) ?? [])]);
  }

  #feed(buffers: readonly B[], sources: readonly Batch[]): void {
    for (const buffer of buffers) {
      if (sources.length === 0) this.#sources.delete(buffer);
      else this.#sources.set(buffer, new Set(sources));
    }
  }

  #expect(batch: Batch, answer: Promise<void>): void {
    const settle = async (): Promise<RnnError | null> => {
      try {
        await answer;
      } catch (error) {
        return this.#settle(batch, { error });
      }
      return this.#settle(batch);
    };
    batch.outcome = settle();
    void this.#late.expect(batch.outcome);
  }

  #settle(batch: Batch, failure?: { readonly error: unknown }): RnnError | null {
    const fed: B[] = [];
    for (const [buffer, sources] of this.#sources) {
      if (!sources.delete(batch)) continue;
      fed.push(buffer);
      if (sources.size === 0) this.#sources.delete(buffer);
    }
    return failure === undefined ? null : this.#onFailure(fed, failure.error);
  }
}

function newBatch(): Batch {
  return { outcome: Promise.resolve(null) };
}

async function firstError(batches: readonly Batch[]): Promise<RnnError | null> {
  const outcomes = await Promise.all(batches.map(({ outcome }) => outcome));
  return outcomes.find((error) => error !== null) ?? null;
}
