// The body of a layer that an engine computes: calls in order, with copies; answers checked and copied.
// Clauses D6, D7, D17.

import { flagsOf, type LayerConfig } from '../config.ts';
import { nestCells } from '../leaves.ts';
import type { CheckedDirection } from '../shell/check-directions.ts';
import type { LateWork } from '../shell/late-work.ts';
import type { Ledger, Slot } from '../shell/ledger.ts';
import { type Outcome, outputShapes } from '../shell/name-result.ts';
import type { Scope } from '../shell/scope.ts';
import type { LayerBody, Sequence } from '../shell/shell-layer.ts';
import { nestState, stateLeaves } from '../state.ts';
import { type HostTensor, sizeOf } from '../tensor.ts';
import type { CheckedCell, CellWeights, WeightsOf } from '../weights.ts';
import { cellShapes } from '../weights.ts';
import { checkAnswer, type CheckedAnswer, checkEngineLayer } from './check-answer.ts';
import type { Engine, EngineCall, EngineLayer, EngineState } from './engine.ts';
import type { Numbers } from './numbers.ts';

export interface EngineParts {
  readonly engine: Engine;
  readonly late: LateWork;
  readonly ledger: Ledger<Numbers>;
}

export function makeEngineBody(
  parts: EngineParts,
  config: LayerConfig,
  directions: readonly CheckedDirection[],
): EngineBody {
  const [own, weights] = [
    JSON.parse(JSON.stringify(config)) as LayerConfig,
    nestCells(
      config,
      directions.flatMap(({ cells }) => cells.map(nameCellWeights)),
    ) as WeightsOf<LayerConfig>,
  ];
  // In a callback, so that what the engine throws at once is told as what it throws later.
  const made = Promise.resolve()
    .then(() => parts.engine.layer(own, weights))
    .then((layer) => checkEngineLayer(`${parts.engine.name}.layer`, flagsOf(config), layer));
  const [{ cells }] = directions as readonly [CheckedDirection];
  const [{ inputDim }] = cells as readonly [CheckedCell];
  return new EngineBody(config, inputDim, parts, parts.late.expect(made));
}

class EngineBody implements LayerBody<Numbers> {
  readonly #config: LayerConfig;
  readonly #inputDim: number;
  readonly #parts: EngineParts;
  /** The engine's own layer. */
  readonly #made: Promise<EngineLayer>;
  /** Until when the engine is busy with this layer. */
  #busy: Promise<unknown>;
  /** What the call that should have set a stateful layer's state failed with; an engine may have kept any state then. */
  #lost: { readonly error: unknown } | null = null;

  constructor(
    config: LayerConfig,
    inputDim: number,
    parts: EngineParts,
    made: Promise<EngineLayer>,
  ) {
    this.#config = config;
    this.#inputDim = inputDim;
    this.#parts = parts;
    this.#made = made;
    this.#busy = made.catch(() => undefined);
  }

  run(where: string, scope: Scope<Numbers>, sequence: Sequence<Numbers>): Outcome<Numbers> {
    const { extent } = sequence;
    const call = this.#parts.late.expect(this.#callOf(sequence));
    const path = `${this.#parts.engine.name}.${where}`;
    const answer = this.#ask((layer) =>
      this.#setState(async () => {
        const given = await call;
        if (this.#lost !== null && given.initialState === null) throw this.#lost.error;
        return checkAnswer(path, this.#config, extent, await layer.run(given));
      }),
    );
    const take = (
      shape: readonly number[],
      pick: (answer: CheckedAnswer) => Float32Array | undefined,
    ): Slot<Numbers> => {
      const size = sizeOf(shape);
      const coming = answer.then((checked) => pick(checked) as Float32Array);
      return scope.keep(
        this.#parts.ledger.adopt({ coming: this.#parts.late.expect(coming), size }, size),
      );
    };
    const outputs = outputShapes(this.#config, extent).map((shape, index) =>
      take(shape, (checked) => checked.outputs[index]),
    );
    // A state that the engine keeps to itself stands in the books too, without its numbers.
    const finalState = stateLeaves(this.#config).map(({ units }, index) =>
      take([extent.batch, units], (checked) => checked.leaves?.[index]),
    );
    return { outputs, finalState };
  }

  resetState(batch: number, state: readonly Slot<Numbers>[] | null): void {
    const leaves = state === null ? null : this.#stateOf(batch, state);
    if (leaves !== null) void this.#parts.late.expect(leaves);
    // checkEngineLayer has seen that a stateful layer has it.
    const ask = async (layer: EngineLayer): Promise<void> =>
      (layer as Required<EngineLayer>).resetState(await leaves);
    void this.#ask((layer) => this.#setState(() => ask(layer)));
  }

  bytes(): number {
    return 0;
  }

  release(): void {
    void this.#ask((layer) => layer.dispose?.());
  }

  /** Notes how a call ends that leaves a stateful layer a state. */
  async #setState<T>(call: () => Promise<T>): Promise<T> {
    try {
      const answer = await call();
      this.#lost = null;
      return answer;
    } catch (error) {
      if (flagsOf(this.#config).stateful) this.#lost = { error };
      throw error;
    }
  }

  /** Asks the engine's layer when it has answered what was asked before. */
  #ask<T>(question: (layer: EngineLayer) => T | Promise<T>): Promise<T> {
    const answer = this.#parts.late.expect(this.#busy.then(async () => question(await this.#made)));
    this.#busy = answer.catch(() => undefined);
    return answer;
  }

  async #callOf({ extent, x, mask, givenState }: Sequence<Numbers>): Promise<EngineCall> {
    const { batch, timeSteps } = extent;
    const [input, initialState] = await Promise.all([
      copyOf(x, [batch, timeSteps, this.#inputDim]),
      givenState === null ? null : this.#stateOf(batch, givenState),
    ]);
    return {
      x: input,
      mask: mask === null ? null : { shape: [batch, timeSteps], data: mask },
      initialState,
    };
  }

  async #stateOf(batch: number, slots: readonly Slot<Numbers>[]): Promise<EngineState> {
    const leaves = stateLeaves(this.#config).map(({ units }, index) =>
      copyOf(slots[index] as Slot<Numbers>, [batch, units]),
    );
    return nestState<LayerConfig, HostTensor>(this.#config, await Promise.all(leaves));
  }
}

/** What a buffer holds now, in an array of its own. */
async function copyOf({ buffer, size }: Slot<Numbers>, shape: number[]): Promise<HostTensor> {
  // The buffer of an empty tensor has room for one number.
  return { shape, data: (await buffer.coming).slice(0, size) };
}

function nameCellWeights({ cell, inputDim, weights }: CheckedCell): CellWeights {
  const { kernel, recurrentKernel, bias } = cellShapes(cell, inputDim);
  return {
    kernel: { shape: kernel.shape, data: weights.kernel },
    recurrentKernel: { shape: recurrentKernel.shape, data: weights.recurrentKernel },
    ...(cell.useBias ? { bias: { shape: bias.shape, data: weights.bias } } : {}),
  };
}
