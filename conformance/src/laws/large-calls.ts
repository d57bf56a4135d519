// Calls beyond the sizes that have an oracle: more rows, steps and units than fit into a tile, a workgroup, a chunk, or a
// number of 8, 11 or 16 bits. None is needed, since a large call is small ones put together.

import type { ActivationName, CellConfig, Supports, Tensor } from '@gatefold/contract';
import { withFlags } from '@gatefold/contract/author';
import { type CellVariant, claimedAmong, claimedCells, holds } from '../claimed.ts';
import { type Lab, namedOptions } from '../lab.ts';
import { lawTolerance } from '../tolerance.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  expectStates,
  type Observation,
  pickRows,
  pickSteps,
  stepOf,
  withNumber,
  type Values,
} from '../values.ts';
import { callTrial } from './call-trial.ts';
import type { TrialLevel } from './coverings.ts';
import { spoiltWhereMasked } from './law.ts';
import { cellOf, drawMaterial, type Material, materialOf, type Trial } from './trial.ts';

type Sizes = Pick<Trial, 'batch' | 'units' | 'inputDim' | 'timeSteps'>;

/** What each level is about. */
const asked: Readonly<Record<TrialLevel, (supports: Supports) => Partial<Trial>>> = {
  // Zeros that nobody gave lie where something else has lain before.
  core: () => ({ state: 'none' }),
  masking: () => ({ mask: 'gaps', zeroOutputForMask: true }),
  reverse: ({ alignOutput }) => ({ direction: alignOutput ? 'aligned' : 'backward' }),
  stateful: () => ({ call: 'twice' }),
  streaming: () => ({ call: 'stream' }),
  bidirectional: () => ({ within: 'bidirectional sum' }),
  stacked: () => ({ within: 'stack of 3' }),
};

function trialAt(
  level: TrialLevel,
  supports: Supports,
  sizes: Sizes,
  cells: readonly CellVariant[] = claimedCells(supports),
): Trial {
  return {
    ...cellIn(supports, cells[0] as CellVariant),
    useBias: true,
    mask: 'none',
    zeroOutputForMask: false,
    direction: 'forward',
    output: 'sequence',
    returnState: true,
    state: 'host',
    x: 'host',
    numbers: 'ordinary',
    within: 'layer',
    call: 'run',
    ...sizes,
    ...asked[level](supports),
  };
}

export function cellIn(
  { activations, recurrentActivations }: Supports,
  cell: CellVariant,
): Pick<Trial, 'cell' | 'activation' | 'recurrentActivation'> {
  return {
    cell,
    activation: claimedAmong(activations, ['tanh'])[0] as ActivationName,
    recurrentActivation:
      cell.kind === 'simpleRNN'
        ? 'none'
        : (claimedAmong(recurrentActivations, ['sigmoid'])[0] as ActivationName),
  };
}

/** Weights under which numbers stay small, and what was off some steps ago no longer shows. */
export const scaleOf = (cell: CellConfig): number => (holds(cell) ? 1 / 4 : 1 / 32);

/** Rows at once, so that their numbers do not come in fours either; few of them have less than 1,024 states. */
const wideRows = { batch: 325, units: 75, inputDim: 74, timeSteps: 3, few: 13 };
/** More than a grid has threads; few of them have an oracle too. */
const narrowRows = { batch: 1100, units: 2, inputDim: 1, timeSteps: 2, few: 55 };

/**
 * Many rows, whose x and output are more than 65,536 numbers, give what few at a time give, and the same bits again: a check
 * for each kind.
 */
export function rowChecks(level: TrialLevel): readonly ((lab: Lab) => Promise<void>)[] {
  const merged = ['bidirectional concat', 'bidirectional mul', 'bidirectional ave'] as const;
  return [
    (lab) => checkRows(lab, level, wideRows),
    (lab) => checkRows(lab, level, narrowRows),
    ...(level === 'core' || level === 'masking'
      ? [(lab: Lab) => checkRepeatedRows(lab, level)]
      : []),
    ...(level === 'bidirectional'
      ? merged.map((within) => (lab: Lab) => checkRows(lab, level, narrowRows, { within }))
      : []),
  ];
}

