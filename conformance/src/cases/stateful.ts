// P: stateful layers.

import { type CellWeights, type Layer, lstm, type Tensor, tensorsOf } from '@gatefold/contract';
import { type Case, defineCase } from '../case.ts';
import { type Choice, telling, withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { type Lab, namedState } from '../lab.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import { untyped } from '../untyped.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  expectStates,
  expectTrue,
  filled,
  pickRows,
  type Observation,
  type Values,
  withNumber,
} from '../values.ts';
import { inOneArray } from '../views.ts';
import { tensorLike } from './many-at-once.ts';
import { expectRefusal } from './refusal.ts';
import { mistyped } from './spoilt.ts';

const flags = { returnSequences: true, returnState: true } as const;
const stateful = lstm({ units: 3, stateful: true, ...flags });
const [batch, timeSteps, inputDim] = [2, 4, 5];

/** Layers and numbers that every case here begins with. */
function setUp(
  lab: Lab,
  choice?: Choice,
): {
  config: CellLayer<true, true>;
  plain: CellLayer<true, true>;
  weights: CellWeights;
  x: ReturnType<typeof distinct>;
  state: ReturnType<typeof drawState>;
} {
  const random = seeded(lab.seed);
  const config = withClaimedCells(lab.supports, stateful, choice);
  return {
    config,
    plain: { ...config, stateful: false },
    weights: drawWeights(random, config, inputDim),
    x: distinct(random, [batch, timeSteps, inputDim]),
    state: drawState(random, config, batch),
  };
}

/** A state of more than 4,096 numbers that lie where the backend has put them is stored to its end. */
async function expectManyNumbersStored(lab: Lab): Promise<void> {
  const { config, plain, weights } = setUp(lab);
  const x = distinct(seeded(lab.seed + 3), [1400, 1, inputDim]);
  const { state } = lab.keep(lab.layer(plain, weights).run(x));
  const initialState = await lab.readLeaves(state);
  const wanted = await lab.run(plain, weights, x, { initialState });
  const layer = lab.layer(config, weights);
  layer.resetState(state);
  // A tensor may be finer than what is read of it.
  const tolerance = lawTolerance(lab.supports.precision, config, inputDim, 1);
  lab.note(expectAlike('from many numbers', await lab.observe(layer, x), wanted, tolerance));
}

async function expectOtherTypesRefused(layer: Layer, state: object): Promise<void> {
  const { h } = state as { h: Values };
  for (const [form, spoil] of Object.entries(mistyped)) {
    await expectRefusal(`h ${form}`, 'RNN_DTYPE', () =>
      layer.resetState({ ...state, h: spoil(h) } as never),
    );
  }
}

interface StatefulCase {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  readonly choice?: Choice;
  readonly also?: { readonly level: 'masking' | 'reverse' };
  readonly run: Case['run'];
}

const statefulCase = ({ also, choice, ...input }: StatefulCase): Case =>
  defineCase({
    ...input,
    id: `stateful/${input.id}`,
    everyCell: true,
    levels: [also?.level ?? 'stateful'],
    configs: (supports) => [
      withClaimedCells(
        supports,
        also?.level === 'reverse' ? { ...stateful, goBackwards: true } : stateful,
        choice,
      ),
    ],
    claims: also?.level === 'masking' ? ['masking'] : [],
  });

