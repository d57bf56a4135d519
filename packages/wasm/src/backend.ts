// Kernels, memory and threads, made a backend.

import { activationNames } from '@gatefold/contract';
import { defineBackend, type Kernels } from '@gatefold/contract/author';
import { type Heap, Numbers } from './heap.ts';
import { mergeModes } from './kernels/common.ts';
import { type ProgramOptions, writeProgram } from './kernels/program.ts';
import { PreparedCell, variantOf } from './prepared-cell.ts';
import type { Programs } from './programs.ts';
import { type Call, Sequencer } from './sequence.ts';
import { type Choice, MeasuredChoice } from './threads/choice.ts';
import { Crew } from './threads/crew.ts';
import { type Limits, Team, usualLimits } from './threads/team.ts';
import type { WasmBackend } from './index.ts';

/** How long workers may take to start, in milliseconds. */
const patience = 5000;

export interface Parts {
  readonly heap: Heap;
  readonly programs: Programs;
  readonly options: ProgramOptions;
  /** Why there is one thread, or how many there are. */
  readonly threads: string;
  /** Null for one thread. */
  readonly crew: Crew | null;
}

/** A backend's parts with so many workers, or with fewer where they do not start. */
export async function withWorkers(parts: Parts, workers: number): Promise<Parts> {
  try {
    const crew = new Crew(parts.heap, workers);
    await crew.ready(patience);
    if (crew.size > 0) return { ...parts, crew, threads: String(1 + crew.size) };
    await crew.dispose();
    return { ...parts, threads: '1, since no worker started' };
  } catch (error) {
    // A script that is not a module has no address from which the worker's would be found.
    return { ...parts, threads: `1, since no worker could be started: ${String(error)}` };
  }
}

export function makeBackend(
  { heap, programs, options, threads, crew }: Parts,
  choice: Choice = new MeasuredChoice(),
  limits: Limits = usualLimits,
): WasmBackend {
  const { common } = programs;
  const sequencer = new Sequencer(heap, common);
  const team = crew === null ? null : new Team(heap, { common, sequencer, crew }, choice, limits);
  const { isFused, weights } = options;

  const kernels: Kernels<Numbers, PreparedCell> = {
    name: 'wasm',
    environment: { simd: isFused ? 'relaxed' : 'plain', threads },
    supports: {
      cells: ['simpleRNN', 'lstm', 'gru'],
      activations: activationNames,
      resetAfter: [true, false],
      masking: true,
      goBackwards: true,
      dataSync: true,
      precision: 'f32',
      weightPrecision: weights,
    },
    allocate: (size) => new Numbers(heap, size),
    free: (numbers) => numbers.free(),
    write: (numbers, data) => numbers.view.set(data),
    copy: (from, to) => to.view.set(from.view),
    read: (numbers, target) => target.set(numbers.view),
    merge: ({ mode, rows, forward, forwardUnits, backward, backwardUnits, output }) =>
      common.merge(
        ...([mergeModes[mode], rows, forward.at, 4 * forwardUnits] as const),
        ...([backward.at, 4 * backwardUnits, output.at] as const),
      ),
    prepare: (checked) => {
      const variant = variantOf(checked.cell);
      const program = programs.of(variant);
      crew?.load(program.program, () => writeProgram([variant], options));
      return new PreparedCell(heap, common, program, checked, weights);
    },
    release: ({ W }) => heap.free(W),
    bytes: ({ bytes }) => bytes,
    run: (call) => {
      if (team === null) sequencer.run(call);
      else team.run([call]);
    },
    dispose: () => void crew?.dispose(),
  };
  if (team !== null) kernels.runBoth = (...calls: [Call, Call]) => team.run(calls);
  return defineBackend(kernels, () => ({
    get memoryBytes(): number {
      return heap.bytes;
    },
  }));
}
