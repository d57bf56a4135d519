// Kernels in the order in which they were asked, for devices that answer later: some gather runs before they submit them,
// some prepare weights in the background. A failure that comes to light later lies on the buffers that have no numbers
// for it, and is thrown where they are read. Kernels that do everything at once are called straight away.
// Clauses D2, D12 to D14, D18.

import type { Guest, KernelSupports, Kernels, MergeCall, SequenceCall } from './kernels.ts';
import { DeviceError, EngineError, isRnnError, type RnnError } from '../errors.ts';
import type { LateWork } from '../shell/late-work.ts';
import { endAll } from '../shell/endings.ts';
import type { Device } from '../shell/ledger.ts';
import type { CheckedCell } from '../weights.ts';
import { Gathering } from './gathering.ts';
import {
  ending,
  pendingOf,
  type PreparedCall,
  readyCall,
  valueOf,
  type Work,
  workOf,
} from './kernel-work.ts';
import { Pending, type Prepared } from './pending.ts';

export class KernelQueue<B, P> implements Device<B> {
  readonly name: string;
  readonly supports: KernelSupports;
  readonly bytesPerNumber?: number;
  readonly #kernels: Kernels<B, P>;
  readonly #late: LateWork;
  readonly #gathering: Gathering<B>;
  readonly #preparing = new Set<Promise<void>>();
  /** Why a buffer has no numbers. */
  readonly #failures = new Map<B, RnnError>();
  /** What waits for weights, first asked first. */
  #waiting: Work<B>[] = [];
  /** The buffers that any of it reads or writes. */
  readonly #awaited = new Set<B>();

