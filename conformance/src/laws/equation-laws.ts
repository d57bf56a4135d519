// Laws of the equations: what holds for any layer and any numbers.

import { type CellWeights, type Layer, weightShapes } from '@gatefold/contract';
import type { Case } from '../case.ts';
import { expectBoundedStates } from '../cases/beyond-float32.ts';
import { claimedCells, showsEveryChange } from '../claimed.ts';
import type { Lab } from '../lab.ts';
import { distinct, drawWeights, seeded } from '../random.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  expectStates,
  expectTrue,
  filled,
  joinSteps,
  lastStep,
  pickRows,
  splitSteps,
  stepOf,
  type Values,
  withNumber,
} from '../values.ts';
import { cellIn } from './large-trial.ts';
import { below, law, oneOf } from './law.ts';
import { cellOf, noFlags } from './trial.ts';

export const equationLaws: readonly Case[] = [
  law({
    id: 'split',
    clauses: ['V13'],
    says: 'running k steps, then the rest from the returned state, equals running the whole, also where numbers leave float32',
    once: expectBoundedStates,
    check: async (lab, { config, weights, x, initialState, timeSteps, tolerance, random }) => {
      const whole = await lab.run(config, weights, x, { initialState });
      const [head, tail] = splitSteps(x, 1 + below(random, timeSteps - 1));
      const first = await lab.run(config, weights, head, { initialState });
      const second = await lab.run(config, weights, tail, { initialState: first.state });
      const joined = { ...second, output: joinSteps(first.output, second.output) };
      lab.note(expectAlike('in two parts', joined, whole, tolerance));
    },
  }),
  law({
    id: 'rows',
    clauses: ['V12'],
    says: 'permuting and repeating rows permutes and repeats results',
    check: async (lab, { config, weights, x, initialState, batch, tolerance, random }) => {
      const whole = await lab.run(config, weights, x, { initialState });
      const rows = Array.from({ length: batch + 1 }, () => below(random, batch));
      const state = Object.fromEntries(
        Object.entries(initialState).map(([path, leaf]) => [path, pickRows(leaf, rows)]),
      );
      const picked = await lab.run(config, weights, pickRows(x, rows), { initialState: state });
      const output = pickRows(whole.output, rows);
      lab.note(expectClose(`rows ${rows.join(' ')}`, picked.output, output, tolerance));
    },
  }),
  law({
    id: 'nan-row',
    clauses: ['V16', 'L16'],
    says: 'NaN or infinity in one row reaches no other row, and no later call, of whichever layer',
    once: expectCleanAfterNaN,
    check: async (
      lab,
      { config, weights, x, initialState, batch, inputDim, timeSteps, tolerance, random },
    ) => {
      const row = below(random, batch);
      const place = (row * timeSteps + below(random, timeSteps)) * inputDim;
      const number = oneOf(random, [Number.NaN, Number.NaN, Infinity, -Infinity]);
      const layer = lab.layer(config, weights);
      const clean = await lab.observe(layer, x, { initialState });
      const spoilt = await lab.observe(layer, withNumber(x, place, number), { initialState });
      const others = Array.from({ length: batch }, (_, k) => k).filter((k) => k !== row);
      expectClose(
        `rows beside row ${row}`,
        pickRows(spoilt.output, others),
        pickRows(clean.output, others),
        exactly,
      );
      // As many rows or fewer, which may lie where those have lain.
      const rows = Array.from({ length: 1 + below(random, batch) }, (_, k) => k);
      const state = Object.fromEntries(
        Object.entries(initialState).map(([path, leaf]) => [path, pickRows(leaf, rows)]),
      );
      const next = await lab.observe(layer, pickRows(x, rows), { initialState: state });
      const wanted = pickRows(clean.output, rows);
      lab.note(expectClose('the call after', next.output, wanted, tolerance));
      // Some activations take NaN for a number that is too small to pass.
      if (!Number.isNaN(number) || !showsEveryChange(config.activation)) return;
      const last = lastStep(pickRows(spoilt.output, [row]));
      expectTrue(`row ${row}: NaN in x must show in the last output`, last.data.some(Number.isNaN));
    },
  }),
  law({
    id: 'causality',
    clauses: ['V14'],
    says: 'changing a step changes no earlier output',
    check: async (lab, { config, weights, x, inputDim, timeSteps, random }) => {
      const t = 1 + below(random, timeSteps - 1);
      const before = await lab.run(config, weights, x);
      const after = await lab.run(config, weights, withNumber(x, t * inputDim, 5));
      for (let step = 0; step < t; step++) {
        const pair = [stepOf(after.output, step), stepOf(before.output, step)] as const;
        expectClose(`step ${step}, with x changed at step ${t},`, ...pair, exactly);
      }
    },
  }),
  law({
    id: 'last',
    clauses: ['S11'],
    says: 'the last output, the last row of the sequence and h are the same numbers',
    check: async (lab, { config, weights, x, initialState, tolerance }) => {
      const whole = await lab.run(config, weights, x, { initialState });
      expectClose(
        'last row against h',
        lastStep(whole.output),
        whole.state['h'] as Values,
        exactly,
      );
      const short = { ...config, returnSequences: false };
      const last = await lab.run(short, weights, x, { initialState });
      lab.note(expectClose('last output', last.output, lastStep(whole.output), tolerance));
    },
  }),
  law({
    id: 'zero-state',
    clauses: ['V7', 'I4'],
    says: 'no initialState is an initialState of zeros, also after a call that had one',
    check: async (lab, { config, weights, x, initialState }) => {
      const layer = lab.layer(config, weights);
      const zeros = Object.fromEntries(
        Object.entries(initialState).map(([path, { shape, data }]) => [
          path,
          { shape, data: new Float32Array(data.length) },
        ]),
      );
      await lab.observe(layer, x, { initialState });
      const without = await lab.observe(layer, x);
      const explicit = await lab.observe(layer, x, { initialState: zeros });
      expectAlike('zeros given', explicit, without, exactly);
    },
  }),
  law({
    id: 'no-bias',
    clauses: ['V8'],
    says: 'useBias: false equals a bias of zeros',
    check: async (lab, { config, weights, x, inputDim, tolerance }) => {
      const { kernel, recurrentKernel } = weights;
      const bias = filled(weightShapes(config, inputDim).bias.shape, 0);
      const withBias = { ...config, useBias: true };
      const without = { ...config, useBias: false };
      const zeroed = await lab.run(withBias, { kernel, recurrentKernel, bias }, x);
      const bare = await lab.run(without, { kernel, recurrentKernel }, x);
      lab.note(expectAlike(`no bias, inputDim ${inputDim}`, bare, zeroed, tolerance));
    },
  }),
  law({
    id: 'unit-permutation',
    clauses: ['V15'],
    says: 'renumbering the units renumbers outputs and states',
    check: async (lab, { config, weights, x, initialState, units, tolerance }) => {
      const order = Array.from({ length: units }, (_, unit) => (unit + 1) % units);
      const whole = await lab.run(config, weights, x, { initialState });
      const moved = await lab.run(config, permuteUnits(weights, units, order), x, {
        initialState: mapStates(initialState, order),
      });
      lab.note(expectClose('outputs', moved.output, moveLast(whole.output, order), tolerance));
      lab.note(expectStates('renumbered', moved.state, mapStates(whole.state, order), tolerance));
    },
  }),
];