/** More rows than a grid has in one dimension: few of them, again and again, give what they give alone. */
async function checkRepeatedRows(lab: Lab, level: TrialLevel): Promise<void> {
  const { supports } = lab;
  const [few, times] = [20, 3277];
  const trial = trialAt(level, supports, { batch: few, units: 1, inputDim: 1, timeSteps: 1 });
  const material = drawMaterial(trial, supports, lab.seed, scaleOf(cellOf(trial)));
  const rows = Array.from({ length: few * times }, (_, row) => row % few);
  const [alone] = (await callTrial(lab, trial, material)) as [Observation];
  const [many] = (await callTrial(lab, trial, materialOf(material, rows))) as [Observation];
  const tolerance = lawTolerance(supports.precision, material.config, trial.units, trial.timeSteps);
  const wanted = mapValues(alone, (values) => pickRows(values, rows));
  lab.note(expectAlike(`${rows.length} rows`, many, wanted, tolerance));
}

/** Another cell first at each level: large calls of them all would take too long. */
function cellsByTurns(level: TrialLevel, supports: Supports): readonly CellVariant[] {
  const cells = claimedCells(supports);
  const turn = Object.keys(asked).indexOf(level) % cells.length;
  return [...cells.slice(turn), ...cells.slice(0, turn)];
}

async function checkRows(
  lab: Lab,
  level: TrialLevel,
  { few: fewRows, ...sizes }: typeof wideRows,
  change: Partial<Trial> = {},
): Promise<void> {
  const { supports } = lab;
  const trial = { ...trialAt(level, supports, sizes, cellsByTurns(level, supports)), ...change };
  const material = drawMaterial(trial, supports, lab.seed, scaleOf(cellOf(trial)));
  const whole = await callTrial(lab, trial, material);
  const again =
    trial.call === 'run' ? await runTwice(lab, material) : await callTrial(lab, trial, material);
  for (const [call, one] of again.entries()) {
    const wanted = (trial.call === 'run' ? whole[0] : whole[call]) as Observation;
    expectAlike('many rows again:', one, wanted, exactly);
  }
  if (level === 'core') await checkSpoiltRow(lab, material, whole[0] as Observation);
  if (material.mask !== undefined) {
    const x = { shape: material.x.shape, data: spoiltWhereMasked(material.x, material.mask) };
    const [spoilt] = await callTrial(lab, trial, { ...material, x });
    const what = 'many rows, of which masked steps hold other numbers:';
    expectAlike(what, spoilt as Observation, whole[0] as Observation, exactly);
  }
  const { units, timeSteps } = sizes;
  const tolerance = lawTolerance(supports.precision, material.config, units, timeSteps);
  for (let from = 0; from < sizes.batch; from += fewRows) {
    const rows = Array.from({ length: fewRows }, (_, row) => from + row);
    const few = await callTrial(lab, trial, materialOf(material, rows));
    for (const [call, one] of few.entries()) {
      const among = mapValues(whole[call] as Observation, (values) => pickRows(values, rows));
      lab.note(
        expectAlike(`rows ${from} to ${from + fewRows - 1} of many:`, among, one, tolerance),
      );
    }
  }
}

/** NaN, and infinity, in a row reach none of the others: a device may multiply by zero what lies in the same tile. */
async function checkSpoiltRow(
  lab: Lab,
  { config, weights, x, ...options }: Material,
  clean: Observation,
): Promise<void> {
  const [batch] = x.shape as [number];
  const spoiltRow = Math.floor(batch / 2);
  const others = Array.from({ length: batch }, (_, row) => row).filter((row) => row !== spoiltRow);
  const only = (observation: Observation): Observation =>
    mapValues(observation, (values) => pickRows(values, others));
  for (const number of [Number.NaN, Infinity]) {
    const spoilt = withNumber(x, (spoiltRow * x.data.length) / batch, number);
    const got = await lab.run(config, weights, spoilt, options);
    expectAlike(`rows beside one with ${number}:`, only(got), only(clean), exactly);
  }
}

/** Two calls of one layer, in the bits of which a device may differ that splits a sum. */
async function runTwice(
  lab: Lab,
  { config, weights, x, ...options }: Material,
): Promise<Observation[]> {
  const layer = lab.layer(config, weights);
  return [await lab.observe(layer, x, options), await lab.observe(layer, x, options)];
}

export function mapValues(
  observation: Observation,
  change: (values: Values) => Values,
): Observation {
  const { output, backwardOutput, state, hasState } = observation;
  return {
    output: change(output),
    ...(backwardOutput === undefined ? {} : { backwardOutput: change(backwardOutput) }),
    state: Object.fromEntries(Object.entries(state).map(([path, leaf]) => [path, change(leaf)])),
    hasState,
  };
}

