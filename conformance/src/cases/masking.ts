// M: masks, the cases that the laws of mask-laws.ts leave: forms of a mask, rows that are masked throughout.

import { lstm, type Mask, type Supports } from '@gatefold/contract';
import { missingSupport } from '@gatefold/contract/author';
import { type Case, defineCase } from '../case.ts';
import { withClaimedActivations, withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  expectStates,
  filled,
  lastStep,
  pickRows,
  stepOf,
  type Values,
  withNumber,
} from '../values.ts';
import { cellLayers } from './outputs.ts';

const flags = { returnSequences: true, returnState: true } as const;
const layerFor = (supports: Supports): CellLayer<true, true> =>
  withClaimedCells(supports, lstm({ units: 3, ...flags }));
const [batch, timeSteps, inputDim] = [2, 4, 5];

interface MaskCase {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  readonly run: Case['run'];
}

const maskCase = (input: MaskCase): Case =>
  defineCase({
    ...input,
    id: `mask/${input.id}`,
    everyCell: true,
    levels: ['masking'],
    configs: (supports) => [layerFor(supports)],
    claims: ['masking'],
  });

/** Keeps steps 0 and 2 of row 0, and 1 to 3 of row 1. */
const bits = [1, 0, 1, 0, 0, 1, 1, 1];
const mask: Mask = { shape: [batch, timeSteps], data: Uint8Array.from(bits) };

