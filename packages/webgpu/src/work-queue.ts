// Work that has been asked for, in order, until it is submitted: many runs share one encoder and one submission.

import type { RnnError } from '@gatefold/contract';
import type { Device } from './device.ts';
import type { scopedError } from './errors.ts';
import type { Numbers } from './numbers.ts';
import type { Pool } from './pool.ts';
import { isEnough, nothing, Recorder, sum } from './recorder.ts';
import type { Uniforms } from './uniforms.ts';
import type { Cost } from './wgsl/kernels.ts';

type Recording = (recorder: Recorder) => void;

export class WorkQueue {
  readonly #device: Device;
  readonly #pool: Pool;
  readonly #makeUniforms: () => Uniforms;
  #uniforms: Uniforms | null = null;
  #work: Recording[] = [];
  #cost: Cost = nothing;
  #used = new Set<Numbers>();
  #endings: (() => void)[] = [];
  /** What became of submissions, until all is well or somebody has been told. */
  readonly #faults = new Set<Promise<RnnError | null>>();

  constructor(device: Device, pool: Pool, makeUniforms: () => Uniforms) {
    this.#device = device;
    this.#pool = pool;
    this.#makeUniforms = makeUniforms;
  }

  /** Submits at once where there is enough for the device to do while more is asked for. */
  add(used: readonly Numbers[], cost: Cost, record: Recording): void {
    for (const numbers of used) this.#used.add(numbers);
    this.#work.push(record);
    this.#cost = sum(this.#cost, cost);
    if (isEnough(this.#cost)) this.#flush();
  }

  /** Has work submitted that uses numbers which are about to be used in another way. */
  settle(numbers: Numbers): void {
    if (this.#used.has(numbers)) this.#flush();
  }

  /** Does something at once, or when the work that uses these numbers has been submitted. */
  afterwards(numbers: Numbers, end: () => void): void {
    if (this.#used.has(numbers)) this.#endings.push(end);
    else end();
  }

  /** Submits everything; rejects with what has gone wrong since the last time. */
  submit(): Promise<void> | undefined {
    this.#flush();
    if (this.#faults.size === 0) return undefined;
    const faults = [...this.#faults];
    this.#faults.clear();
    return firstFault(faults);
  }

  /**
   * Records and submits something of its own, beside the work that waits.
   *
   * @returns a promise that rejects with what went wrong with it, or with what it may rest on
   */
  now(where: string, record: Recording): Promise<void> {
    return firstFault([...this.#faults, this.#record(where, [record])]);
  }

  /** The same for what later work rests on: whoever reads that is told. */
  ahead(where: string, record: Recording, coded?: typeof scopedError): void {
    this.#expect(this.#record(where, [record], coded));
  }

  dispose(): void {
    this.#work = [];
    for (const end of this.#endings.splice(0)) end();
    this.#uniforms?.dispose();
  }

  #flush(): void {
    if (this.#work.length === 0) return;
    const [work, endings] = [this.#work, this.#endings];
    this.#work = [];
    this.#cost = nothing;
    this.#used = new Set();
    this.#endings = [];
    try {
      this.#expect(this.#record('webgpu.run', work));
    } finally {
      for (const end of endings) end();
    }
  }

  #record(
    where: string,
    work: readonly Recording[],
    coded?: typeof scopedError,
  ): Promise<RnnError | null> {
    const perform = (): void => {
      this.#uniforms ??= this.#makeUniforms();
      const recorder = new Recorder(this.#device, this.#uniforms);
      for (const record of work) record(recorder);
      recorder.submit();
      this.#pool.submitted();
    };
    const { fault } = this.#device.guard(where, perform, coded);
    void this.#watch(fault);
    return fault;
  }

  #expect(fault: Promise<RnnError | null>): void {
    this.#faults.add(fault);
  }

  async #watch(fault: Promise<RnnError | null>): Promise<void> {
    if ((await fault) === null) this.#faults.delete(fault);
    else this.#pool.distrust();
  }
}

async function firstFault(faults: readonly Promise<RnnError | null>[]): Promise<void> {
  const errors = await Promise.all(faults);
  const first = errors.find((error) => error !== null);
  if (first !== undefined) throw first;
}