/** More than a device keeps plans for. */
const manyBatches = 20;

/** A layer that is called with many sizes of batch, smaller after larger ones, gives the rows of one call with them all. */
export async function checkManyBatches(lab: Lab): Promise<void> {
  const { supports } = lab;
  const sizes = { batch: manyBatches, units: 3, inputDim: 2, timeSteps: 3 };
  const trial = { ...trialAt('core', supports, sizes), state: 'host' as const };
  const material = drawMaterial(trial, supports, lab.seed, scaleOf(cellOf(trial)));
  const { config, weights } = material;
  const whole = await lab.run(config, weights, material.x, material);
  const tolerance = lawTolerance(supports.precision, config, trial.units, trial.timeSteps);
  const layer = lab.layer(config, weights);
  const held: { readonly output: Tensor; readonly wanted: Values }[] = [];
  for (let call = 0; call < manyBatches; call++) {
    // Every size once, in no order.
    const batch = 1 + ((7 * call) % manyBatches);
    const rows = Array.from({ length: batch }, (_, row) => (row + call) % manyBatches);
    const { x, ...options } = materialOf(material, rows);
    const got = await lab.observe(layer, x, options);
    const wanted = mapValues(whole, (values) => pickRows(values, rows));
    lab.note(expectAlike(`${batch} rows:`, got, wanted, tolerance));
    const { output } = lab.keep(layer.run(x, namedOptions(config, options)));
    held.push({ output: output as Tensor, wanted: wanted.output });
  }
  for (const { output, wanted } of held) {
    const what = `${wanted.shape[0]} rows, held while others were run:`;
    lab.note(expectClose(what, await lab.read(output), wanted, tolerance));
  }
}

/** Past what a layer counts before it takes another way, and past what a byte counts. */
const [manyCalls, moreCalls] = [101, 260];

/** The last of many calls gives the bits of the first, under the flags of a level; in the core each does. */
export async function checkManyCalls(lab: Lab, level: TrialLevel): Promise<void> {
  const { supports } = lab;
  const sizes = { batch: 2, units: 3, inputDim: 2, timeSteps: 3 };
  const trial = trialAt(level, supports, sizes);
  if (trial.call === 'stream') return checkManyPushes(lab, trial);
  const { config, weights, x, ...options } = drawMaterial(trial, supports, lab.seed, 1);
  const layer = lab.layer(config, weights);
  const first = await lab.observe(layer, x, options);
  const calls = level === 'core' ? moreCalls : manyCalls;
  for (let call = 2; call < calls; call++) {
    if (level !== 'core') layer.run(x, namedOptions(config, options)).dispose();
    else expectAlike(`call ${call}:`, await lab.observe(layer, x, options), first, exactly);
  }
  const last = await lab.observe(layer, x, options);
  expectAlike(`call ${calls}:`, last, first, exactly);
  if (trial.call === 'twice') await checkManyCarried(lab, trial);
}

/** Many calls, each from what the one before has stored, give what one call on all their steps gives: of many lengths first. */
async function checkManyCarried(lab: Lab, trial: Trial): Promise<void> {
  const { supports } = lab;
  const cell = cellOf(trial);
  const timeSteps = stepsOf(cell, 2 * moreCalls + 200);
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

/** Where gates let a state grow, many steps would make it infinite. */
const stepsOf = (cell: CellConfig, most: number): number => (holds(cell) ? most : 20);

/**
 * More pushes than a byte counts, and chunks of 300 after them to more than 2,048 steps, give what running them as one
 * sequence gives. One push in four is read, the 257th too, but for a hundred or so in one go. Two resets in a row then
 * begin it again.
 */
async function checkManyPushes(lab: Lab, trial: Trial): Promise<void> {
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
  stream.reset(stream.state);
  stream.reset();
  const again = await lab.read(stream.push(stepOf(x, 0)));
  lab.note(expectClose('after two resets', again, stepOf(whole.output, 0), tolerance));
}

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

/** A sequence of more than 65,536 numbers, and one of more than 4,096 steps in several rows, give what their parts give. */
export const stepChecks: readonly ((lab: Lab) => Promise<void>)[] = [
  (lab) => checkSteps(lab, { batch: 1, units: 33, inputDim: 32, timeSteps: 2100 }),
  (lab) => checkSteps(lab, { batch: 9, units: 2, inputDim: 1, timeSteps: 4200 }),
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
