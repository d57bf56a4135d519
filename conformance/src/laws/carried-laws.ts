// Laws of what is kept between calls and between pushes: stateful layers and streams against plain runs.

import {
  bidirectional,
  type LayerConfig,
  lstm,
  stacked,
  type Supports,
  type WeightsOf,
} from '@gatefold/contract';
import { missingSupport } from '@gatefold/contract/author';
import type { Case } from '../case.ts';
import { withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { type Lab, type LabOptions, namedState } from '../lab.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import { expectAlike, expectClose, stepOf, type Tolerance, type Values } from '../values.ts';
import { type Drawn, drawMask, law } from './law.ts';

const keeping = (supports: Supports): CellLayer =>
  withClaimedCells(supports, lstm({ units: 1, stateful: true }));

interface Carried {
  readonly plain: LayerConfig;
  readonly stateful: LayerConfig;
  readonly weights: WeightsOf<LayerConfig>;
  readonly x: Values;
  readonly state: Record<string, Values>;
  readonly mask?: LabOptions['mask'];
  readonly tolerance: Tolerance;
}

/** Calls of a stateful layer, each against a plain run from the state that must have been stored. */
async function expectCarried(lab: Lab, carried: Carried): Promise<void> {
  const { plain, stateful, weights, x, state, mask, tolerance } = carried;
  const layer = lab.layer(stateful, weights);
  const masked = mask === undefined ? {} : { mask };
  const from = (initialState?: Record<string, Values>): ReturnType<Lab['run']> =>
    lab.run(plain, weights, x, {
      ...masked,
      ...(initialState === undefined ? {} : { initialState }),
    });
  const call = (options: LabOptions = {}): ReturnType<Lab['run']> =>
    lab.observe(layer, x, { ...masked, ...options });
  const expectCall = async (
    what: string,
    got: ReturnType<Lab['run']>,
    wanted: ReturnType<Lab['run']>,
  ): Promise<void> => {
    // Both at once; where one fails, the other is still waited for.
    const [one, other] = await Promise.all([got, wanted]);
    lab.note(expectAlike(what, one, other, tolerance));
  };
  const first = await from();
  const second = await from(first.state);
  await expectCall('the first call', call(), from());
  await expectCall('the second call', call(), from(first.state));
  await expectCall('the third call', call(), from(second.state));
  await expectCall('a call with initialState', call({ initialState: state }), from(state));
  const given = await from(state);
  await expectCall('the call after', call(), from(given.state));
  layer.resetState();
  await expectCall('the call after resetState()', call(), from());
  layer.resetState(namedState(stateful, state));
  await expectCall('the call after resetState(state)', call(), from(state));
}

const carriedOf = (
  { config, weights, x, initialState, tolerance }: Drawn,
  flags: object = {},
): Carried => ({
  plain: { ...config, ...flags },
  stateful: { ...config, ...flags, stateful: true },
  weights,
  x,
  state: initialState,
  tolerance,
});

/** A stack in each direction: there are more leaves than two to store and to reset. */
async function expectStacksCarried(lab: Lab): Promise<void> {
  const { supports } = lab;
  const cells = [lstm({ units: 3 }), lstm({ units: 2 })];
  const whole = stacked({ cells, returnSequences: true, returnState: true });
  const layer = withClaimedCells(supports, whole);
  const plain = bidirectional({ layer });
  const stateful = bidirectional({ layer: { ...layer, stateful: true } });
  if (missingSupport(supports, stateful) !== undefined) return;
  const random = seeded(lab.seed);
  const [batch, timeSteps, inputDim] = [2, 4, 3];
  await expectCarried(lab, {
    plain,
    stateful,
    weights: drawWeights(random, plain, inputDim),
    x: distinct(random, [batch, timeSteps, inputDim]),
    state: drawState(random, plain, batch),
    tolerance: lawTolerance(supports.precision, plain, inputDim, 3 * timeSteps),
  });
}

export const carriedLaws: readonly Case[] = [
  law({
    id: 'stateful/calls',
    clauses: ['P1', 'P3', 'P4', 'P5', 'P6'],
    says: 'each call goes on from the state stored, given or reset, as a plain run from it does',
    levels: ['stateful'],
    configs: (supports) => [keeping(supports)],
    check: (lab, drawn) => expectCarried(lab, carriedOf(drawn)),
  }),
  law({
    id: 'stateful/mask',
    clauses: ['P7', 'P1'],
    says: 'what is stored under a mask is what a plain run under it ends with',
    levels: ['masking'],
    configs: (supports) => [keeping(supports)],
    claims: ['masking'],
    check: (lab, drawn) => {
      const mask = drawMask(drawn.random, drawn.batch, drawn.timeSteps);
      return expectCarried(lab, { ...carriedOf(drawn), mask });
    },
  }),
  law({
    id: 'stateful/backwards',
    clauses: ['P7', 'P1'],
    says: 'what is stored when going backwards is what a plain run ends with',
    levels: ['reverse'],
    configs: (supports) => [{ ...keeping(supports), goBackwards: true }],
    check: (lab, drawn) => expectCarried(lab, carriedOf(drawn, { goBackwards: true })),
  }),
  law({
    id: 'stateful/bidirectional',
    clauses: ['B12', 'B13'],
    says: 'both states of a Bidirectional are stored as they are and reset together',
    levels: ['bidirectional'],
    configs: (supports) => [bidirectional({ layer: keeping(supports) })],
    check: (lab, { config, weights, x, batch, inputDim, tolerance, random }) => {
      const plain = bidirectional({ layer: config });
      return expectCarried(lab, {
        plain,
        stateful: bidirectional({ layer: { ...config, stateful: true } }),
        weights: { forward: weights, backward: drawWeights(random, config, inputDim) },
        x,
        state: drawState(random, plain, batch),
        tolerance,
      });
    },
    once: expectStacksCarried,
  }),
  law({
    id: 'stateful/stack',
    clauses: ['K8', 'K4'],
    says: 'the state of every cell of a stack is stored and reset',
    levels: ['stacked'],
    configs: (supports) => [
      withClaimedCells(supports, stacked({ cells: [lstm({ units: 1 })], stateful: true })),
    ],
    check: (lab, { config, weights, x, units, batch, tolerance, random }) => {
      const upper = withClaimedCells(lab.supports, lstm({ units: units + 1 }));
      const cell = { ...config, returnSequences: false, returnState: false };
      const plain = stacked({ cells: [cell, upper], returnSequences: true, returnState: true });
      return expectCarried(lab, {
        plain,
        stateful: { ...plain, stateful: true },
        weights: [weights, drawWeights(random, upper, units)],
        x,
        state: drawState(random, plain, batch),
        tolerance: (wanted, index) => 2 * tolerance(wanted, index),
      });
    },
  }),
  law({
    id: 'stateful/apart',
    clauses: ['P9'],
    says: 'two layers of the same config and weights keep states of their own',
    levels: ['stateful'],
    configs: (supports) => [keeping(supports)],
    check: async (lab, { config, weights, x, initialState, tolerance }) => {
      const stateful = { ...config, stateful: true };
      const layers = [lab.layer(stateful, weights), lab.layer(stateful, weights)] as const;
      await lab.observe(layers[0], x, { initialState });
      const wanted = await lab.run(config, weights, x);
      lab.note(expectAlike('the other layer', await lab.observe(layers[1], x), wanted, tolerance));
    },
  }),
  law({
    id: 'stream/reset',
    clauses: ['T4', 'T5', 'T3'],
    says: 'reset() begins with zeros, reset(state) with the state; another stream sees nothing of it',
    levels: ['streaming'],
    claims: ['streaming'],
    check: async (lab, { config, weights, x, initialState, batch, tolerance }) => {
      const layer = lab.layer(config, weights);
      const stream = lab.keep(layer.stream({ batch }));
      const other = lab.keep(layer.stream({ batch }));
      const whole = await lab.run(config, weights, x);
      const begun = await lab.run(config, weights, x, { initialState });
      const push = async (
        what: string,
        of: typeof stream,
        t: number,
        wanted: Values,
      ): Promise<void> => {
        const got = await lab.read(of.push(stepOf(x, t)));
        lab.note(expectClose(what, got, stepOf(wanted, t), tolerance));
      };
      await push('first push', stream, 0, whole.output);
      await push('second push', stream, 1, whole.output);
      await push('another stream', other, 0, whole.output);
      stream.reset();
      await push('after reset()', stream, 0, whole.output);
      stream.reset(namedState(config, initialState));
      await push('after reset(state)', stream, 0, begun.output);
      await push('the other stream again', other, 1, whole.output);
    },
  }),
];
