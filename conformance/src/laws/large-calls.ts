// Calls beyond the sizes that have an oracle: more rows, steps and units than fit into a tile, a workgroup, a chunk, or a
// number of 8, 11 or 16 bits. None is needed, since a large call is small ones put together.

import type { ActivationName, CellConfig, CellWeights, Supports } from '@gatefold/contract';
import { type CellVariant, claimedAmong, claimedCells, holds } from '../claimed.ts';
import { type Lab, namedOptions } from '../lab.ts';
import { distinct, drawState, seeded } from '../random.ts';
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
  type Values,
} from '../values.ts';
import { callTrial } from './call-trial.ts';
import type { TrialLevel } from './coverings.ts';
import { cellOf, drawMaterial, drawScaled, materialOf, noFlags, type Trial } from './trial.ts';

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

function cellIn(
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
const scaleOf = (cell: CellConfig): number => (holds(cell) ? 1 / 4 : 1 / 32);

/** Rows at once, so that their numbers do not come in fours either, and as many as the sizes with an oracle have. */
const [manyRows, fewRows] = [315, 15];

/** Many rows, whose x and output are more than 65,536 numbers, give what few at a time give, and the same bits again. */
export async function checkManyRows(lab: Lab, level: TrialLevel): Promise<void> {
  const { supports } = lab.backend;
  const sizes = { batch: manyRows, units: 75, inputDim: 74, timeSteps: 3 };
  const trial = trialAt(level, supports, sizes);
  const material = drawMaterial(trial, supports, lab.seed, scaleOf(cellOf(trial)));
  const whole = await callTrial(lab, trial, material);
  const again = await callTrial(lab, trial, material);
  for (const [call, one] of again.entries()) {
    expectAlike('many rows again:', one, whole[call] as Observation, exactly);
  }
  const { units, timeSteps } = sizes;
  const tolerance = lawTolerance(supports.precision, material.config, units, timeSteps);
  for (let from = 0; from < manyRows; from += fewRows) {
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

function mapValues(observation: Observation, change: (values: Values) => Values): Observation {
  const { output, backwardOutput, state, hasState } = observation;
  return {
    output: change(output),
    ...(backwardOutput === undefined ? {} : { backwardOutput: change(backwardOutput) }),
    state: Object.fromEntries(Object.entries(state).map(([path, leaf]) => [path, change(leaf)])),
    hasState,
  };
}

/** Past what a layer counts before it takes another way. */
const manyCalls = 101;

/** The last of many calls gives the bits of the first, under the flags of a level. */
export async function checkManyCalls(lab: Lab, level: TrialLevel): Promise<void> {
  const { supports } = lab.backend;
  const sizes = { batch: 2, units: 3, inputDim: 2, timeSteps: 3 };
  const trial = trialAt(level, supports, sizes);
  if (trial.call === 'stream') return checkManyPushes(lab, trial);
  const { config, weights, x, ...options } = drawMaterial(trial, supports, lab.seed, 1);
  const layer = lab.layer(config, weights);
  const first = await lab.observe(layer, x, options);
  for (let call = 2; call < manyCalls; call++)
    layer.run(x, namedOptions(config, options)).dispose();
  const last = await lab.observe(layer, x, options);
  expectAlike(`call ${manyCalls}:`, last, first, exactly);
}

/** Where gates let a state grow, many steps would make it infinite. */
const stepsOf = (cell: CellConfig, most: number): number => (holds(cell) ? most : 20);

/**
 * More pushes than a byte counts, and chunks of 300 after them to more than 2,048 steps, give what running them as one
 * sequence gives; one push in four is read, the 257th too. Two resets in a row then begin it again.
 */
async function checkManyPushes(lab: Lab, trial: Trial): Promise<void> {
  const { supports } = lab.backend;
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
    if (t % 4 !== 0) continue;
    const what = `push ${t + 1}`;
    lab.note(expectClose(what, await lab.read(output), stepOf(whole.output, t), tolerance));
  }
  for (const steps of inParts(frames, timeSteps)) {
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

/** The steps from one on and before another, a part at a time. */
function inParts(from: number, to: number): number[][] {
  return Array.from({ length: Math.ceil((to - from) / part) }, (_, index) => {
    const first = from + index * part;
    return Array.from({ length: Math.min(part, to - first) }, (__, step) => first + step);
  });
}

const statesOf = ({ kind }: CellVariant): number => (kind === 'lstm' ? 2 : 1);

/** The same frame at all steps from one on and before another: h comes to rest, and has to move again. */
function standingStill({ shape, data }: Values, from: number, to: number): Values {
  const width = shape.at(-1) as number;
  const still = data.slice();
  const end = Math.min(to * width, data.length);
  for (let at = (from + 1) * width; at < end; at += width) {
    still.copyWithin(at, from * width, (from + 1) * width);
  }
  return { shape, data: still };
}

/** A sequence longer than 2,048 steps, of more than 65,536 numbers, gives what its parts give. */
export async function checkManySteps(lab: Lab): Promise<void> {
  const { supports } = lab.backend;
  const [units, inputDim] = [33, 32];
  const sizes = { batch: 1, units, inputDim, timeSteps: 1 };
  // With two states, where there are.
  const cells = claimedCells(supports).toSorted((a, b) => statesOf(b) - statesOf(a));
  const trial = trialAt('core', supports, sizes, cells);
  const cell = cellOf(trial);
  const timeSteps = stepsOf(cell, 2100);
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
  const tolerance = lawTolerance(supports.precision, config, units, 20);
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

/** A layer that is 25 narrow ones side by side, more than 512 units and inputs, gives what those give: each is a row. */
export async function checkManyUnits(lab: Lab): Promise<void> {
  const { supports } = lab.backend;
  const [count, units, inputDim] = [25, 21, 22];
  for (const variant of claimedCells(supports)) {
    const cell = cellOf({ ...cellIn(supports, variant), units, useBias: true });
    const config = { ...cell, ...noFlags, returnState: true };
    const random = seeded(lab.seed);
    const weights = drawScaled(random, config, inputDim, scaleOf(cell)) as CellWeights;
    const x = distinct(random, [count, 1, inputDim]);
    const initialState = drawState(random, config, count);
    const narrow = await lab.run(config, weights, x, { initialState });
    const inOneRow = ({ shape, data }: Values): Values => ({
      shape: [1, ...shape.slice(1, -1), count * (shape.at(-1) as number)],
      data,
    });
    const inOneRowEach = Object.fromEntries(
      Object.entries(initialState).map(([path, leaf]) => [path, inOneRow(leaf)]),
    );
    const wide = await lab.run(
      { ...config, units: count * units },
      sideBySide(weights, count, units),
      inOneRow(x),
      { initialState: inOneRowEach },
    );
    const tolerance = lawTolerance(supports.precision, config, inputDim, 1);
    const rows = mapValues(wide, ({ data }) => ({ shape: [count, units], data }));
    lab.note(expectAlike(`a ${cell.kind} of ${count * units} units:`, rows, narrow, tolerance));
  }
}

/** The weights of a layer that is many of one kind: its kernels hold theirs on the diagonal, and zeros elsewhere. */
function sideBySide({ bias, ...kernels }: CellWeights, count: number, units: number): CellWeights {
  const spread = ({ shape, data }: Values, onDiagonal: boolean): Values => {
    const [rows, columns] = [data.length / (shape.at(-1) as number), shape.at(-1) as number];
    const wide = new Float32Array(rows * (onDiagonal ? count : 1) * columns * count);
    for (let one = 0; one < count; one++) {
      for (const [index, value] of data.entries()) {
        const [row, column] = [Math.floor(index / columns), index % columns];
        const gate = Math.floor(column / units);
        const below = onDiagonal ? one * rows + row : row;
        wide[below * columns * count + (gate * count + one) * units + (column % units)] = value;
      }
    }
    const heads = shape.slice(0, -1);
    return {
      shape: [...(onDiagonal ? [rows * count] : heads), columns * count],
      data: wide,
    };
  };
  return {
    kernel: spread(kernels.kernel, true),
    recurrentKernel: spread(kernels.recurrentKernel, true),
    ...(bias === undefined ? {} : { bias: spread(bias, false) }),
  };
}
