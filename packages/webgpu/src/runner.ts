// Runs and merges as dispatches: their plan, and the buffers that each kernel is given.

import type { MergeCall, SequenceCall } from '@gatefold/contract/author';
import type { CompiledKind } from './compiled-kind.ts';
import type { Device } from './device.ts';
import { maskBytes } from './masks.ts';
import { foreignError, type ForeignNumbers } from './foreign.ts';
import type { Numbers } from './numbers.ts';
import type { Pipelines, Program, Slots } from './pipelines.ts';
import type { Pool } from './pool.ts';
import type { PreparedCell } from './prepared-cell.ts';
import { nothing, type Recorder } from './recorder.ts';
import type { WorkQueue } from './work-queue.ts';
import { type BindingName, bindings, mergeKernel, type Plan, planMerge } from './wgsl/kernels.ts';

const bytesOfNumber = Float32Array.BYTES_PER_ELEMENT;

export type Call = SequenceCall<Numbers, PreparedCell>;

const mergeSlots: Slots = [
  { binding: 0, access: 'read' },
  { binding: 1, access: 'read' },
  { binding: 2, access: 'readWrite' },
];

/**
 * Groups of buffers that are kept: making one takes longer than all else that is recorded for a run, and a loop of runs
 * gets the same buffers again.
 */
const keptGroups = 1024;

/** What is known of a run before it is recorded. */
interface Planned {
  readonly compiled: CompiledKind;
  readonly plan: Plan;
  readonly mask: Uint8Array<ArrayBuffer> | null;
}

/** What a kernel is given. */
type Resource = GPUBuffer | GPUTextureView | GPUSampler;

/** Of a backend. */
interface Parts {
  readonly device: Device;
  readonly pool: Pool;
  readonly queue: WorkQueue;
  readonly pipelines: Pipelines;
}

export class Runner {
  readonly #device: Device;
  readonly #pool: Pool;
  readonly #queue: WorkQueue;
  readonly #pipelines: Pipelines;
  readonly #groups = new Map<string, GPUBindGroup>();
  readonly #numberOf = new WeakMap<object, number>();
  #numbered = 0;

  constructor({ device, pool, queue, pipelines }: Parts) {
    this.#device = device;
    this.#pool = pool;
    this.#queue = queue;
    this.#pipelines = pipelines;
  }

