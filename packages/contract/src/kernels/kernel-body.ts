// The body of a layer that kernels compute: its prepared cells, and what runs them.

import type { Stream, StreamOptions } from '../backend.ts';
import type { LayerConfig } from '../config.ts';
import type { CheckedDirection } from '../shell/check-directions.ts';
import type { Ledger } from '../shell/ledger.ts';
import { endAll } from '../shell/endings.ts';
import type { Outcome } from '../shell/name-result.ts';
import type { Scope } from '../shell/scope.ts';
import type { LayerBody, Sequence } from '../shell/shell-layer.ts';
import { stateLeaves } from '../state.ts';
import type { KernelQueue } from './kernel-queue.ts';
import type { Prepared } from './pending.ts';
import { type Direction, runLayer } from './run-cells.ts';
import { openStream } from './stream.ts';

/** Prepares every cell, or none of them when the device fails at one. The weights themselves are kept by nobody here. */
export function prepareBody<B, P>(
  queue: KernelQueue<B, P>,
  ledger: Ledger<B>,
  config: LayerConfig,
  checked: readonly CheckedDirection[],
): KernelBody<B, P> {
  const done: Prepared<P>[] = [];
  try {
    const directions = checked.map((direction) => ({
      config: direction.config,
      cells: direction.cells.map((cell) => {
        const prepared = queue.prepare(cell);
        done.push(prepared);
        return { cell: cell.cell, inputDim: cell.inputDim, prepared };
      }),
    }));
    return new KernelBody(queue, ledger, config, directions);
  } catch (error) {
    for (const prepared of done) queue.release(prepared);
    throw error;
  }
}

export class KernelBody<B, P> implements LayerBody<B> {
  readonly #queue: KernelQueue<B, P>;
  readonly #ledger: Ledger<B>;
  readonly #config: LayerConfig;
  readonly #directions: readonly Direction<P>[];

  constructor(
    queue: KernelQueue<B, P>,
    ledger: Ledger<B>,
    config: LayerConfig,
    directions: readonly Direction<P>[],
  ) {
    this.#queue = queue;
    this.#ledger = ledger;
    this.#config = config;
    this.#directions = directions;
  }

  run(_where: string, scope: Scope<B>, sequence: Sequence<B>): Outcome<B> {
    const { batch } = sequence.extent;
    const initialState =
      sequence.givenState ??
      sequence.storedState ??
      stateLeaves(this.#config).map(({ units }) => scope.allocate(batch * units));
    const ready = { ...sequence, initialState };
    return runLayer(this.#queue, scope, this.#config, this.#directions, ready);
  }

  stream(where: string, options: StreamOptions, onDispose: (stream: Stream) => void): Stream {
    const [queue, ledger] = [this.#queue, this.#ledger];
    const [config, directions] = [this.#config, this.#directions];
    return openStream(where, { queue, ledger, config, directions }, options, onDispose);
  }

  bytes(): number {
    return this.#prepared().reduce((sum, prepared) => sum + this.#queue.bytes(prepared), 0);
  }

  release(): void {
    endAll(this.#prepared().map((prepared) => () => this.#queue.release(prepared)));
  }

  #prepared(): readonly Prepared<P>[] {
    return this.#directions.flatMap(({ cells }) => cells.map(({ prepared }) => prepared));
  }
}