export const statefulCases: readonly Case[] = [
  statefulCase({
    id: 'reset',
    clauses: ['P3', 'P1'],
    says: 'the second call differs from the first, and after resetState() equals it',
    choice: telling,
    run: async (lab) => {
      const { config, weights, x } = setUp(lab, telling);
      const layer = lab.layer(config, weights);
      const first = await lab.observe(layer, x);
      const second = await lab.observe(layer, x);
      expectTrue(
        'the second call must go on',
        first.output.data.join() !== second.output.data.join(),
      );
      const twin = lab.keep(untyped(lab.backend).layer(config, weights));
      lab.keep(twin.run(x));
      // An option that is undefined is left out.
      const { output } = lab.keep(twin.run(x, { initialState: undefined })) as { output: Tensor };
      const goesOn = await lab.read(output);
      expectClose('the second call with undefined for a state', goesOn, second.output, exactly);
      layer.resetState();
      expectAlike('after resetState()', await lab.observe(layer, x), first, exactly);
      // A state that is multiplied by 0 keeps it.
      await lab.observe(layer, { shape: x.shape, data: x.data.map(() => Number.NaN) });
      layer.resetState();
      expectAlike('after NaN and resetState()', await lab.observe(layer, x), first, exactly);
    },
  }),
  statefulCase({
    id: 'reset-values',
    clauses: ['P4', 'E2'],
    says: 'resetState(state) sets what the next call begins with',
    run: async (lab) => {
      const { config, plain, weights, x, state } = setUp(lab);
      const wanted = await lab.run(plain, weights, x, { initialState: state });
      const layer = lab.layer(config, weights);
      await lab.observe(layer, x);
      layer.resetState(namedState(config, state));
      const wide = drawState(seeded(2), { ...config, units: config.units + 1 }, batch);
      await expectRefusal('a wide state', 'RNN_SHAPE', () =>
        layer.resetState(namedState(config, wide)),
      );
      await expectOtherTypesRefused(layer, namedState(config, state));
      // All is as it should be but for the last leaf.
      const [last] = Object.keys(wide).slice(-1) as [string];
      const others = drawState(seeded(3), config, batch);
      const partly = namedState(config, { ...others, [last]: wide[last] as Values });
      await expectRefusal(`${last} of another width`, 'RNN_SHAPE', () => layer.resetState(partly));
      await expectRefusal(`${last} of another width`, 'RNN_SHAPE', () =>
        layer.run(x, { initialState: partly }),
      );
      if (lab.supports.masking) {
        const mask = { shape: [batch, 1], data: new Uint8Array(batch) };
        await expectRefusal('a short mask', 'RNN_SHAPE', () => layer.run(x, { mask }));
      }
      expectAlike('after resetState(state)', await lab.observe(layer, x), wanted, exactly);
      layer.resetState(namedState(config, inOneArray(state)));
      expectAlike('after states in one array', await lab.observe(layer, x), wanted, exactly);
      // The same arrays, with other numbers in them.
      const lent = namedState(config, state);
      layer.resetState(lent);
      for (const { data } of Object.values(state)) data.fill(0.25);
      layer.resetState(lent);
      const changed = await lab.run(plain, weights, x, { initialState: state });
      expectAlike('after the arrays changed', await lab.observe(layer, x), changed, exactly);
      const rows = batch + 1;
      const wider = distinct(seeded(3), [rows, timeSteps, inputDim]);
      const begun = drawState(seeded(4), config, rows);
      layer.resetState(namedState(config, begun));
      const widened = await lab.run(plain, weights, wider, { initialState: begun });
      expectAlike('after a state of more rows', await lab.observe(layer, wider), widened, exactly);
      await expectManyNumbersStored(lab);
    },
  }),
  statefulCase({
    id: 'initial-state',
    clauses: ['P5'],
    says: 'initialState replaces the stored state in each call that gives it, and the final state is stored',
    run: async (lab) => {
      const { config, plain, weights, x, state } = setUp(lab);
      const layer = lab.layer(config, weights);
      await lab.observe(layer, x);
      const once = await lab.observe(layer, x, { initialState: state });
      const again = await lab.observe(layer, x, { initialState: state });
      expectAlike('given again', again, once, exactly);
      const next = await lab.observe(layer, x);
      const wanted = await lab.run(plain, weights, x, { initialState: once.state });
      const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
      lab.note(expectAlike('the call after', next, wanted, tolerance));
      // Zeros are a state as well.
      const zeros = Object.fromEntries(
        Object.entries(state).map(([path, { shape }]) => [path, filled(shape, 0)]),
      );
      const fresh = await lab.run(plain, weights, x);
      const fromZeros = await lab.observe(layer, x, { initialState: zeros });
      expectAlike('from zeros that are given', fromZeros, fresh, exactly);
      layer.resetState(namedState(config, zeros));
      expectAlike('from zeros that are set', await lab.observe(layer, x), fresh, exactly);
    },
  }),
  statefulCase({
    id: 'without-return-state',
    clauses: ['P1', 'P6'],
    says: 'the state is stored whether or not it is returned, and outlives the tensors that show it',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const shown = lab.layer(config, weights);
      const hidden = lab.layer({ ...config, returnState: false }, weights);
      for (const call of ['first', 'second', 'third']) {
        // observe() disposes of the returned state after each call.
        const [got, wanted] = [await lab.observe(hidden, x), await lab.observe(shown, x)];
        expectClose(`${call} call`, got.output, wanted.output, exactly);
      }
    },
  }),
  statefulCase({
    id: 'batch',
    clauses: ['P8', 'P10', 'E12', 'E23'],
    says: 'another batch is refused, leaves the state alone, and is taken after resetState()',
    run: async (lab) => {
      const { config, plain, weights, x, state } = setUp(lab);
      const layer = lab.layer(config, weights);
      const twin = lab.layer(config, weights);
      // Its result lives on: a call may find there what it had better not.
      for (const made of tensorsOf(layer.run(x))) lab.keep(made);
      await lab.observe(twin, x);
      const wider = distinct(seeded(1), [batch + 1, timeSteps, inputDim]);
      await expectRefusal('another batch', 'RNN_SHAPE', () => lab.observe(layer, wider));
      const none = filled([0, timeSteps, inputDim], 0);
      await expectRefusal('no rows', 'RNN_SHAPE', () => lab.observe(layer, none));
      const wide = drawState(seeded(2), { ...config, units: config.units + 1 }, batch);
      await expectRefusal('another width', 'RNN_SHAPE', () =>
        layer.resetState(namedState(config, wide)),
      );
      await expectOtherTypesRefused(layer, namedState(config, state));
      const rows = Object.entries(drawState(seeded(2), config, 1));
      const flat = rows.map(([name, { data }]) => [name, { shape: [data.length], data }] as const);
      await expectRefusal('no axis for one row', 'RNN_SHAPE', () =>
        layer.resetState(Object.fromEntries(flat) as never),
      );
      // All is as it should be but for the last leaf.
      const [last] = Object.keys(wide).slice(-1) as [string];
      const others = drawState(seeded(3), config, batch);
      const partly = namedState(config, { ...others, [last]: wide[last] as Values });
      await expectRefusal(`${last} of another width`, 'RNN_SHAPE', () => layer.resetState(partly));
      await expectRefusal(`${last} of another width`, 'RNN_SHAPE', () =>
        layer.run(x, { initialState: partly }),
      );
      if (lab.supports.masking) {
        const mask = {
          shape: [batch, timeSteps + 1],
          data: new Uint8Array(batch * (timeSteps + 1)),
        };
        const initialState = namedState(config, state);
        for (const options of [{ mask }, { initialState, mask }]) {
          const what = `a mask of another length, with ${Object.keys(options).join(' and ')}`;
          await expectRefusal(what, 'RNN_SHAPE', () => layer.run(x, options));
        }
      }
      const disposed = tensorLike(lab, plain, x);
      disposed.dispose();
      await expectRefusal('x that is disposed', 'RNN_DISPOSED', () => layer.run(disposed));
      if (lab.supports.masking) {
        // It is as it should be, and the next call, which has none, must not see it.
        const mask = filled([batch, timeSteps], 0);
        await expectRefusal(`${last} of another width, beside a mask,`, 'RNN_SHAPE', () =>
          layer.run(x, { initialState: partly, mask }),
        );
      }
      const unharmed = await lab.observe(layer, x);
      expectAlike('the next call', unharmed, await lab.observe(twin, x), exactly);
      // A state that is set binds the batch as one that was stored.
      const begun = lab.layer(config, weights);
      begun.resetState(namedState(config, state));
      for (const other of [pickRows(x, [0]), wider]) {
        await expectRefusal('another batch than that of a state', 'RNN_SHAPE', () =>
          lab.observe(begun, other),
        );
      }
      layer.resetState();
      await lab.observe(layer, wider);
    },
  }),
  statefulCase({
    id: 'apart',
    clauses: ['P9', 'P1'],
    says: 'two layers of one config and one set of weights keep their own state, and so do calls in one go',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const layers = [lab.layer(config, weights), lab.layer(config, weights)] as const;
      const first: Observation = await lab.observe(layers[0], x);
      await lab.backend.idle();
      const second = await lab.observe(layers[0], x);
      expectAlike('the other layer', await lab.observe(layers[1], x), first, exactly);
      layers[0].resetState();
      expectAlike('after a reset of one', await lab.observe(layers[1], x), second, exactly);
      // What one has stored stays where it is when the other goes.
      const [going, staying] = [lab.backend.layer(config, weights), lab.layer(config, weights)];
      lab.keep(going.run({ shape: x.shape, data: x.data.map((value) => -value) }));
      lab.keep(staying.run(x));
      going.dispose();
      expectAlike('after the other has gone', await lab.observe(staying, x), second, exactly);
      // All in one go: the first of them has not come back when the second begins.
      layers[0].resetState();
      const made = [first, second].map(() => lab.keep(layers[0].run(x)).output);
      for (const [call, wanted] of [first, second].entries()) {
        const got = await lab.read(made[call] as Tensor);
        expectClose(`call ${call + 1} of two in one go`, got, wanted.output, exactly);
      }
    },
  }),
  statefulCase({
    id: 'mask',
    clauses: ['P7'],
    says: 'what is stored is the state that masked steps have left alone',
    also: { level: 'masking' },
    run: async (lab) => {
      const { config, weights, x, state } = setUp(lab);
      const layer = lab.layer(config, weights);
      const mask = { shape: [batch, timeSteps], data: [1, 1, 0, 0, 0, 1, 0, 0] };
      const first = await lab.observe(layer, x, { mask });
      const zeros = { shape: [batch, timeSteps], data: new Uint8Array(batch * timeSteps) };
      const second = await lab.observe(layer, x, { mask: zeros });
      expectStates('after a call that is all masked', second.state, first.state, exactly);
      const infinite = Object.fromEntries(
        Object.entries(state).map(([path, leaf]) => [path, withNumber(leaf, 1, Infinity)]),
      );
      layer.resetState(namedState(config, infinite));
      const kept = await lab.observe(layer, x, { mask: zeros });
      expectStates('an infinite state, all masked', kept.state, infinite, exactly);
    },
  }),
  statefulCase({
    id: 'backwards',
    clauses: ['P7', 'R3'],
    says: 'with goBackwards what is stored is the state after x_0',
    also: { level: 'reverse' },
    run: async (lab) => {
      const { config, plain, weights, x } = setUp(lab);
      const reversed = { ...config, goBackwards: true };
      const layer = lab.layer(reversed, weights);
      const first = await lab.observe(layer, x);
      const second = await lab.observe(layer, x);
      const fresh = { ...plain, goBackwards: true };
      const wanted = await lab.run(fresh, weights, x, { initialState: first.state });
      const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
      lab.note(expectAlike('second call', second, wanted, tolerance));
    },
  }),
];