  constructor(kernels: Kernels<B, P>, late: LateWork) {
    this.name = kernels.name;
    this.supports = kernels.supports;
    if (kernels.bytesPerNumber !== undefined) this.bytesPerNumber = kernels.bytesPerNumber;
    this.#kernels = kernels;
    this.#late = late;
    const submit = kernels.submit === undefined ? null : () => kernels.submit?.();
    this.#gathering = new Gathering(submit, late, (buffers, error) => {
      const coded = this.#coded(error);
      this.#fail(buffers, coded);
      return coded;
    });
  }

  allocate(size: number): B {
    return this.#kernels.allocate(size);
  }

  free(buffer: B): void {
    if (this.#awaited.has(buffer)) this.#wait(ending(() => this.#free(buffer)));
    else this.#free(buffer);
  }

  // What is captured by a function is allocated on entry, so that the ways which capture have methods of their own.

  write(buffer: B, data: Float32Array): void {
    if (this.#isPlain) this.#expectDone('write', this.#kernels.write(buffer, data));
    else this.#orderWrite(buffer, data);
  }

  copy(from: B, to: B): void {
    if (this.#isPlain) this.#expectDone('copy', this.#kernels.copy(from, to));
    else this.#orderCopy(from, to);
  }

  guest(where: string, value: unknown): Guest<B> | null {
    return this.#kernels.guest?.(where, value) ?? null;
  }

  /** A guest is copied before the call ends, by way of a buffer of its own where its target is not free yet. */
  copyGuest(guest: B, to: B, size: number): void {
    if (!this.#awaited.has(to)) {
      this.copy(guest, to);
      return;
    }
    const own = this.allocate(size);
    this.#expectDone('copy', this.#kernels.copy(guest, own));
    this.copy(own, to);
    this.free(own);
  }

  read(buffer: B, target: Float32Array): void | Promise<void> {
    return this.#isPlain ? this.#readCoded(buffer, target) : this.#orderRead(buffer, target);
  }

  readSync(buffer: B, target: Float32Array): void {
    if (!this.#isPlain) this.expose('tensor.dataSync', buffer);
    if (this.#kernels.readSync === undefined) void this.#kernels.read(buffer, target);
    else this.#kernels.readSync(buffer, target);
  }

  /**
   * Has all work submitted that fills a buffer, for somebody who reads it at once.
   *
   * @throws {DeviceError} when that work has failed, or still waits for weights
   */
  expose(where: string, buffer: B): void {
    if (this.#awaited.has(buffer)) {
      throw new DeviceError({
        where,
        expected: 'the weights that these numbers need are still being prepared',
        remedy: 'await backend.idle(), or data()',
      });
    }
    if (this.#gathering.uses(buffer)) this.#gathering.submit();
    const error = this.#failures.get(buffer);
    if (error !== undefined) throw error;
  }

  prepare(checked: CheckedCell): Prepared<P> {
    const prepared = this.#kernels.prepare(checked);
    if (!isPromise(prepared)) return prepared;
    const pending = new Pending<P>();
    const settle = async (): Promise<void> => {
      try {
        pending.value = await prepared;
      } catch (error) {
        pending.error = this.#coded(error);
        this.#late.fail(pending.error);
      }
      pending.isSettled = true;
      this.#preparing.delete(settled);
      this.#drain();
    };
    const settled = settle();
    this.#preparing.add(settled);
    void this.#late.expect(settled);
    return pending;
  }

  release(prepared: Prepared<P>): void {
    const work = ending(() =>
      this.#gathering.afterwards(() => this.#kernels.release?.(valueOf(prepared))),
    );
    this.#order({ ...work, needs: pendingOf([prepared]) });
  }

  bytes(prepared: Prepared<P>): number {
    if (prepared instanceof Pending && (!prepared.isSettled || prepared.error !== null)) return 0;
    return this.#kernels.bytes?.(valueOf(prepared)) ?? 0;
  }

  run(call: PreparedCall<B, P>): void {
    if (!this.#isPlain || call.prepared instanceof Pending) this.#orderRun(call);
    else this.#expectDone('run', this.#kernels.run(call as SequenceCall<B, P>));
  }

  get canRunBoth(): boolean {
    return this.#kernels.runBoth !== undefined;
  }

  runBoth(forward: PreparedCall<B, P>, backward: PreparedCall<B, P>): void {
    const work = (): void =>
      this.#expectDone('runBoth', this.#kernels.runBoth?.(readyCall(forward), readyCall(backward)));
    this.#order(workOf([forward, backward], work));
  }

  merge(call: MergeCall<B>): void {
    this.#order({
      reads: [call.forward, call.backward],
      writes: [call.output],
      needs: [],
      isRun: true,
      do: () => this.#expectDone('merge', this.#kernels.merge?.(call)),
    });
  }

  /** Ends the device when all that it prepares is there to be released. */
  dispose(): void {
    const left = this.#waiting.filter(({ isEnding }) => isEnding === true);
    this.#waiting = [];
    const end = (): void =>
      endAll([
        () => this.#gathering.submit(),
        ...left.map((work) => () => this.#perform(work)),
        () => this.#kernels.dispose?.(),
      ]);
    if (this.#preparing.size === 0) end();
    else void this.#late.expect(Promise.all(this.#preparing).then(end));
  }

  /** Whether nothing can be late. */
  get #isPlain(): boolean {
    return (
      this.#kernels.submit === undefined && this.#waiting.length === 0 && this.#failures.size === 0
    );
  }

  #orderWrite(buffer: B, data: Float32Array): void {
    let own = data;
    this.#order({
      ...{ reads: [], writes: [buffer], needs: [], isRun: false },
      keep: () => (own = data.slice()),
      do: () => this.#expectDone('write', this.#kernels.write(buffer, own)),
    });
  }

  #orderCopy(from: B, to: B): void {
    this.#order({
      ...{ reads: [from], writes: [to], needs: [], isRun: false },
      do: () => this.#expectDone('copy', this.#kernels.copy(from, to)),
    });
  }

  #orderRead(buffer: B, target: Float32Array): Promise<void> {
    const answer = new Promise<void>((resolve, reject) => {
      this.#order({
        ...{ reads: [buffer], writes: [], needs: [], isRun: false },
        do: () => resolve(this.#readConfirmed(buffer, target)),
        fail: reject,
      });
    });
    return this.#late.tell(answer);
  }

  #orderRun(call: PreparedCall<B, P>): void {
    const work = (): void => this.#expectDone('run', this.#kernels.run(readyCall(call)));
    this.#order(workOf([call], work));
  }

  #order(work: Work<B>): void {
    if (this.#mustWait(work)) this.#wait(work);
    else this.#perform(work);
  }

  #mustWait({ needs, reads, writes, isRun, isEnding }: Work<B>): boolean {
    if (needs.some(({ isSettled }) => !isSettled)) return true;
    if (this.#waiting.length === 0) return false;
    // Any of the runs that wait may need the weights that end.
    return (
      isRun ||
      isEnding === true ||
      [...reads, ...writes].some((buffer) => this.#awaited.has(buffer))
    );
  }

  #wait(work: Work<B>): void {
    work.keep?.();
    this.#waiting.push(work);
    for (const buffer of [...work.reads, ...work.writes]) this.#awaited.add(buffer);
  }

  #perform({ reads, writes, needs, isRun, do: perform, fail }: Work<B>): void {
    if (isRun) this.#gathering.add(reads, writes);
    else if ([...reads, ...writes].some((buffer) => this.#gathering.uses(buffer))) {
      this.#gathering.submit();
    }
    const error =
      needs.find((pending) => pending.error !== null)?.error ??
      reads.map((buffer) => this.#failures.get(buffer)).find((found) => found !== undefined);
    if (error !== undefined) {
      for (const buffer of writes) this.#failures.set(buffer, error);
      fail?.(error);
      return;
    }
    perform();
    if (!isRun) this.#gathering.fill(reads, writes);
    for (const buffer of writes) this.#failures.delete(buffer);
  }

  /** Does what need not wait any more, until something must. */
  #drain(): void {
    for (;;) {
      const [work] = this.#waiting;
      if (work === undefined || work.needs.some(({ isSettled }) => !isSettled)) break;
      this.#waiting.shift();
      try {
        this.#perform(work);
      } catch (error) {
        const coded = this.#coded(error);
        this.#fail(work.writes, coded);
        work.fail?.(coded);
      }
    }
    this.#awaited.clear();
    for (const { reads, writes } of this.#waiting) {
      for (const buffer of [...reads, ...writes]) this.#awaited.add(buffer);
    }
  }

  #free(buffer: B): void {
    this.#failures.delete(buffer);
    this.#gathering.forget(buffer);
    if (this.#gathering.uses(buffer)) {
      this.#gathering.afterwards(() => this.#kernels.free(buffer));
    } else this.#kernels.free(buffer);
  }

  /** Reads at once, in the device's order: the buffer may be filled again, or freed, before its work is confirmed. */
  async #readConfirmed(buffer: B, target: Float32Array): Promise<void> {
    const confirmed = this.#gathering.confirmed(buffer);
    const reading = (async () => this.#readCoded(buffer, target))();
    const [read] = await Promise.allSettled([reading]);
    const error = await confirmed;
    if (error !== null && error !== undefined) throw error;
    if (read.status === 'rejected') throw read.reason;
  }

  #readCoded(buffer: B, target: Float32Array): void | Promise<void> {
    return this.#kernels.read(buffer, target)?.catch((error: unknown) => {
      throw this.#coded(error, 'the device could not read the numbers');
    });
  }

  /** What is read next would be read too early. */
  #expectDone(kernel: 'run' | 'runBoth' | 'merge' | 'write' | 'copy', answer: unknown): void {
    if (!isPromise(answer)) return;
    // What it comes to, and fails with, is nobody's any more.
    answer.then(undefined, () => undefined);
    throw new EngineError({
      where: `defineBackend(${this.name}).${kernel}`,
      expected: 'must have done its work when it returns',
      actual: 'a promise',
      remedy:
        'do it at once, without async; a device that answers later gathers it and submits it in submit(), for whose promise data() waits',
    });
  }

  #fail(buffers: Iterable<B>, error: RnnError): void {
    for (const buffer of buffers) this.#failures.set(buffer, error);
    this.#late.fail(error);
  }

  #coded(error: unknown, expected = 'the device failed at a call before this one'): RnnError {
    if (isRnnError(error)) return error;
    const said = error instanceof Error ? error.message : String(error);
    return new DeviceError({ where: this.name, expected, actual: said }, { cause: error });
  }
}

function isPromise<P>(value: P | Promise<P>): value is Promise<P> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