  run(call: Call): void {
    const { prepared, batch, timeSteps, x, initialState, output, finalState } = call;
    const { goBackwards, alignOutput, returnSequences } = call;
    const compiled = prepared.kindFor(batch);
    const plan = prepared.plan(compiled.kind, {
      ...prepared.sizes,
      ...{ batch, timeSteps, goBackwards, alignOutput, returnSequences },
      masked: call.mask !== null,
    });
    const used = [x, initialState.h, initialState.c, output, finalState.h, finalState.c];
    // The mask is the caller's, who may write to it when this has returned.
    const mask = call.mask === null ? null : maskBytes(call);
    this.#queue.add(used, plan.cost, (recorder) =>
      this.#record(recorder, call, { compiled, plan, mask }),
    );
  }

  merge(call: MergeCall<Numbers>, program: Program): void {
    const { forward, backward, output } = call;
    const cost = { work: output.size, dispatches: 1 };
    this.#queue.add([forward, backward, output], cost, (recorder) => {
      const { uniforms, workgroups } = planMerge(call, this.#device.profile);
      const buffers = [this.readable(forward), this.readable(backward), this.writable(output)];
      const group = this.#group(program, mergeSlots, buffers);
      recorder.dispatch([{ program, group }], recorder.begin(uniforms, cost), workgroups);
    });
  }

  copy(from: Numbers, to: Numbers): void {
    this.#queue.add([from, to], nothing, (recorder) => {
      recorder.copy(this.readable(from), this.writable(to), from.size * bytesOfNumber);
    });
  }

  /** Copies from a buffer of the app, who may write to it when this has returned. */
  copyNow(from: ForeignNumbers, to: Numbers): void {
    this.#queue.settle(to);
    const record = (recorder: Recorder): void =>
      recorder.copy(from.buffer as GPUBuffer, this.writable(to), to.size * bytesOfNumber);
    this.#queue.ahead('webgpu: buffer', record, foreignError);
  }

  /** The buffer of numbers that have been asked for, with all that fills it submitted. */
  expose(numbers: Numbers): GPUBuffer {
    this.#queue.settle(numbers);
    this.#queue.ahead('webgpu.bufferOf', () => {
      if (numbers.isZero) numbers.write(new Float32Array(numbers.size));
      this.readable(numbers);
    });
    return numbers.buffer as GPUBuffer;
  }

  mergeProgram(): Program | Promise<Program> {
    return this.#pipelines.of(this.#device, mergeKernel, mergeSlots);
  }

  /** The buffer with these numbers, which are sent there when they are not there yet; under error scopes. */
  readable(numbers: Numbers): GPUBuffer {
    const { host, buffer, size } = numbers;
    if (host !== null) {
      const target = buffer ?? this.#pool.acquire(size);
      this.#device.gpu.queue.writeBuffer(target, 0, host);
      numbers.landed(target);
      return target;
    }
    return buffer ?? this.#pool.zeros(size);
  }

  /** The buffer for these numbers, all of which are about to be written. */
  writable(numbers: Numbers): GPUBuffer {
    const buffer = numbers.buffer ?? this.#pool.acquire(numbers.size);
    numbers.landed(buffer);
    return buffer;
  }

  #record(recorder: Recorder, call: Call, { compiled, plan, mask }: Planned): void {
    const weights = call.prepared.weights(compiled.kind);
    const resources: Record<BindingName, Resource> = {
      weights,
      weightTexture: weights,
      nearest: this.#pipelines.nearest,
      x: this.readable(call.x),
      h0: this.readable(call.initialState.h),
      c0: this.readable(call.initialState.c),
      mask: mask === null ? this.#pool.zeros(1) : this.#send(mask),
      room: this.#pool.room(plan.roomBytes),
      output: this.writable(call.output),
      h1: this.writable(call.finalState.h),
      c1: this.writable(call.finalState.c),
    };
    for (const { uniforms, dispatches, cost } of plan.chunks) {
      const sizes = recorder.begin(uniforms, cost);
      for (const { kernels, workgroups, repeat } of dispatches) {
        const calls = kernels.map((name) => {
          const { kernel, program } = compiled.of(name);
          const bound = kernel.bindings.map((binding) => resources[binding]);
          const slots = kernel.bindings.map((binding) => bindings[binding]);
          return { program, group: this.#group(program, slots, bound) };
        });
        recorder.dispatch(calls, sizes, workgroups, repeat);
      }
    }
  }

  #send(bytes: Uint8Array<ArrayBuffer>): GPUBuffer {
    const buffer = this.#pool.borrow(bytes.byteLength / Float32Array.BYTES_PER_ELEMENT);
    this.#device.gpu.queue.writeBuffer(buffer, 0, bytes);
    return buffer;
  }

  #group(program: Program, slots: Slots, resources: readonly Resource[]): GPUBindGroup {
    const key = [program.layout, ...resources].map((one) => this.#number(one)).join();
    const known = this.#groups.get(key);
    if (known !== undefined) {
      // The last to go is the one that was used last.
      this.#groups.delete(key);
      this.#groups.set(key, known);
      return known;
    }
    const group = this.#device.gpu.createBindGroup({
      label: 'gatefold buffers',
      layout: program.layout,
      entries: slots.map(({ binding, access }, index) => {
        const resource = resources[index] as Resource;
        const isBuffer = access === 'read' || access === 'readWrite';
        return {
          binding,
          resource: isBuffer ? { buffer: resource as GPUBuffer } : resource,
        };
      }),
    });
    const oldest = this.#groups.keys().next();
    if (this.#groups.size === keptGroups && oldest.done === false)
      this.#groups.delete(oldest.value);
    this.#groups.set(key, group);
    return group;
  }

  #number(one: object): number {
    const known = this.#numberOf.get(one);
    if (known !== undefined) return known;
    this.#numberOf.set(one, ++this.#numbered);
    return this.#numbered;
  }
}
