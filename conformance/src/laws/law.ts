// A law: a clause tried on drawn layers, with no oracle. fast-check shrinks what fails, towards small sizes.

import {
  type ActivationName,
  type DirectionalConfig,
  gru,
  lstm,
  simpleRNN,
  type Supports,
  unitsOf,
  type WeightsOf,
} from '@gatefold/contract';
import fc from 'fast-check';
import { type Case, defineCase, type Level } from '../case.ts';
import type { Lab } from '../lab.ts';
import { distinct, drawState, drawWeights, type Random, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import type { Tolerance, Values } from '../values.ts';

/** A layer with all that a run of it needs. Its config has both flags; batch, timeSteps, inputDim and units differ. */
export interface Drawn {
  readonly config: DirectionalConfig<true, true>;
  readonly weights: WeightsOf<DirectionalConfig<true, true>>;
  readonly inputDim: number;
  readonly units: number;
  readonly batch: number;
  readonly timeSteps: number;
  /** [batch, timeSteps, inputDim] */
  readonly x: Values;
  /** Leaves [batch, units] by path. */
  readonly initialState: Record<string, Values>;
  readonly tolerance: Tolerance;
  readonly random: Random;
}

interface LawInput {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  readonly levels?: readonly [Level, ...Level[]];
  readonly configs?: Case['configs'];
  readonly claims?: Case['claims'];
  readonly check: (lab: Lab, drawn: Drawn) => Promise<void>;
}

export function law({ check, ...input }: LawInput): Case {
  return defineCase({
    ...input,
    id: `law/${input.id}`,
    run: async (lab) => {
      const property = fc.asyncProperty(scenarios(lab.backend.supports), (scenario) =>
        check(lab, draw(scenario, lab)),
      );
      await fc.assert(property, { seed: lab.seed, numRuns: lab.runs });
    },
  });
}

/** Activations that keep numbers below 1 and that every core backend has, and the others where they are claimed. */
const smooth: readonly ActivationName[] = ['tanh', 'sigmoid', 'softsign'];
const gateLike: readonly ActivationName[] = ['sigmoid', 'hardSigmoidKeras2', 'hardSigmoid'];

interface Scenario {
  readonly cell: 'simpleRNN' | 'lstm' | 'gru';
  readonly resetAfter: boolean;
  readonly activation: ActivationName;
  readonly recurrentActivation: ActivationName;
  readonly useBias: boolean;
  readonly sizes: readonly number[];
  readonly seed: number;
}

function scenarios(supports: Supports): fc.Arbitrary<Scenario> {
  const claimed = (names: readonly ActivationName[]): ActivationName[] =>
    names.filter((name) => supports.activations.includes(name));
  return fc.record({
    cell: fc.constantFrom(...supports.cells),
    resetAfter: fc.constantFrom(...supports.resetAfter),
    activation: fc.constantFrom(...claimed(smooth)),
    recurrentActivation: fc.constantFrom(...claimed(gateLike)),
    useBias: fc.boolean(),
    // Unlike sizes, so that no axis can stand in for another.
    sizes: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 4, maxLength: 4 }),
    seed: fc.nat(),
  });
}

function draw(scenario: Scenario, lab: Lab): Drawn {
  const { cell, resetAfter, activation, recurrentActivation, useBias } = scenario;
  const [batch, steps, inputDim, units] = scenario.sizes as [number, number, number, number];
  const timeSteps = steps + 1;
  const random = seeded(scenario.seed);
  const flags = { returnSequences: true, returnState: true } as const;
  const config: DirectionalConfig<true, true> =
    cell === 'simpleRNN'
      ? simpleRNN({ units, activation, useBias, ...flags })
      : cell === 'lstm'
        ? lstm({ units, activation, recurrentActivation, useBias, ...flags })
        : gru({ units, activation, recurrentActivation, useBias, resetAfter, ...flags });
  return {
    config,
    weights: drawWeights(random, config, inputDim),
    inputDim,
    units: unitsOf(config),
    batch,
    timeSteps,
    x: distinct(random, [batch, timeSteps, inputDim]),
    initialState: drawState(random, config, batch),
    tolerance: lawTolerance(lab.backend.supports.precision, config, inputDim, timeSteps),
    random,
  };
}

/** A whole number below `bound`. */
export function below(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** A mask [batch, timeSteps] that keeps about two steps of three, row by row. */
export function drawMask(
  random: Random,
  batch: number,
  timeSteps: number,
): { shape: [number, number]; data: Uint8Array } {
  const data = Uint8Array.from({ length: batch * timeSteps }, () => (random() < 0.67 ? 1 : 0));
  return { shape: [batch, timeSteps], data };
}
