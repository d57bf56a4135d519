// Values at which formulas break that are right for ordinary numbers: far from zero, and not numbers at all.

import { type ActivationName, type CellWeights, lstm, simpleRNN } from '@gatefold/contract';
import { gateCounts, mapLeaves } from '@gatefold/contract/author';
import { type Case, defineCase } from '../case.ts';
import { largestPoint } from '../cases/probes.ts';
import { Lab } from '../lab.ts';
import { scalars } from '../plain/activations.ts';
import { runPlain } from '../oracle.ts';
import { plainBackend } from '../plain/plain-backend.ts';
import { distinct, drawWeights, seeded } from '../random.ts';
import { lawTolerance, probeTolerance } from '../tolerance.ts';
import {
  exactly,
  expectClose,
  expectStates,
  expectTrue,
  filled,
  lastStep,
  pickRows,
  type Values,
  withNumber,
} from '../values.ts';
import { checkLargeWeights, checkSmallNumbers } from './far-weights.ts';
import { shareOf } from './coverings.ts';
import { stepChecks } from './many-steps.ts';
import { checkManyInputs, checkManyUnits } from './wide-layers.ts';
import { below, law } from './law.ts';
import { type CellVariant, claimedCells, showsEveryChange, withClaimedCells } from '../claimed.ts';
import { cellOf, noFlags } from './trial.ts';

const exact = plainBackend();

/** From the last e^x within float32, and e^2x beyond it, to the largest numbers that there are, but for a factor of 3. */
const far = [88.1, 100, 1000, 1e38];

/** One step of a unit for each gate and each point: the one gate has the point for its sum, the others have zero. */
async function checkFar(lab: Lab, cell: CellVariant, name: ActivationName): Promise<void> {
  const { precision, activations, recurrentActivations } = lab.supports;
  const orFirst = (claimed: readonly ActivationName[]): ActivationName =>
    claimed.includes(name) ? name : (claimed[0] ?? 'sigmoid');
  const config = {
    ...cellOf({
      cell,
      units: 1,
      useBias: false,
      activation: orFirst(activations),
      recurrentActivation: orFirst(recurrentActivations),
    }),
    ...noFlags,
    returnState: true,
  };
  const names = [
    config.activation,
    ...(config.kind === 'simpleRNN' ? [] : [config.recurrentActivation]),
  ];
  // What is infinite on the way is NaN or not by the order of operations.
  const limit = Math.min(2e38, ...names.map((one) => largestPoint(lab.supports, one)));
  const points = far
    .filter((point) => point <= limit)
    .flatMap((point) => [-point, point].map((x) => Math.fround(x)))
    .filter((x) => names.every((one) => Math.abs(scalars[one](x)) <= limit));
  const gates = gateCounts[cell.kind];
  const rows = points.flatMap((point) =>
    Array.from({ length: gates }, (_, gate) => ({ point, gate })),
  );
  // More than four to a unit, of which those beyond the gates are zero.
  const inputDim = gates + 2;
  const x = filled([rows.length, 1, inputDim], 0);
  for (const [row, { point, gate }] of rows.entries()) x.data[row * inputDim + gate] = point;
  const weights = {
    kernel: filled([inputDim, gates], 0),
    recurrentKernel: filled([1, gates], 0),
  };
  for (let gate = 0; gate < gates; gate++) weights.kernel.data[gate * gates + gate] = 1;
  const state = { h: filled([rows.length, 1], 0.5), c: filled([rows.length, 1], 0.5) };
  const initialState: Record<string, Values> = cell.kind === 'lstm' ? state : { h: state.h };
  const wanted = await new Lab(exact, lab.settings).run(config, weights, x, { initialState });
  const got = await lab.run(config, weights, x, { initialState });
  const known = [...rows.keys()].filter((row) =>
    Object.values(wanted.state).every(({ data }) => Number.isFinite(data[row])),
  );
  const near = probeTolerance(
    precision,
    name,
    known.map((row) => rows[row]?.point as number),
  );
  for (const [leaf, values] of Object.entries(wanted.state)) {
    const what = `${name} in a ${cell.kind} far from zero, state ${leaf}`;
    const mine = pickRows(got.state[leaf] as Values, known);
    lab.note(expectClose(what, mine, pickRows(values, known), (v, k) => 4 * near(v, k)));
  }
}

/** Of many units beside each other each has a point of its own: what one is scaled by is no other's. */
async function checkFarBeside(lab: Lab, name: ActivationName): Promise<void> {
  const { precision, cells } = lab.supports;
  if (!cells.includes('simpleRNN')) return;
  const limit = largestPoint(lab.supports, name);
  const points = [0.5, -0.5, 1, -2, ...[...far, 3e38].flatMap((point) => [point, -point])]
    .map((point) => Math.fround(point))
    .filter((point) => Math.max(Math.abs(point), Math.abs(scalars[name](point))) <= limit);
  const units = points.length;
  const config = simpleRNN({ units, activation: name, useBias: false });
  const kernel = filled([units, units], 0);
  for (let unit = 0; unit < units; unit++) kernel.data[unit * (units + 1)] = 1;
  const weights = { kernel, recurrentKernel: filled([units, units], 0) };
  const x = { shape: [1, 1, units], data: Float32Array.from(points) };
  const wanted = await new Lab(exact, lab.settings).run(config, weights, x);
  const got = await lab.run(config, weights, x);
  const near = probeTolerance(precision, name, points);
  const what = `${name} of many units, some far from zero`;
  lab.note(expectClose(what, got.output, wanted.output, (v, k) => 4 * near(v, k)));
}

