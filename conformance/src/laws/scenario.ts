// What fast-check draws: choices from which an example follows. The numbers themselves come from a seed, all distinct,
// since equal ones hide a permutation; shrinking may put zeros in their place, part by part.

import { type ActivationName, gru, lstm, simpleRNN, type Supports } from '@gatefold/contract';
// By name, so that bundlers leave out what is not used.
import * as fc from 'fast-check';
import {
  type CellVariant,
  type Choice,
  claimedAmong,
  claimedCells,
  claimedGates,
} from '../claimed.ts';
import type { CellLayer, Example } from '../counterexample.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import type { Values } from '../values.ts';

export interface Scenario {
  /** Cells and variants of cells, each as likely as the others. */
  readonly cell: CellVariant;
  readonly activation: ActivationName;
  readonly recurrentActivation: ActivationName;
  readonly useBias: boolean;
  /** batch, timeSteps - 1, inputDim, units */
  readonly sizes: readonly number[];
  readonly seed: number;
  readonly zeroed: Readonly<Record<Part, boolean>>;
}

type Part = 'kernel' | 'recurrentKernel' | 'bias' | 'x' | 'initialState';

/** What laws draw where it is claimed: what keeps numbers below 1, and the one that kernels leave out. */
const usual: readonly ActivationName[] = ['tanh', 'sigmoid', 'softsign', 'linear'];

/** Layers of what is claimed and chosen. */
export function scenarios(
  supports: Supports,
  choice: Choice,
  mayBeZero: boolean,
): fc.Arbitrary<Scenario> {
  const zero = mayBeZero ? new OnlyShrunk() : fc.constant(false);
  return fc.record({
    cell: fc.constantFrom(...claimedCells(supports)),
    activation: fc.constantFrom(
      ...claimedAmong(supports.activations, usual, ...choice.activations),
    ),
    recurrentActivation: fc.constantFrom(...claimedGates(supports, choice)),
    useBias: fc.boolean(),
    sizes: unlikeSizes(),
    // Another seed is not a smaller one.
    seed: fc.noBias(fc.noShrink(fc.nat())),
    zeroed: fc.record({
      kernel: zero,
      recurrentKernel: zero,
      bias: zero,
      x: zero,
      initialState: zero,
    }),
  });
}

/**
 * Four sizes of 1 to 7, no two alike, so that no axis can stand in for another. Drawn as gaps and an order, each of
 * which can shrink by itself.
 */
function unlikeSizes(): fc.Arbitrary<number[]> {
  const gap = fc.integer({ min: 0, max: 1 });
  const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
  return fc.tuple(gap, gap, gap, order).map(([first, second, third, places]) => {
    const smallest = 1 + first;
    const next = smallest + 1 + second;
    const sizes = [smallest, next, next + 1 + third, next + 2 + third];
    return places.map((place) => sizes[place] as number);
  });
}

/** Never true when drawn, and true when shrunk. */
class OnlyShrunk extends fc.Arbitrary<boolean> {
  override generate(): fc.Value<boolean> {
    return new fc.Value(false, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is boolean {
    return typeof value === 'boolean';
  }

  override shrink(value: boolean): fc.Stream<fc.Value<boolean>> {
    return value ? fc.Stream.nil() : fc.Stream.of(new fc.Value<boolean>(true, undefined));
  }
}

export function exampleOf(scenario: Scenario): Example {
  const { cell, activation, recurrentActivation, useBias, zeroed } = scenario;
  const [batch, steps, inputDim, units] = scenario.sizes as [number, number, number, number];
  const random = seeded(scenario.seed);
  const options = { units, activation, useBias };
  const flags = { returnSequences: true, returnState: true } as const;
  const config: CellLayer<true, true> =
    cell.kind === 'simpleRNN'
      ? simpleRNN({ ...options, ...flags })
      : cell.kind === 'lstm'
        ? lstm({ ...options, recurrentActivation, ...flags })
        : gru({ ...options, recurrentActivation, resetAfter: cell.resetAfter, ...flags });
  const maybeZero = (part: Part, { shape, data }: Values): Values => ({
    shape,
    data: zeroed[part] ? new Float32Array(data.length) : data,
  });
  const each = <T>(leaves: T, part?: Part): T =>
    Object.fromEntries(
      Object.entries(leaves as Record<string, Values>).map(([name, leaf]) => [
        name,
        maybeZero(part ?? (name as Part), leaf),
      ]),
    ) as T;
  return {
    config,
    weights: each(drawWeights(random, config, inputDim)),
    x: maybeZero('x', distinct(random, [batch, steps + 1, inputDim])),
    initialState: each(drawState(random, config, batch), 'initialState'),
    // Another stream than that of the weights.
    choices: (scenario.seed ^ 0x55555555) >>> 0,
  };
}
