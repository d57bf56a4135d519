// T9: masks of frames and chunks. They belong to no level, since they need two: `streaming` and `masking`.

import {
  gru,
  lstm,
  simpleRNN,
  stacked,
  type DirectionalConfig,
  type Mask,
  type Supports,
} from '@gatefold/contract';
import { withFlags } from '@gatefold/contract/author';
import { type Case, defineCase } from '../case.ts';
import { withClaimedActivations, withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { namedState } from '../lab.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import { untyped } from '../untyped.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  expectStates,
  filled,
  pickRows,
  pickSteps,
  stepOf,
  type Values,
} from '../values.ts';
import { expectRefusal } from './refusal.ts';

/** More rows than a word has bits. */
const [batch, timeSteps, inputDim] = [35, 82, 4];
const flags = { returnSequences: true, returnState: true } as const;

/** Row 0 begins late, row 1 pauses across the borders of chunks, row 2 never begins; so again after seven steps, and every third row. */
const kept = [
  [0, 0, 0, 1, 0, 0, 1],
  [1, 0, 0, 0, 1, 1, 0],
  [0, 0, 0, 0, 0, 0, 0],
];

/** Steps of each push, of six lengths; 0 is one step without a time axis, and 66 are more than a word has bits. */
const pushes = [0, 1, 3, 0, 2, 66, 4, 4];
/** One of them brings no mask: it keeps all of its steps, and the next one brings a mask again. */
const unmasked = { from: 74, to: 78 } as const;

const layers: readonly DirectionalConfig[] = [
  simpleRNN({ units: 3, ...flags }),
  lstm({ units: 3, ...flags }),
  gru({ units: 3, ...flags }),
  gru({ units: 3, ...flags, zeroOutputForMask: true }),
  stacked({ cells: [lstm({ units: 3 }), gru({ units: 2 })], ...flags }),
];

const layerFor = (supports: Supports, layer: DirectionalConfig): DirectionalConfig =>
  layer.kind === 'stacked'
    ? withClaimedCells(supports, layer)
    : withClaimedActivations(supports, layer);

const shortLayer = (supports: Supports): CellLayer =>
  withClaimedCells(supports, lstm({ units: 3 }));

const maskOf = (from: number, steps: number, axes: readonly number[]): Mask => ({
  shape: axes,
  data: Array.from({ length: batch * steps }, (_, index) => {
    const row = kept[Math.floor(index / steps) % kept.length] as readonly number[];
    const step = from + (index % steps);
    const isFree = step >= unmasked.from && step < unmasked.to;
    return isFree ? 1 : (row[step % row.length] as number);
  }),
});

const inBooleans = ({ shape, data }: Mask): Mask => ({
  shape,
  data: Array.from(data, (bit) => bit === 1),
});

/** Whatever is not zero keeps a step. */
const inWords = ({ shape, data }: Mask): Mask => {
  const words = [-1, 0.5, Number.NaN, 1e-200, 2];
  return {
    shape,
    data: Array.from(data, (bit, index) =>
      bit === 1 ? (words[index % words.length] as number) : 0,
    ),
  };
};