/** Frames and states of NaN leave nothing where those of a layer lie that is not so wide, and is padded to whole blocks. */
async function expectCleanAfterNaN(lab: Lab): Promise<void> {
  const { supports } = lab;
  for (const variant of claimedCells(supports)) {
    const layerOf = (units: number): Layer => {
      const config = {
        ...cellOf({ ...cellIn(supports, variant), units, useBias: true }),
        ...noFlags,
        returnState: true,
      };
      return lab.layer(config, drawWeights(seeded(lab.seed), config, units));
    };
    const [narrow, wide] = [layerOf(5), layerOf(8)];
    const x = distinct(seeded(lab.seed + 1), [2, 3, 5]);
    const clean = await lab.observe(narrow, x);
    await lab.observe(wide, filled([3, 4, 8], Number.NaN));
    expectAlike('a layer after NaN in a wider one', await lab.observe(narrow, x), clean, exactly);
    await expectEachRowApart(lab, wide);
  }
}

/** Whole vectors of units, and rows of which one is alone in the last block: NaN in each by turns stays there. */
async function expectEachRowApart(lab: Lab, layer: Layer): Promise<void> {
  const [batch, width] = [9, 8];
  const x = distinct(seeded(lab.seed + 2), [batch, 1, width]);
  const clean = await lab.observe(layer, x);
  for (let row = 0; row < batch; row++) {
    const spoilt = await lab.observe(layer, withNumber(x, row * width, Number.NaN));
    const others = Array.from({ length: batch }, (_, k) => k).filter((k) => k !== row);
    const pair = [spoilt, clean].map(({ output }) => pickRows(output, others)) as [Values, Values];
    expectClose(`rows beside row ${row} of ${batch}`, ...pair, exactly);
    for (const [name, leaf] of Object.entries(clean.state)) {
      const mine = pickRows(spoilt.state[name] as Values, others);
      expectClose(`state ${name} beside row ${row}`, mine, pickRows(leaf, others), exactly);
    }
  }
}

function mapStates(
  states: Readonly<Record<string, Values>>,
  order: readonly number[],
): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(states).map(([path, leaf]) => [path, moveLast(leaf, order)]),
  );
}

/** Moves the last axis, block by block of as many columns as `order` has. */
function moveLast(values: Values, order: readonly number[]): Values {
  const data = new Float32Array(values.data.length);
  for (let index = 0; index < data.length; index++) {
    const unit = index % order.length;
    data[index] = values.data[index - unit + (order[unit] as number)] as number;
  }
  return { shape: values.shape, data };
}

function permuteUnits(weights: CellWeights, units: number, order: readonly number[]): CellWeights {
  const { kernel, recurrentKernel: rows, bias } = weights;
  const width = rows.data.length / units;
  const data = new Float32Array(rows.data.length);
  for (const [place, unit] of order.entries()) {
    data.set(rows.data.subarray(unit * width, (unit + 1) * width), place * width);
  }
  return {
    kernel: moveLast(kernel, order),
    recurrentKernel: moveLast({ shape: rows.shape, data }, order),
    ...(bias === undefined ? {} : { bias: moveLast(bias, order) }),
  };
}
