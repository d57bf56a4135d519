// Laws with an oracle, over sizes and over pairs of choices: whatever a backend claims gives what the plain backend gives.

// By name, so that bundlers leave out what is not used.
import * as fc from 'fast-check';
import type { Supports } from '@gatefold/contract';
import { type Case, defineCase, type Level } from '../case.ts';
import type { TrialExample } from '../counterexample.ts';
import type { Lab } from '../lab.ts';
import { seeded } from '../random.ts';
import { exactly, expectAlike, expectMemory, type Observation } from '../values.ts';
import { callTrial, putOnDevice } from './call-trial.ts';
import {
  coverActivations,
  coverPairs,
  coverSizes,
  type Covering,
  levelOf,
  shareOf,
  wholeRuns,
  type TrialLevel,
} from './coverings.ts';
import { checkEverySize } from './every-size.ts';
import { expectedOf, isAsExpected } from './expected.ts';
import { checkManyBatches, checkManyCalls, rowChecks } from './large-calls.ts';
import { failure } from './law.ts';
import { longChecks } from './many-steps.ts';
import type { Indices } from './pairwise.ts';
import { search } from './search.ts';
import { describeTrial, drawMaterial, drawScaled, excludesTrial, type Trial } from './trial.ts';
import { checkManyCells } from './wide-layers.ts';

/** Compares one call with what it must give, and has it give back what it took. */
async function checkTrial(lab: Lab, trial: Trial, seed: number): Promise<void> {
  const before = lab.backend.memory();
  for (const { scale, timeSteps } of attempts(trial)) {
    const tried = { ...trial, timeSteps };
    const material = drawMaterial(tried, lab.supports, seed, scale);
    const device = await putOnDevice(lab, tried, material, (layer, inputDim) =>
      drawScaled(seeded(seed), layer, inputDim, scale),
    );
    try {
      const { claims } = lab;
      const expected = await expectedOf(tried, scale, device.material, claims, seed);
      let got: readonly Observation[] = [];
      const call = async (): Promise<readonly Observation[]> =>
        (got = await callTrial(lab, tried, device.material, device.given));
      if (!(await isAsExpected(lab, expected, call))) continue;
      if (device.material !== material) {
        const again = await callTrial(lab, tried, device.material, device.given);
        for (const [index, one] of again.entries()) {
          expectAlike('the same tensors again:', one, got[index] as Observation, exactly);
        }
      }
      break;
    } finally {
      device.dispose();
    }
  }
  await lab.backend.idle();
  expectMemory('after the call', lab.backend, before);
}

/**
 * How a trial is drawn, and again while rounding alone would move its results too far: with smaller weights, and, where
 * an activation of 0 is far from 0, so that a state grows whatever the weights, for fewer steps. One that is no better in
 * a single step proves nothing, and is passed over: none of those that a backend meets that claims everything.
 */
function* attempts({ timeSteps }: Trial): Generator<{ scale: number; timeSteps: number }> {
  let scale = 1;
  for (; scale > smallestScale; scale /= 4) yield { scale, timeSteps };
  for (let steps = timeSteps; ; steps = Math.ceil(steps / 2)) {
    yield { scale, timeSteps: steps };
    if (steps === 1) return;
  }
}

/** Of the weights of a trial. */
const smallestScale = 1e-3;

interface TrialLaw extends Pick<Case, 'id' | 'claims'> {
  readonly levels: readonly Level[];
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  /** What it tries of what a backend claims; all of its rows unless `rowsOf` chooses. */
  readonly cover: (supports: Supports, seed: number) => Covering;
  readonly rowsOf: (covering: Covering, lab: Lab) => readonly Indices[];
  /** What it tries beside, once. */
  readonly beside?: (lab: Lab) => Promise<void>;
}

function trialLaw({ cover, rowsOf, beside, ...told }: TrialLaw): Case {
  const { id } = told;
  return defineCase({
    ...told,
    run: async (lab) => {
      const { seed, saved = [], savedOnly } = lab.settings;
      for (const example of saved) {
        if (example.law !== id || !('trial' in example)) continue;
        const { trial, choices } = example;
        try {
          await checkTrial(lab, trial, choices);
        } catch (error) {
          lab.failure = { seed, found: example, shrunk: example };
          throw failure(error, [`with ${describeTrial(trial)}`, 'a counterexample that was saved']);
        }
      }
      if (savedOnly) return;
      const covering = cover(lab.supports, seed);
      const rows = rowsOf(covering, lab);
      if (rows.length === 0) return;
      const failed = await search(
        lab,
        choicesOf(covering),
        (row) => checkTrial(lab, covering.trialOf(row), seed),
        { list: rows },
      );
      if (failed === undefined) {
        if (lab.settings.path === undefined) await beside?.(lab);
        return;
      }
      const [found, shrunk] = [failed.found, failed.shrunk].map((row) => ({
        law: id,
        trial: covering.trialOf(row),
        choices: seed,
      })) as [TrialExample, TrialExample];
      lab.failure = { seed, path: failed.path, found, shrunk };
      throw failure(failed.error, [`with ${describeTrial(shrunk.trial)}`, failed.told]);
    },
  });
}

