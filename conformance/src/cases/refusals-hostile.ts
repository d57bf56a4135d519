// E: refusals of arrays that have lost their numbers, of objects that throw when they are read, and of sizes beyond any array.

import { type CellWeights, lstm, type Supports } from '@gatefold/contract';
import { mapLeaves, stateLeaves } from '@gatefold/contract/author';
import type { Case } from '../case.ts';
import { withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import type { Lab } from '../lab.ts';
import { drawWeights, seeded } from '../random.ts';
import type { UntypedStream } from '../untyped.ts';
import { filled, type Values } from '../values.ts';
import {
  detached,
  ofAnotherRealm,
  ofSubclass,
  resizable,
  revoked,
  shared,
  shrunk,
} from './hostile.ts';
import { makeEachArrangement, unreadable, withEachPlaceUnreadable } from './every-place.ts';
import { refusalCase } from './refusal.ts';
import { make, runLayer, withLayer } from './refused-layer.ts';

/** So many numbers of x that neither two nor four divide them. */
const [batch, timeSteps, inputDim, units] = [3, 3, 5, 3];
const x = filled([batch, timeSteps, inputDim], 0.1);
const state = filled([batch, units], 0.1);

const layerFor = (supports: Supports): CellLayer => withClaimedCells(supports, lstm({ units }));

/** A layer of what is claimed, its weights, and the names of the first and of the last part of its state. */
function setUp({ supports }: Lab): {
  config: CellLayer;
  weights: CellWeights;
  first: string;
  last: string;
} {
  const config = layerFor(supports);
  const names = stateLeaves(config).map(({ path }) => path);
  const [first, last] = [names[0] as string, names.at(-1) as string];
  return { config, weights: drawWeights(seeded(1), config, inputDim), first, last };
}

function run(lab: Lab, given: unknown, options: object = {}): Promise<void> {
  const { config, weights } = setUp(lab);
  return runLayer(lab, config, weights, given, options);
}

/** A stream that begins, and begins again, with a state. */
function push(lab: Lab, frames: unknown, begun: object): Promise<void> {
  const { config, weights } = setUp(lab);
  return withLayer(lab, config, weights, (layer) => {
    const stream = layer.stream({ batch, initialState: begun });
    stream.push(frames);
    stream.reset(begun);
  });
}

function reset(lab: Lab, stored: object): Promise<void> {
  const { config, weights } = setUp(lab);
  return withLayer(lab, { ...config, stateful: true }, weights, (layer) =>
    layer.resetState(stored),
  );
}

function openStream(lab: Lab, rows: number): Promise<void> {
  const { config, weights } = setUp(lab);
  return withLayer(lab, config, weights, (layer) => layer.stream({ batch: rows }));
}

/** What is done with an argument, by the name of the argument. */
type CallWith = readonly [
  name: string,
  argument: object,
  call: (argument: object) => (lab: Lab) => Promise<void>,
];

/** Each call that is claimed, with the argument in which something may throw when it is read. */
function claimedCalls(supports: Supports): CallWith[] {
  const { masking, stateful, streaming } = supports;
  const initialState = Object.fromEntries(
    stateLeaves(layerFor(supports)).map(({ path }) => [path, state]),
  );
  const masked = (shape: readonly number[]): object =>
    masking ? { mask: { shape, data: new Uint8Array(shape.reduce((a, b) => a * b, 1)) } } : {};
  const inStream =
    (use: (stream: UntypedStream) => unknown, options: object = { batch }) =>
    (lab: Lab): Promise<void> => {
      const { config, weights } = setUp(lab);
      return withLayer(lab, config, weights, (layer) => use(layer.stream(options)));
    };
  const frame = filled([batch, inputDim], 0.1);
  const calls: CallWith[] = [
    ['x', x, (given) => (lab) => run(lab, given)],
    [
      'the options of run',
      { ...masked([batch, timeSteps]), initialState },
      (options) => (lab) => run(lab, x, options),
    ],
  ];
  if (stateful)
    calls.push(['a state to store', initialState, (stored) => (lab) => reset(lab, stored)]);
  if (streaming) {
    calls.push(
      [
        'the options of a stream',
        { batch, initialState },
        (options) => inStream(() => {}, options),
      ],
      ['a frame', frame, (given) => inStream((stream) => stream.push(given))],
      ['a chunk', x, (given) => inStream((stream) => stream.push(given))],
      ['the options of push', masked([batch]), (o) => inStream((stream) => stream.push(frame, o))],
      ['a state of a stream', initialState, (begun) => inStream((stream) => stream.reset(begun))],
    );
  }
  return calls;
}

/** Each call that is claimed, with each place of its arguments that throws when it is read. */
function unreadableCalls(supports: Supports): Record<string, (lab: Lab) => Promise<void>> {
  return Object.fromEntries(
    claimedCalls(supports).flatMap(([what, argument, call]) =>
      Object.entries(unreadable(argument)).map(([place, changed]) => [
        `${place} of ${what}`,
        call(changed),
      ]),
    ),
  );
}

export const refusalCasesHostile: readonly Case[] = [
  refusalCase({
    id: 'lost-numbers',
    clauses: ['E25'],
    says: 'a Float32Array of another realm, of a subclass, of shared memory or of a resizable buffer is taken; a detached or shrunk one is refused',
    code: 'RNN_SHAPE',
    configs: (supports) => [layerFor(supports)],
    control: async (lab) => {
      const { config, weights, first, last } = setUp(lab);
      for (const form of [ofAnotherRealm, resizable, shared, ofSubclass]) {
        const as = ({ shape, data }: Values): Values => ({ shape, data: form(data) });
        await run(lab, as(x));
        await run(lab, x, { initialState: { [last]: as(state), [first]: state } });
        await run(lab, x, { initialState: { [first]: as(state), [last]: state } });
        make(
          lab,
          config,
          mapLeaves(weights, (leaf) => as(leaf as Values)),
        );
        const given = { [first]: as(state), [last]: as(state) };
        if (lab.supports.streaming) await push(lab, as(x), given);
        if (lab.supports.stateful) await reset(lab, given);
      }
    },
    attempts: {
      'x detached': (lab) => run(lab, { shape: x.shape, data: detached(x.data) }),
      'empty x detached': (lab) =>
        run(lab, { shape: [batch, 0, inputDim], data: detached(x.data) }),
      'x shrunk': (lab) => run(lab, { shape: x.shape, data: shrunk(x.data) }),
      'a state detached': (lab) => {
        const { first, last } = setUp(lab);
        const lost = { shape: state.shape, data: detached(state.data) };
        return run(lab, x, { initialState: { [first]: state, [last]: lost } });
      },
      'a kernel detached': (lab) => {
        const { config, weights } = setUp(lab);
        const { shape, data } = weights.kernel;
        make(lab, config, { ...weights, kernel: { shape, data: detached(data) } });
      },
    },
  }),
  refusalCase({
    id: 'unreadable',
    clauses: ['E26'],
    says: 'arguments that throw when they are read are refused',
    code: 'RNN_CONFIG',
    configs: (supports) => [layerFor(supports)],
    control: async (lab) => {
      for (const [, argument, call] of claimedCalls(lab.supports)) await call(argument)(lab);
      makeEachArrangement(lab);
    },
    attempts: (supports) => ({
      ...withEachPlaceUnreadable(supports),
      ...unreadableCalls(supports),
      'x as a proxy': (lab) => run(lab, revoked()),
      'a shape as a proxy': (lab) => run(lab, { shape: revoked(), data: x.data }),
      'options as a proxy': (lab) => run(lab, x, revoked()),
      'a config as a proxy': (lab) => make(lab, revoked(), setUp(lab).weights),
      'weights as a proxy': (lab) => make(lab, setUp(lab).config, revoked()),
    }),
  }),
  refusalCase({
    id: 'options-plain',
    clauses: ['E28'],
    says: 'options of run in a Map, a Set, a list or an instance of a class are refused',
    code: 'RNN_CONFIG',
    configs: (supports) => [layerFor(supports)],
    control: (lab) => run(lab, x),
    attempts: {
      'a Map': (lab) => run(lab, x, new Map([['mask', filled([batch, timeSteps], 1)]])),
      'a Set': (lab) => run(lab, x, new Set()),
      'a list': (lab) => run(lab, x, []),
      'an instance': (lab) => run(lab, x, new Date(0)),
      inherited: (lab) =>
        run(lab, x, Object.create({ mask: filled([batch, timeSteps], 1) }) as object),
    },
  }),
  refusalCase({
    id: 'x-beyond',
    clauses: ['E29'],
    says: 'x without steps of a batch, or without rows of a length, beyond any array is refused',
    code: 'RNN_SHAPE',
    configs: (supports) => [layerFor(supports)],
    // Not an empty x: many runtimes have no answer to one, which the cases of S7 and S8 say.
    control: (lab) => run(lab, x),
    attempts: {
      'a batch of 1e12': (lab) => run(lab, filled([1e12, 0, inputDim], 0)),
      '1e12 steps': (lab) => run(lab, filled([0, 1e12, inputDim], 0)),
    },
  }),
  refusalCase({
    id: 'stream-beyond',
    clauses: ['E29'],
    says: 'a batch of a stream whose states no array can hold is refused',
    code: 'RNN_CONFIG',
    levels: ['streaming'],
    claims: ['streaming'],
    configs: (supports) => [layerFor(supports)],
    control: (lab) => openStream(lab, batch),
    attempts: {
      '2^50 rows': (lab) => openStream(lab, 2 ** 50),
      '2^31 rows of 3 units': (lab) => openStream(lab, 2 ** 31),
    },
  }),
];