/** What an LSTM has kept, unit for unit, far from zero. */
async function checkFarState(lab: Lab, name: ActivationName): Promise<void> {
  const { supports } = lab;
  const gate = supports.recurrentActivations.find((one) => scalars[one](0) > 0);
  if (!supports.cells.includes('lstm') || gate === undefined) return;
  // Where a gate's quotient is multiplied before it is divided, larger states leave float32 on the way.
  const limit = Math.min(1e30, largestPoint(supports, name));
  const kept = [0.5, ...far.flatMap((point) => [point, -point])]
    .map((point) => Math.fround(point))
    .filter((point) => Math.max(Math.abs(point), Math.abs(scalars[name](point))) <= limit);
  const config = lstm({
    ...{ units: kept.length, activation: name, recurrentActivation: gate },
    ...{ useBias: false, returnState: true },
  });
  const weights = mapLeaves(drawWeights(seeded(lab.seed), config, 1), (leaf) =>
    filled((leaf as Values).shape, 0),
  ) as CellWeights;
  const c = { shape: [1, kept.length], data: Float32Array.from(kept) };
  const initialState = { h: filled(c.shape, 0), c };
  const x = filled([1, 1, 1], 0);
  const got = await lab.run(config, weights, x, { initialState });
  const wanted = runPlain({}, { config, weights, x, options: { initialState } });
  const near = probeTolerance(supports.precision, name, kept);
  const what = `${name} of a c far from zero`;
  lab.note(expectStates(what, got.state, wanted.state, (v, k) => 4 * near(v, k)));
}

/** The last output is made of all steps: of a layer that adds them up, the first as much as the last. */
async function checkLongMemory(lab: Lab): Promise<void> {
  const { supports } = lab;
  const activation = (['linear', 'relu', 'leakyRelu'] as const).find((name) =>
    supports.activations.includes(name),
  );
  if (activation === undefined || !supports.cells.includes('simpleRNN')) return;
  const [timeSteps, inputDim] = [600, 2];
  const config = simpleRNN({ units: inputDim, activation, useBias: false });
  const diagonal = (value: number): Values => ({
    shape: [inputDim, inputDim],
    data: Float32Array.of(value, 0, 0, value),
  });
  const weights = { kernel: diagonal(2 ** -9), recurrentKernel: diagonal(1) };
  const { shape, data } = distinct(seeded(lab.seed), [2, timeSteps, inputDim]);
  const x = { shape, data: data.map((value) => Math.abs(value)) };
  const wanted = runPlain({}, { config, weights, x });
  const tolerance = lawTolerance(supports.precision, config, inputDim, timeSteps);
  const got = await lab.run(config, weights, x);
  lab.note(expectClose('the sum of many steps', got.output, wanted.output, tolerance));
}

export const valueLaws: readonly Case[] = [
  defineCase({
    id: 'law/long-reading',
    clauses: ['S5', 'V13', 'V18'],
    says: 'x and output of more than 65,536 numbers, in more than 4,096 steps or inputs or 512 units, are those of their parts',
    configs: (supports) => [withClaimedCells(supports, lstm({ units: 1 }))],
    run: async (lab) => {
      for (const check of shareOf([...stepChecks, checkManyUnits, checkManyInputs], lab.settings)) {
        await check(lab);
      }
      await checkLongMemory(lab);
    },
  }),
  defineCase({
    id: 'law/far-from-zero',
    clauses: ['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'S16'],
    says: 'sums of 88 to 1e38 on either side, weights of 512, and numbers down to 2^-100 give what their formulas give',
    run: async (lab) => {
      const { activations, recurrentActivations } = lab.supports;
      const pairs = claimedCells(lab.supports).flatMap((cell) => {
        const gates = cell.kind === 'simpleRNN' ? [] : recurrentActivations;
        return [...new Set([...activations, ...gates])].map((name) => ({ cell, name }));
      });
      for (const { cell, name } of shareOf(pairs, lab.settings)) await checkFar(lab, cell, name);
      for (const name of shareOf(activations, lab.settings)) {
        await checkFarBeside(lab, name);
        await checkFarState(lab, name);
      }
      await checkLargeWeights(lab);
      await checkSmallNumbers(lab);
    },
  }),
  law({
    id: 'nan-state',
    clauses: ['V16', 'I1'],
    says: 'NaN or infinity in the state of one row reaches that row, and no other',
    check: async (lab, { config, weights, x, initialState, batch, units, random }) => {
      const row = below(random, batch);
      const clean = await lab.run(config, weights, x, { initialState });
      const others = Array.from({ length: batch }, (_, k) => k).filter((k) => k !== row);
      const spoils = Object.keys(initialState).flatMap((name) =>
        [Number.NaN, Infinity].map((value) => ({ name, value })),
      );
      for (const { name, value } of spoils) {
        const leaf = initialState[name] as Values;
        const place = row * units + below(random, units);
        const spoilt = { ...initialState, [name]: withNumber(leaf, place, value) };
        const got = await lab.run(config, weights, x, { initialState: spoilt });
        const beside = (values: Values): Values => pickRows(values, others);
        expectClose(
          `rows beside row ${row}, whose ${name} has ${value},`,
          beside(got.output),
          beside(clean.output),
          exactly,
        );
        for (const [final, values] of Object.entries(clean.state)) {
          const mine = beside(got.state[final] as Values);
          expectClose(`state ${final} beside row ${row}`, mine, beside(values), exactly);
        }
        // Some activations take NaN for a number that is too small to pass.
        if (!showsEveryChange(config.activation)) continue;
        const own = lastStep(pickRows(got.output, [row]));
        const shows = own.data.some((one) => !Number.isFinite(one));
        // An infinite state may leave a gate at its end, and a number as it was; NaN stays NaN.
        expectTrue(
          `row ${row}: NaN in its ${name} must show in the last output`,
          shows || value === Infinity,
        );
      }
    },
  }),
];