export const maskingCases: readonly Case[] = [
  maskCase({
    id: 'forms',
    clauses: ['M1', 'L4', 'L8', 'L16'],
    says: 'a mask may be bytes, floats, booleans, numbers, and of rank 3; 0.5, -1, 1e-200 and NaN keep a step; each call reads it anew',
    run: async (lab) => {
      const config = layerFor(lab.supports);
      const random = seeded(lab.seed);
      const weights = drawWeights(random, config, inputDim);
      const x = distinct(random, [batch, timeSteps, inputDim]);
      const wanted = await lab.run(config, weights, x, { mask });
      const kept = [0.5, Number.NaN, -1, 2, 1];
      const forms: Record<string, Mask> = {
        booleans: { shape: [batch, timeSteps], data: bits.map((bit) => bit === 1) },
        // Of which float32 would make 0.
        'small numbers': { shape: [batch, timeSteps], data: bits.map((bit) => bit * 1e-200) },
        'small numbers in float64': {
          shape: [batch, timeSteps],
          data: Float64Array.from(bits, (bit) => bit * 1e-60),
        },
        'whole numbers beyond a byte': {
          shape: [batch, timeSteps],
          data: Uint16Array.from(bits, (bit) => bit * 256),
        },
        'numbers below zero': {
          shape: [batch, timeSteps],
          data: Int32Array.from(bits, (bit) => bit * -(2 ** 31)),
        },
        'rank 3': { shape: [batch, timeSteps, 1], data: Uint8Array.from(bits) },
        'no more than a length and numbers': {
          shape: [batch, timeSteps],
          data: { ...bits, length: bits.length },
        },
        floats: {
          shape: [batch, timeSteps],
          data: Float32Array.from(bits, (bit, index) =>
            bit === 1 ? (kept[index % 5] as number) : 0,
          ),
        },
      };
      for (const [name, form] of Object.entries(forms)) {
        expectAlike(name, await lab.run(config, weights, x, { mask: form }), wanted, exactly);
      }
      const layer = lab.layer(config, weights);
      const own = { shape: [batch, timeSteps], data: new Uint8Array(bits.length) };
      // The second keeps as many as the first, and the third has its first row.
      const turns = [bits.toReversed(), bits, [...bits.slice(0, timeSteps), 1, 0, 1, 0]];
      const made = turns.map((turn) => {
        own.data.set(turn);
        return lab.keep(layer.run(x, { mask: own }));
      });
      for (const [index, { output }] of made.entries()) {
        const data = Uint8Array.from(turns[index] as number[]);
        const alone = await lab.run(config, weights, x, { mask: { ...own, data } });
        const what = `call ${index + 1} with one array, whose bits have changed in between`;
        expectClose(what, await lab.read(output), alone.output, exactly);
      }
    },
  }),
  // #region masked-head
  maskCase({
    id: 'head',
    clauses: ['M4', 'M13'],
    says: 'masked steps before the first kept one emit zeros, although the initial state is not zero',
    run: async (lab) => {
      const config = layerFor(lab.supports);
      const random = seeded(lab.seed);
      const weights = drawWeights(random, config, inputDim);
      const x = distinct(random, [batch, timeSteps, inputDim]);
      const initialState = drawState(random, config, batch);
      const masked = await lab.run(config, weights, x, { initialState, mask });
      const head = pickRows(stepOf(masked.output, 0), [1]);
      expectClose('the masked head of row 1', head, filled([1, 3], 0), exactly);
      // Zeros, and not the state times zero.
      const h = withNumber(initialState['h'] as Values, 4, Infinity);
      const beyond = await lab.run(config, weights, x, {
        initialState: { ...initialState, h },
        mask,
      });
      const ofInfinity = pickRows(stepOf(beyond.output, 0), [1]);
      expectClose('and from infinity', ofInfinity, filled([1, 3], 0), exactly);
    },
  }),
  // #endregion
  maskCase({
    id: 'all-masked',
    clauses: ['M5', 'M2', 'M8', 'M10'],
    says: 'a row masked throughout gives zeros and keeps its initial state, whatever x holds, beside a row that runs',
    run: async (lab) => {
      const { supports } = lab;
      for (const [name, layer] of cellLayers) {
        const whole = withClaimedActivations(supports, { ...layer, ...flags });
        if (missingSupport(supports, whole) !== undefined) continue;
        const random = seeded(lab.seed);
        const weights = drawWeights(random, whole, inputDim);
        const x = distinct(random, [batch, timeSteps, inputDim]);
        const initialState = drawState(random, whole, batch);
        const firstOnly = { shape: [batch, timeSteps], data: [0, 0, 0, 0, 1, 1, 1, 1] };
        const got = await lab.run(whole, weights, x, { initialState, mask: firstOnly });
        const zeros = filled([1, timeSteps, 4], 0);
        expectClose(`${name} output`, pickRows(got.output, [0]), zeros, exactly);
        const rowOf = (state: Readonly<Record<string, Values>>): Record<string, Values> =>
          Object.fromEntries(
            Object.entries(state).map(([path, leaf]) => [path, pickRows(leaf, [0])]),
          );
        expectStates(name, rowOf(got.state), rowOf(initialState), exactly);
        const infinite = Object.fromEntries(
          Object.entries(initialState).map(([path, leaf]) => [path, withNumber(leaf, 1, Infinity)]),
        );
        const beyond = await lab.run(whole, weights, x, {
          initialState: infinite,
          mask: firstOnly,
        });
        expectStates(`${name} from infinity`, rowOf(beyond.state), rowOf(infinite), exactly);
        // Zeros, and not a product with zero.
        expectClose(`${name} output from infinity`, pickRows(beyond.output, [0]), zeros, exactly);
        const zeroed = { ...whole, zeroOutputForMask: true };
        const emitted = await lab.run(zeroed, weights, x, {
          initialState: infinite,
          mask: firstOnly,
        });
        expectClose(`${name} output, zeroed`, pickRows(emitted.output, [0]), zeros, exactly);
        // Zeros that nobody gave may be made of x.
        const unknown = withNumber(x, 0, Number.NaN);
        const anew = await lab.run(whole, weights, unknown, { mask: firstOnly });
        for (const [path, leaf] of Object.entries(rowOf(anew.state))) {
          expectClose(`${name} ${path} from zeros`, leaf, filled(leaf.shape, 0), exactly);
        }
        const short = { ...whole, returnSequences: false };
        const last = await lab.run(short, weights, x, { initialState, mask: firstOnly });
        expectClose(`${name} last output`, pickRows(last.output, [0]), filled([1, 4], 0), exactly);
      }
    },
  }),
  maskCase({
    id: 'last-kept',
    clauses: ['M9', 'M3'],
    says: "without returnSequences the output is the last kept step's, whichever side is padded",
    run: async (lab) => {
      const config = layerFor(lab.supports);
      const random = seeded(lab.seed);
      const weights = drawWeights(random, config, inputDim);
      const short = { ...config, returnSequences: false };
      const real = distinct(random, [1, 2, inputDim]);
      const wanted = await lab.run(short, weights, real);
      const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
      for (const start of [0, 1, 2]) {
        const x = distinct(random, [1, timeSteps, inputDim]);
        x.data.set(real.data, start * inputDim);
        const data = [0, 1, 2, 3].map((t) => t >= start && t < start + 2);
        const got = await lab.run(short, weights, x, { mask: { shape: [1, timeSteps], data } });
        lab.note(expectAlike(`two real steps from ${start}`, got, wanted, tolerance));
      }
      // As many steps as words have bits, one more or less, and more than two words have.
      for (const length of [8, 16, 31, 32, 33, 63, 64, 65, 128, 132]) {
        for (const start of [0, length - 2]) {
          const x = distinct(random, [1, length, inputDim]);
          x.data.set(real.data, start * inputDim);
          const data = Uint8Array.from({ length }, (_, t) => Number(t >= start && t < start + 2));
          const got = await lab.run(short, weights, x, { mask: { shape: [1, length], data } });
          lab.note(expectAlike(`two real steps of ${length}`, got, wanted, tolerance));
        }
      }
      const whole = await lab.run(config, weights, real);
      lab.note(
        expectClose('and of the sequence', wanted.output, lastStep(whole.output), tolerance),
      );
    },
  }),
];