/** Rows, each of whose choices can become a simpler one. */
function choicesOf({ counts, trialOf }: Covering): fc.Arbitrary<Indices> {
  return fc
    .tuple(...counts.map((count) => fc.nat({ max: count - 1 })))
    .filter((row) => !excludesTrial(trialOf(row)));
}

/** What the laws of a level say, at sizes and for pairs alike. */
interface LevelLaws extends Pick<TrialLaw, 'clauses' | 'says' | 'claims'> {
  readonly level: TrialLevel;
}

const levelLaws: readonly LevelLaws[] = [
  {
    level: 'core',
    clauses: ['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'W1', 'S1', 'S2', 'I1', 'I2', 'L1', 'L5', 'L12'],
    says: 'a layer gives what the equations give',
    claims: [],
  },
  {
    level: 'masking',
    clauses: ['M2', 'M3', 'M4', 'M5', 'M6', 'M9', 'M10', 'M11', 'I2', 'L1', 'L5'],
    says: 'a masked layer gives what the equations give',
    claims: ['masking'],
  },
  {
    level: 'reverse',
    clauses: ['R1', 'R2', 'R3', 'R4', 'L1', 'L5'],
    says: 'a layer that goes backwards gives what the equations give',
    claims: ['goBackwards'],
  },
  {
    level: 'stateful',
    clauses: ['P1', 'P5', 'P6', 'P7', 'L5'],
    says: 'a stateful layer goes on from its state',
    claims: ['stateful'],
  },
  {
    level: 'streaming',
    clauses: ['T1', 'T2', 'T3', 'T9', 'L5'],
    says: 'a stream gives what the equations give',
    claims: ['streaming'],
  },
  {
    level: 'bidirectional',
    clauses: ['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7', 'B8', 'B9', 'B11', 'L5'],
    says: 'a Bidirectional gives what the equations give',
    claims: ['bidirectional'],
  },
  {
    level: 'stacked',
    clauses: ['K1', 'K3', 'K4', 'K5', 'K6', 'K8', 'T8', 'L5'],
    says: 'a stack gives what the equations give',
    claims: ['stacked'],
  },
];

const ofLevel =
  (level: TrialLevel): TrialLaw['rowsOf'] =>
  ({ rows, trialOf }, { settings }) =>
    shareOf(
      rows.filter((row) => levelOf(trialOf(row)) === level),
      settings,
    );

export const sizeLaws: readonly Case[] = levelLaws.map(({ level, clauses, says, claims }) =>
  trialLaw({
    id: `law/sizes/${level}`,
    clauses: ['S5', ...clauses],
    says: `${says} at the sizes where implementations branch, one of them large at a time`,
    levels: [level],
    claims,
    cover: coverSizes,
    rowsOf: ofLevel(level),
    beside: async (lab) => {
      const checks: readonly ((lab: Lab) => Promise<void>)[] = [
        ...rowChecks(level),
        () => checkManyCalls(lab, level),
        ...(longChecks[level] === undefined ? [] : [longChecks[level]]),
        ...(level === 'core' ? [checkManyBatches] : []),
        ...(level === 'stacked' ? [checkManyCells] : []),
      ];
      for (const check of shareOf(checks, lab.settings)) await check(lab);
      if (level === 'core') await checkEverySize(lab);
    },
  }),
);

export const pairLaws: readonly Case[] = [
  ...levelLaws.map(({ level, clauses, says, claims }) =>
    trialLaw({
      id: `law/pairs/${level}`,
      clauses,
      says: `${says} for every two choices that are claimed`,
      levels: [level],
      claims,
      cover: coverPairs,
      rowsOf: ofLevel(level),
    }),
  ),
  trialLaw({
    id: 'law/pairs/activations',
    clauses: ['V2', 'V3', 'V4', 'V5', 'V6'],
    says: 'a cell gives what the equations give for every two activations that are claimed',
    levels: ['keras2', 'keras3'],
    claims: [],
    cover: coverActivations,
    // The pairs that programs meet least, and a device compiles each: all of them from 100 examples on.
    rowsOf: ({ rows }, { settings }) => shareOf(rows, settings, 4 * wholeRuns),
  }),
];
