// Calls beyond the sizes that have an oracle: more rows, steps and units than fit into a tile, a workgroup, a chunk, or a
// number of 8, 11 or 16 bits. None is needed, since a large call is small ones put together.

import type { CellWeights, Tensor } from '@gatefold/contract';
import { withFlags } from '@gatefold/contract/author';
import { type Lab, namedOptions } from '../lab.ts';
import { lawTolerance } from '../tolerance.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  type Observation,
  pickRows,
  pickSteps,
  stepOf,
  withNumber,
  type Values,
} from '../values.ts';
import { drawState, seeded } from '../random.ts';
import { callTrial } from './call-trial.ts';
import type { TrialLevel } from './coverings.ts';
import { cellsByTurns, scaleOf, trialAt } from './large-trial.ts';
import { spoiltWhereMasked } from './law.ts';
import { checkManyCarried, checkManyPushes } from './many-steps.ts';
import { cellOf, drawMaterial, type Material, materialOf, type Trial } from './trial.ts';

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
  if (level === 'core') {
    await checkSpoiltRow(lab, material, whole[0] as Observation);
    await checkLargeNumbers(lab, material, whole[0] as Observation);
    await checkOtherStates(lab, material);
  }
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

/** Past the largest number of float16. */
const large = 2 ** 17;

/** x that is so many times larger, under a kernel that is as much smaller, gives the same. */
async function checkLargeNumbers(
  lab: Lab,
  { config, weights, x, ...options }: Material,
  wanted: Observation,
): Promise<void> {
  const { precision, weightPrecision } = lab.supports;
  // Nothing holds such a kernel, or such an x, in eleven bits.
  if (precision === 'f16' || weightPrecision === 'f16') return;
  const times = ({ shape, data }: Values, factor: number): Values => ({
    shape,
    data: data.map((value) => value * factor),
  });
  const cell = weights as CellWeights;
  const smaller = { ...cell, kernel: times(cell.kernel, 1 / large) };
  const got = await lab.run(config, smaller, times(x, large), options);
  const inputDim = x.shape.at(-1) as number;
  const tolerance = lawTolerance(precision, config, inputDim, x.shape[1] as number);
  lab.note(expectAlike(`x ${large} times larger:`, got, wanted, tolerance));
}

/** Calls on one x, which differ in nothing but what they begin with. */
async function checkOtherStates(lab: Lab, { config, weights, x }: Material): Promise<void> {
  const [batch] = x.shape as [number];
  const layer = lab.layer(config, weights);
  for (const turn of [0, 1, 2]) {
    const initialState = drawState(seeded(lab.seed + turn), config, batch);
    const wanted = await lab.run(config, weights, x, { initialState });
    const got = await lab.observe(layer, x, { initialState });
    expectAlike(`the same x from state ${turn}:`, got, wanted, exactly);
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

/** Many calls of one row, whose last output is all that they give. */
async function checkManyShort(lab: Lab, trial: Trial): Promise<void> {
  const one: Trial = { ...trial, batch: 1, output: 'last' };
  const { config, weights, x } = drawMaterial(one, lab.supports, lab.seed, 1);
  const layer = lab.layer(config, weights);
  const first = await lab.observe(layer, x);
  for (let call = 2; call <= moreCalls; call++) {
    const what = `call ${call}, of one row and its last output:`;
    expectAlike(what, await lab.observe(layer, x), first, exactly);
  }
  // More lengths than a layer keeps plans for, each longer than all before it.
  const longest = 20;
  const long = drawMaterial({ ...one, timeSteps: longest }, lab.supports, lab.seed, 1).x;
  const whole = await lab.run(withFlags(config, { returnSequences: true }), weights, long);
  const tolerance = lawTolerance(lab.supports.precision, config, trial.units, longest);
  for (let steps = 1; steps <= longest; steps++) {
    const { output } = await lab.observe(layer, pickSteps(long, [...Array(steps).keys()]));
    const what = `the last output of ${steps} steps`;
    lab.note(expectClose(what, output, stepOf(whole.output, steps - 1), tolerance));
  }
}

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
  if (level === 'core') await checkManyShort(lab, trial);
  if (trial.call === 'twice') await checkManyCarried(lab, trial);
}
