// Sequences and streams of thousands of steps, and calls that go on from one another: they give what their parts give.

import { bidirectional, type CellConfig, type CellWeights, stacked } from '@gatefold/contract';
import { withFlags } from '@gatefold/contract/author';
import { type CellVariant, claimedCells, holds } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import type { Lab } from '../lab.ts';
import { drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import {
  expectAlike,
  expectClose,
  expectStates,
  type Observation,
  pickRows,
  pickSteps,
  reverseSteps,
  stepOf,
  type Tolerance,
  type Values,
} from '../values.ts';
import type { TrialLevel } from './coverings.ts';
import { cellIn, cellsByTurns, scaleOf, type Sizes, trialAt } from './large-trial.ts';
import { cellOf, drawMaterial, type Material, type Trial } from './trial.ts';

/** Steps of a part of many. */
const part = 300;

/** More than a device keeps plans for, in no order: from 1 to 20. */
const manyLengths: readonly number[] = Array.from(
  { length: 20 },
  (_, index) => 1 + ((7 * index) % 20),
);

/** The steps from one on and before another, a part at a time: of the lengths that are given, then of the usual one. */
function inParts(
  from: number,
  to: number,
  lengths: readonly number[] = [],
  usual: number = part,
): number[][] {
  const parts: number[][] = [];
  for (let first = from; first < to;) {
    const length = Math.min(lengths[parts.length] ?? usual, to - first);
    const start = first;
    parts.push(Array.from({ length }, (_, step) => start + step));
    first += length;
  }
  return parts;
}

/** Where gates let a state grow, many steps would make it infinite. */
const stepsOf = (cell: CellConfig, most: number): number => (holds(cell) ? most : 20);

const statesOf = ({ kind }: CellVariant): number => (kind === 'lstm' ? 2 : 1);

/** The same frame at all steps from one on and before another: h comes to rest, and has to move again. */
function standingStill({ shape, data }: Values, from: number, to: number): Values {
  const [batch, timeSteps, width] = shape as [number, number, number];
  const still = data.slice();
  for (let row = 0; row < batch; row++) {
    const first = (row * timeSteps + from) * width;
    const end = (row * timeSteps + Math.min(to, timeSteps)) * width;
    for (let at = first + width; at < end; at += width) still.copyWithin(at, first, first + width);
  }
  return { shape, data: still };
}

/** The last output of chunks that come out whole where they are cut again, from 16 steps to 64, and of others after them. */
async function checkLastOfChunks(
  lab: Lab,
  { config, weights, x }: Pick<Material, 'config' | 'weights' | 'x'>,
  whole: Observation,
  tolerance: Tolerance,
): Promise<void> {
  const layer = lab.layer(withFlags(config, { returnSequences: false }), weights);
  const stream = lab.keep(layer.stream());
  const timeSteps = Math.min(x.shape[1] as number, 200);
  for (const steps of inParts(0, timeSteps, [16, 32, 48, 64], 40)) {
    const output = await lab.read(stream.push(pickSteps(x, steps)));
    const what = `the last output of a chunk of ${steps.length} after ${steps[0]} steps`;
    lab.note(expectClose(what, output, stepOf(whole.output, steps.at(-1) as number), tolerance));
  }
}

/** Of one layer in many steps: what it takes and how it is called. */
interface Long {
  readonly cell: CellConfig;
  readonly config: CellLayer<true, true>;
  readonly weights: CellWeights;
  readonly x: Values;
  readonly tolerance: Tolerance;
}

/** More steps than the chunks have that a device may be given at once. */
const longSizes = { batch: 2, units: 2, inputDim: 1, timeSteps: 1100 };

function drawLong(lab: Lab, level: TrialLevel): Long {
  const { supports } = lab;
  const cells = cellsByTurns(level, supports);
  const plain = trialAt('core', supports, longSizes, cells);
  const cell = cellOf(plain);
  const trial = { ...plain, timeSteps: stepsOf(cell, longSizes.timeSteps) };
  const { config, weights, x } = drawMaterial(trial, supports, lab.seed, scaleOf(cell));
  return {
    cell,
    config: config as CellLayer<true, true>,
    weights: weights as CellWeights,
    x,
    // What was off 20 steps ago no longer shows.
    tolerance: lawTolerance(supports.precision, config, longSizes.units, 20),
  };
}

/** What many steps give under the flags of a level, which say it of few, or of each layer alone. */
export const longChecks: Readonly<Partial<Record<TrialLevel, (lab: Lab) => Promise<void>>>> = {
  reverse: async (lab) => {
    const { config, weights, x, tolerance } = drawLong(lab, 'reverse');
    const wanted = await lab.run(config, weights, reverseSteps(x));
    const got = await lab.run({ ...config, goBackwards: true }, weights, x);
    lab.note(expectAlike('many steps backwards:', got, wanted, tolerance));
  },
  masking: async (lab) => {
    const { config, weights, x: both, tolerance } = drawLong(lab, 'masking');
    // Rows differ in what they keep.
    const x = pickRows(both, [0]);
    const steps = [...Array(x.shape[1] as number).keys()];
    const kinds: Readonly<Record<string, (t: number) => boolean>> = {
      'with gaps': (t) => (7 * t) % 10 < 6,
      'padded behind': (t) => t < (2 * steps.length) / 3,
    };
    for (const [kind, isKept] of Object.entries(kinds)) {
      const kept = steps.filter(isKept);
      const mask = { shape: [1, steps.length], data: steps.map((t) => (isKept(t) ? 1 : 0)) };
      const wanted = await lab.run(config, weights, pickSteps(x, kept));
      const got = await lab.run(config, weights, x, { mask });
      const ofKept = { ...got, output: pickSteps(got.output, kept) };
      lab.note(expectAlike(`many steps ${kind}:`, ofKept, wanted, tolerance));
    }
  },
  bidirectional: async (lab) => {
    const { config, weights, x, tolerance } = drawLong(lab, 'bidirectional');
    const layer = { ...config, returnState: false } as const;
    const both = bidirectional({ layer, mergeMode: 'sum' });
    const got = await lab.run(both, { forward: weights, backward: weights }, x);
    const forward = await lab.run(config, weights, x);
    const backward = reverseSteps((await lab.run(config, weights, reverseSteps(x))).output);
    const sum = forward.output.data.map((value, k) => value + (backward.data[k] as number));
    const wanted = { shape: [...x.shape.slice(0, -1), longSizes.units], data: sum };
    lab.note(expectClose('many steps both ways', got.output, wanted, tolerance));
  },
  stacked: async (lab) => {
    const { cell, config, weights, x, tolerance } = drawLong(lab, 'stacked');
    const lower = { ...config, units: longSizes.inputDim };
    const below = drawWeights(seeded(lab.seed + 1), lower, longSizes.inputDim);
    const cells = [{ ...cell, units: longSizes.inputDim }, cell];
    const stack = stacked({ cells, returnSequences: true });
    const got = await lab.run(stack, [below, weights], x);
    const { output } = await lab.run(lower, below, x);
    const wanted = await lab.run(config, weights, output);
    lab.note(expectClose('many steps of a stack', got.output, wanted.output, tolerance));
  },
};

/** A sequence of more than 65,536 numbers, and one of more than 4,096 steps in several rows, give what their parts give. */
export const stepChecks: readonly ((lab: Lab) => Promise<void>)[] = [
  (lab) => checkSteps(lab, { batch: 1, units: 33, inputDim: 32, timeSteps: 2100 }),
  (lab) => checkSteps(lab, { batch: 9, units: 2, inputDim: 1, timeSteps: 4200 }),
  // A number beyond a power of two, which no row of four holds.
  (lab) => checkSteps(lab, { batch: 1, units: 1, inputDim: 1, timeSteps: 4097 }),
];

async function checkSteps(lab: Lab, { timeSteps: most, ...sizes }: Sizes): Promise<void> {
  const { supports } = lab;
  // With two states, where there are.
  const cells = claimedCells(supports).toSorted((a, b) => statesOf(b) - statesOf(a));
  const trial = trialAt('core', supports, { ...sizes, timeSteps: 1 }, cells);
  const cell = cellOf(trial);
  const timeSteps = stepsOf(cell, most);
  const scale = scaleOf(cell);
  const { config, weights, ...drawn } = drawMaterial(
    { ...trial, timeSteps },
    supports,
    lab.seed,
    scale,
  );
  const x = standingStill(drawn.x, part, 2 * part);
  const whole = await lab.run(config, weights, x);
  // What was off 20 steps ago no longer shows.
  const tolerance = lawTolerance(supports.precision, config, sizes.units, 20);
  let state: Observation['state'] | undefined;
  for (const steps of inParts(0, timeSteps)) {
    const options = state === undefined ? {} : { initialState: state };
    const got = await lab.run(config, weights, pickSteps(x, steps), options);
    const among = pickSteps(whole.output, steps);
    const what = `steps ${steps[0]} to ${steps.at(-1)} of many`;
    lab.note(expectClose(what, among, got.output, tolerance));
    ({ state } = got);
  }
  lab.note(expectStates('after many steps', whole.state, state ?? {}, tolerance));
}

/** Many calls, each from what the one before has stored, give what one call on all their steps gives: of many lengths first. */
export async function checkManyCarried(lab: Lab, trial: Trial): Promise<void> {
  const { supports } = lab;
  const cell = cellOf(trial);
  const timeSteps = stepsOf(cell, 720);
  const whole = { ...trial, timeSteps, state: 'none' as const };
  const { config, weights, x } = drawMaterial(whole, supports, lab.seed, scaleOf(cell));
  const wanted = await lab.run(withFlags(config, { stateful: false }), weights, x);
  const tolerance = lawTolerance(supports.precision, config, trial.units, 20);
  const layer = lab.layer(config, weights);
  for (const [call, steps] of inParts(0, timeSteps, manyLengths, 2).entries()) {
    const { output } = await lab.observe(layer, pickSteps(x, steps));
    const what = `call ${call + 1} of a stateful layer, of ${steps.length} steps:`;
    lab.note(expectClose(what, output, pickSteps(wanted.output, steps), tolerance));
  }
}

/**
 * More pushes than a byte counts, and chunks of 300 after them to more than 2,048 steps, give what running them as one
 * sequence gives. One push in four is read, the 257th too, but for a hundred or so in one go. Two resets in a row then
 * begin it again.
 */
export async function checkManyPushes(lab: Lab, trial: Trial): Promise<void> {
  const { supports } = lab;
  // With two states, where there are.
  const [variant] = claimedCells(supports).toSorted((a, b) => statesOf(b) - statesOf(a));
  const kept = { ...trial, ...cellIn(supports, variant as CellVariant) };
  const cell = cellOf(kept);
  const timeSteps = stepsOf(cell, 2100);
  const frames = stepsOf(cell, 260);
  const sizes = { ...kept, batch: 1, timeSteps, state: 'none' as const };
  const { config, weights, x } = drawMaterial(sizes, supports, lab.seed, scaleOf(cell));
  const whole = await lab.run(config, weights, x);
  const tolerance = lawTolerance(supports.precision, config, trial.units, 20);
  const stream = lab.keep(lab.layer(config, weights).stream());
  for (let t = 0; t < frames; t++) {
    const output = stream.push(stepOf(x, t));
    if (t % 4 !== 0 || (t > 100 && t < 220)) continue;
    const what = `push ${t + 1}`;
    lab.note(expectClose(what, await lab.read(output), stepOf(whole.output, t), tolerance));
  }
  for (const steps of inParts(frames, timeSteps, manyLengths)) {
    const output = await lab.read(stream.push(pickSteps(x, steps)));
    const what = `a chunk of ${steps.length} after ${steps[0]} steps`;
    lab.note(expectClose(what, output, pickSteps(whole.output, steps), tolerance));
  }
  await checkLastOfChunks(lab, { config, weights, x }, whole, tolerance);
  stream.reset(stream.state);
  stream.reset();
  const again = await lab.read(stream.push(stepOf(x, 0)));
  lab.note(expectClose('after two resets', again, stepOf(whole.output, 0), tolerance));
}