export const streamMaskCases: readonly Case[] = [
  ...layers.map((layer) =>
    defineCase({
      id: `stream/masked/${layer.kind}${layer.zeroOutputForMask ? '-zeros' : ''}`,
      clauses: ['T9', 'M4'],
      says: `a masked ${layer.kind} in frames and chunks gives what running it whole gives, from a state of its own`,
      levels: [],
      configs: (supports) => [layerFor(supports, layer)],
      claims: ['streaming', 'masking'],
      run: async (lab) => {
        const config = layerFor(lab.supports, layer);
        const weights = drawWeights(seeded(lab.seed), config, inputDim);
        const x = distinct(seeded(lab.seed + 1), [batch, timeSteps, inputDim]);
        const state = drawState(seeded(lab.seed + 2), config, batch);
        const whole = await lab.run(config, weights, x, {
          mask: maskOf(0, timeSteps, [batch, timeSteps]),
          initialState: state,
        });
        const initialState = namedState(config, state);
        const layerOfAll = lab.layer(config, weights);
        const stream = lab.keep(layerOfAll.stream({ batch, initialState }));
        const short = withFlags(config, { returnSequences: false });
        const lastOnly = lab.keep(lab.layer(short, weights).stream({ batch, initialState }));
        const { precision } = lab.supports;
        const tolerance = lawTolerance(precision, config, inputDim, timeSteps);
        let from = 0;
        for (const length of pushes) {
          const steps = Math.max(length, 1);
          const rows = length === 0 ? [batch] : [batch, steps];
          const places = Array.from({ length: steps }, (_, step) => from + step);
          const [frame, wanted]: Values[] = [x, whole.output].map((values) =>
            length === 0 ? stepOf(values, from) : pickSteps(values, places),
          );
          // A chunk's may have a last axis of 1, as that of a run, and any may have booleans.
          const given = maskOf(from, steps, length > 1 ? [...rows, 1] : rows);
          const mask = length % 2 === 1 ? inBooleans(given) : length === 0 ? inWords(given) : given;
          const options = from === unmasked.from ? {} : { mask };
          const output = await lab.read(stream.push(frame as Values, options));
          const where = `steps ${from} to ${from + steps - 1}`;
          lab.note(expectClose(where, output, wanted as Values, tolerance));
          const last = await lab.read(lastOnly.push(frame as Values, options));
          const wantedLast = stepOf(whole.output, from + steps - 1);
          lab.note(expectClose(`the last of ${where}`, last, wantedLast, tolerance));
          from += steps;
        }
        const wholeAfter = await lab.observe(layerOfAll, x, {
          mask: maskOf(0, timeSteps, [batch, timeSteps]),
          initialState: state,
        });
        lab.note(expectAlike('a run of the layer after it', wholeAfter, whole, tolerance));
        await expectRefusal('a mask of another batch', 'RNN_SHAPE', () =>
          stream.push(stepOf(x, 0), {
            mask: { shape: [batch - 1], data: new Uint8Array(batch - 1) },
          }),
        );
        // A chunk of which no row keeps a step.
        const none = { shape: [batch, 3], data: new Uint8Array(batch * 3) };
        const still = await lab.read(stream.push(pickSteps(x, [0, 1, 2]), { mask: none }));
        const lastShape = [batch, whole.output.shape.at(-1) as number];
        const before = config.zeroOutputForMask
          ? filled(lastShape, 0)
          : stepOf(whole.output, timeSteps - 1);
        for (const step of [0, 1, 2]) {
          const what = `step ${step} of a chunk of which none is kept`;
          lab.note(expectClose(what, stepOf(still, step), before, tolerance));
        }
        const end = await lab.readLeaves(stream.state);
        lab.note(expectStates('the state after the last push', end, whole.state, tolerance));
        const next = await lab.read(stream.push(stepOf(x, 0)));
        const goesOn = await lab.run(config, weights, pickSteps(x, [0]), {
          initialState: whole.state,
        });
        lab.note(expectClose('the push after it', next, stepOf(goesOn.output, 0), tolerance));
        // Once from rows of which one has not begun, and once from rows that all have.
        for (const begun of ['some', 'all']) {
          if (begun === 'all') stream.push(stepOf(x, 0));
          // From a state that is not zero: what is repeated by mistake shows.
          stream.reset(begun === 'all' ? initialState : undefined);
          const zeros = await lab.read(
            stream.push(stepOf(x, 0), { mask: { shape: [batch], data: new Uint8Array(batch) } }),
          );
          expectClose(
            `masked after reset() of ${begun} rows`,
            zeros,
            { ...zeros, data: zeros.data.map(() => 0) },
            tolerance,
          );
        }
        const row = lab.keep(lab.layer(config, weights).stream());
        row.push(pickRows(stepOf(x, 0), [0]));
        const ofRow = Object.entries(state).map(([path, leaf]) => [path, pickRows(leaf, [0])]);
        row.reset(namedState(config, Object.fromEntries(ofRow) as typeof state));
        const mask = { shape: [1], data: [0] };
        const zeros = await lab.read(row.push(pickRows(stepOf(x, 1), [0]), { mask }));
        const silent = filled(zeros.shape, 0);
        expectClose('masked after reset(state) of a row alone', zeros, silent, tolerance);
        // Of a row alone, whose chunk ends with steps that are not kept, the last that is.
        const alone = lab.keep(lab.layer(short, weights).stream());
        const first = pickRows(pickSteps(x, [0, 1, 2]), [0]);
        const ended = await lab.read(
          alone.push(first, { mask: { shape: [1, 3], data: [1, 1, 0] } }),
        );
        const two = await lab.run(short, weights, pickSteps(first, [0, 1]));
        const lastKept = config.zeroOutputForMask ? filled(ended.shape, 0) : two.output;
        lab.note(expectClose('the last of a chunk of one row', ended, lastKept, tolerance));
      },
    }),
  ),
  defineCase({
    id: 'stream/mask-shapes',
    everyCell: true,
    clauses: ['E11', 'E14', 'E28', 'E23', 'T9'],
    says: 'a mask of push() that has not the rows and steps of its frame, and options that are none, are refused',
    levels: [],
    configs: (supports) => [shortLayer(supports)],
    claims: ['streaming', 'masking'],
    run: async (lab) => {
      const config = shortLayer(lab.supports);
      const weights = drawWeights(seeded(lab.seed), config, inputDim);
      const x = distinct(seeded(lab.seed + 1), [batch, timeSteps, inputDim]);
      const layer = lab.keep(untyped(lab.backend).layer(config, weights));
      const [stream, twin] = [lab.keep(layer.stream({ batch })), lab.keep(layer.stream({ batch }))];
      for (const one of [stream, twin]) one.push(stepOf(x, 0));
      const wrong: readonly (readonly [frame: Values, shape: readonly number[]])[] = [
        [x, [batch]],
        [x, [batch, timeSteps - 1]],
        [x, [timeSteps, batch]],
        // Of the shape of the next frame, which may be waiting where that one is put.
        [stepOf(x, 0), [batch, 2]],
        [stepOf(x, 0), [batch - 1]],
      ];
      for (const [frame, shape] of wrong) {
        const data = new Uint8Array(shape.reduce((product, size) => product * size, 1));
        await expectRefusal(`[${shape.join(', ')}]`, 'RNN_SHAPE', () =>
          stream.push(frame, { mask: { shape, data } }),
        );
      }
      for (const options of [{ masks: undefined }, new Map(), []]) {
        await expectRefusal('options that are none', 'RNN_CONFIG', () =>
          stream.push(stepOf(x, 0), options),
        );
      }
      const begun = lab.keep(
        layer.stream({
          initialState: namedState(config, drawState(seeded(lab.seed + 3), config, 1)),
        }),
      );
      const frame = pickRows(stepOf(x, 0), [0]);
      await expectRefusal('a mask of two rows', 'RNN_SHAPE', () =>
        begun.push(frame, { mask: { shape: [2], data: [1, 1] } }),
      );
      const silent = await lab.read(begun.push(frame, { mask: { shape: [1], data: [0] } }));
      const zeros = filled(silent.shape, 0);
      expectClose('masked after a refusal, and before any step', silent, zeros, exactly);
      const wanted = await lab.read(twin.push(stepOf(x, 1)));
      expectClose('the next push', await lab.read(stream.push(stepOf(x, 1))), wanted, exactly);
    },
  }),
];
