// T: streams, beside the law that a stream equals a run.

import {
  bidirectional,
  type CellWeights,
  gru,
  type Layer,
  lstm,
  stacked,
  type StackedConfig,
  type Stream,
  type Supports,
  type Tensor,
  tensorsOf,
} from '@gatefold/contract';
import { type Case, defineCase } from '../case.ts';
import { withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { type Lab, namedState } from '../lab.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  expectStates,
  expectTrue,
  type Observation,
  pickRows,
  pickSteps,
  stepOf,
  type Tolerance,
  type Values,
} from '../values.ts';
import { expectFramesOfOneArray, expectLongFirst, expectManyLent } from './many-at-once.ts';
import { expectRefusal } from './refusal.ts';

const [batch, timeSteps, inputDim] = [2, 4, 5];
const flags = { returnSequences: true, returnState: true } as const;
const layerFor = (supports: Supports): CellLayer<true, true> =>
  withClaimedCells(supports, lstm({ units: 3, ...flags }));
const stackFor = (supports: Supports): StackedConfig<true, true> =>
  withClaimedCells(supports, stacked({ cells: [lstm({ units: 3 }), gru({ units: 2 })], ...flags }));

/** Where nothing is stored the streams are tried among themselves. */
const keptFor = (supports: Supports): CellLayer<true, true> => ({
  ...layerFor(supports),
  stateful: supports.stateful,
});

interface Streamed {
  readonly stack: StackedConfig<true, true>;
  readonly weights: readonly CellWeights[];
  readonly x: Values;
  readonly stream: Stream;
  readonly whole: Observation;
  readonly tolerance: Tolerance;
}

/** Pushes x through a stack, frame by frame, and compares outputs and states with those of a run. */
async function streamStack(lab: Lab, stack: StackedConfig<true, true>): Promise<Streamed> {
  const weights = drawWeights(seeded(lab.seed), stack, inputDim);
  const x = distinct(seeded(lab.seed + 1), [batch, timeSteps, inputDim]);
  const whole = await lab.run(stack, weights, x);
  const layer = lab.layer(stack, weights);
  const [beside, stream] = [lab.keep(layer.stream({ batch })), lab.keep(layer.stream({ batch }))];
  const tolerance = lawTolerance(lab.supports.precision, stack, inputDim, timeSteps);
  for (let t = 0; t < timeSteps; t++) {
    beside.push(stepOf(x, timeSteps - 1 - t));
    const output = await lab.read(stream.push(stepOf(x, t)));
    const what = `frame ${t} of a stack of ${stack.cells.length}`;
    lab.note(expectClose(what, output, stepOf(whole.output, t), tolerance));
  }
  lab.note(expectStates('stream', await lab.readLeaves(stream.state), whole.state, tolerance));
  return { stack, weights, x, stream, whole, tolerance };
}

interface StreamCase {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  readonly configs?: Case['configs'];
  readonly run: Case['run'];
}

const streamCase = (input: StreamCase): Case =>
  defineCase({
    configs: (supports) => [layerFor(supports)],
    everyCell: true,
    ...input,
    id: `stream/${input.id}`,
    levels: ['streaming'],
    claims: ['streaming'],
  });

function setUp(lab: Lab): { config: CellLayer<true, true>; weights: CellWeights; x: Values } {
  const config = layerFor(lab.supports);
  return {
    config,
    weights: drawWeights(seeded(lab.seed), config, inputDim),
    x: distinct(seeded(lab.seed + 1), [batch, timeSteps, inputDim]),
  };
}

export const streamCases: readonly Case[] = [
  streamCase({
    id: 'frames',
    clauses: ['T2', 'T1'],
    says: 'a frame gives [batch, units]; a chunk, of any of nine lengths, gives its sequence, or its last step without returnSequences',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const stream = lab.keep(lab.layer(config, weights).stream({ batch }));
      const short = lab.keep(
        lab.layer({ ...config, returnSequences: false }, weights).stream({ batch }),
      );
      expectTrue('stream.batch', stream.batch === batch && short.batch === batch);
      expectTrue('frame', stream.push(stepOf(x, 0)).shape.join() === [batch, 3].join());
      expectTrue('short frame', short.push(stepOf(x, 0)).shape.join() === [batch, 3].join());
      const chunk = await lab.read(stream.push(x));
      expectTrue('chunk', chunk.shape.join() === [batch, timeSteps, 3].join());
      const last = await lab.read(short.push(x));
      const { precision } = lab.supports;
      const near = lawTolerance(precision, config, inputDim, timeSteps + 1);
      lab.note(expectClose('short chunk', last, stepOf(chunk, timeSteps - 1), near));
      // More lengths than buffers are kept for.
      const [longest, sum] = [9, 45];
      const long = distinct(seeded(lab.seed + 2), [batch, sum, inputDim]);
      const whole = await lab.run(config, weights, long);
      const tolerance = lawTolerance(precision, config, inputDim, sum);
      await expectFramesOfOneArray(lab, config, weights, long);
      stream.reset();
      for (let length = 1, from = 0; length <= longest; from += length++) {
        const steps = Array.from({ length }, (_, step) => from + step);
        const output = await lab.read(stream.push(pickSteps(long, steps)));
        const wanted = pickSteps(whole.output, steps);
        lab.note(expectClose(`a chunk of ${length} steps`, output, wanted, tolerance));
      }
    },
  }),
  streamCase({
    id: 'reset',
    clauses: ['T4', 'T3'],
    says: 'reset() repeats the first pushes; reset(state) and initialState begin with that state, a lent one too',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const layer = lab.layer(config, weights);
      const stream = lab.keep(layer.stream({ batch }));
      const first = await lab.read(stream.push(stepOf(x, 0)));
      stream.push(stepOf(x, 1));
      stream.reset();
      expectClose('after reset()', await lab.read(stream.push(stepOf(x, 0))), first, exactly);
      const state = drawState(seeded(lab.seed + 2), config, batch);
      const named = namedState(config, state);
      stream.reset(named);
      expectStates('after reset(state)', await lab.readLeaves(stream.state), state, exactly);
      const begun = lab.keep(layer.stream({ batch, initialState: named }));
      const pushed = await lab.read(stream.push(stepOf(x, 1)));
      expectClose('initialState', await lab.read(begun.push(stepOf(x, 1))), pushed, exactly);
      const ofRow = Object.fromEntries(
        Object.entries(state).map(([path, leaf]) => [path, pickRows(leaf, [0])]),
      );
      const frame = pickRows(stepOf(x, 1), [0]);
      const [alone, again] = [lab.keep(layer.stream()), lab.keep(layer.stream())];
      again.push(frame);
      again.reset();
      for (const row of [alone, again]) row.reset(namedState(config, ofRow));
      const got = await lab.read(again.push(frame));
      const begins = await lab.read(alone.push(frame));
      expectClose('after reset() and reset(state) of a row alone', got, begins, exactly);
      const next = lab.keep(layer.stream({ batch, initialState: stream.state }));
      const wanted = await lab.read(stream.push(stepOf(x, 2)));
      expectClose('from a lent state', await lab.read(next.push(stepOf(x, 2))), wanted, exactly);
      const before = await lab.readLeaves(stream.state);
      const names = Object.keys(before);
      const turned = <T>(leaves: Readonly<Record<string, T>>): Record<string, T> =>
        Object.fromEntries(names.map((name, k) => [name, leaves[names.at(k - 1) as string] as T]));
      const { state: lent } = stream;
      stream.reset(turned(lent as unknown as Record<string, Tensor>) as never);
      const after = await lab.readLeaves(stream.state);
      expectStates('its own, exchanged', after, turned(before), exactly);
    },
  }),
  streamCase({
    id: 'apart',
    clauses: ['T5'],
    says: 'many streams, a run between pushes, and the stored state of a stateful layer do not meet',
    configs: (supports) => [keptFor(supports)],
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const layer = lab.layer(keptFor(lab.supports), weights);
      const alone = lab.keep(lab.layer(config, weights).stream({ batch }));
      const wanted = [
        await lab.read(alone.push(stepOf(x, 0))),
        await lab.read(alone.push(stepOf(x, 1))),
      ];
      const streams = [
        lab.keep(layer.stream({ batch })),
        lab.keep(layer.stream({ batch })),
      ] as const;
      const first = streams[0].push(stepOf(x, 0));
      // Lent until its own stream is pushed to, whatever others are given.
      streams[1].push(stepOf(x, 3));
      expectClose('first push', await lab.read(first), wanted[0] as Values, exactly);
      // Nothing is owed to a stream that waits for its next frame.
      await lab.backend.idle();
      // More than a layer has places for.
      for (let more = 0; more < 70; more++) {
        lab.keep(layer.stream({ batch })).push(stepOf(x, 3));
      }
      const ran = await lab.observe(layer, x);
      expectClose(
        'second push',
        await lab.read(streams[0].push(stepOf(x, 1))),
        wanted[1] as Values,
        exactly,
      );
      const plain = await lab.run(config, weights, x);
      const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
      lab.note(expectClose('the run between', ran.output, plain.output, tolerance));
      if (!lab.supports.stateful) return;
      streams[0].reset();
      const next = await lab.observe(layer, x);
      const goesOn = await lab.run(config, weights, x, { initialState: ran.state });
      lab.note(expectAlike('the run after reset() of a stream', next, goesOn, tolerance));
    },
  }),
  streamCase({
    id: 'lent-state',
    clauses: ['T6', 'T3', 'P4'],
    says: 'a lent state that a layer has stored or handed back is not touched by the next push',
    configs: (supports) => [{ ...layerFor(supports), stateful: true }],
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const layer = lab.layer({ ...config, stateful: true }, weights);
      const stream = lab.keep(lab.layer(config, weights).stream({ batch }));
      stream.push(stepOf(x, 0));
      const state = await lab.readLeaves(stream.state);
      const none = { shape: [batch, 0, inputDim], data: new Float32Array(0) };
      layer.resetState(stream.state);
      const handedBack = layer.run(none, { initialState: stream.state });
      for (const made of tensorsOf(handedBack)) lab.keep(made);
      layer.resetState(stream.state);
      const follower = lab.keep(
        lab.layer(config, weights).stream({ batch, initialState: stream.state }),
      );
      for (const t of [1, 2, 3]) stream.push(stepOf(x, t));
      const goesOn = await lab.push(follower, stepOf(x, 1));
      const once = pickSteps(x, [1]);
      const wanted = await lab.run(config, weights, once, { initialState: state });
      const near = lawTolerance(lab.supports.precision, config, inputDim, 1);
      lab.note(expectClose('a stream from it', goesOn.output, stepOf(wanted.output, 0), near));
      expectStates('handed back', await lab.readLeaves(handedBack.state), state, exactly);
      const stored = await lab.observe(layer, none);
      expectStates('stored', stored.state, state, exactly);
      // The same tensors, with other numbers after each push.
      const reader = lab.layer(config, weights);
      for (const t of [1, 2, 3, 0]) {
        stream.push(stepOf(x, t));
        const initialState = { ...stream.state } as Readonly<Record<string, Tensor>>;
        const now = await lab.readLeaves(stream.state);
        const fromLent = await lab.observe(reader, once, { initialState });
        const fromNumbers = await lab.run(config, weights, once, { initialState: now });
        lab.note(expectAlike('a run from a lent state', fromLent, fromNumbers, near));
      }
      // Of a result it is there as well when the result has gone.
      const result = lab.keep(lab.layer(config, weights).run(x));
      const begun = await lab.readLeaves(result.state);
      const heir = lab.keep(
        lab.layer(config, weights).stream({ batch, initialState: result.state }),
      );
      for (const made of tensorsOf(result)) made.dispose();
      const inherited = await lab.push(heir, stepOf(x, 1));
      const ofHeir = await lab.run(config, weights, once, { initialState: begun });
      lab.note(expectClose('of a result', inherited.output, stepOf(ofHeir.output, 0), near));
      await expectManyLent(lab, config, weights, inputDim);
      await expectLongFirst(lab, config, weights, inputDim);
    },
  }),
  streamCase({
    id: 'lent',
    clauses: ['T6', 'L7', 'L17'],
    says: 'what push returns is read before the next push, also after reset(), is not freed by dispose(), and ends with the stream',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const stream = lab.layer(config, weights).stream({ batch });
      for (const leaf of tensorsOf({ ...stream.state })) leaf.dispose();
      const output = stream.push(stepOf(x, 0));
      const first = await lab.read(output);
      const state = await lab.readLeaves(stream.state);
      output.dispose();
      output[Symbol.dispose]();
      for (const leaf of tensorsOf({ ...stream.state })) leaf.dispose();
      expectClose('after dispose()', await lab.read(output), first, exactly);
      expectStates('after dispose()', await lab.readLeaves(stream.state), state, exactly);
      const asked = [output.data(), output.data(new Float32Array(first.data.length))];
      const leaves = tensorsOf({ ...stream.state });
      const askedOfState = leaves.map((leaf) => leaf.data());
      for (const t of [1, 2, 3]) stream.push(stepOf(x, t));
      const stateThen = (await Promise.all(askedOfState)).map((data) => data.join());
      const stateNow = Object.values(state).map(({ data }) => data.join());
      expectTrue('a state asked for before the next push', stateThen.join() === stateNow.join());
      for (const data of await Promise.all(asked)) {
        const got = { shape: first.shape, data };
        expectClose('asked for before the next push', got, first, exactly);
      }
      const rewound = lab.keep(lab.layer(config, weights).stream({ batch }));
      const lent = rewound.push(stepOf(x, 0));
      rewound.reset();
      expectClose('after reset()', await lab.read(lent), first, exactly);
      stream.dispose();
      await expectRefusal('after the end', 'RNN_DISPOSED', () => output.data());
    },
  }),
  streamCase({
    id: 'backwards',
    clauses: ['T7'],
    says: 'goBackwards and Bidirectional refuse to stream, a forward layer does not',
    configs: (supports) => {
      const config = layerFor(supports);
      // Either alone is enough to try.
      return supports.bidirectional
        ? [bidirectional({ layer: config })]
        : [{ ...config, goBackwards: true }];
    },
    run: async (lab) => {
      const { config, weights } = setUp(lab);
      const { supports } = lab;
      lab.keep(lab.layer(config, weights).stream());
      const layers: Layer[] = [];
      if (supports.goBackwards) layers.push(lab.layer({ ...config, goBackwards: true }, weights));
      if (supports.goBackwards && supports.stacked) {
        const stack = { ...stackFor(supports), goBackwards: true };
        layers.push(lab.layer(stack, drawWeights(seeded(lab.seed), stack, inputDim)));
      }
      if (supports.bidirectional) {
        const both = bidirectional({ layer: config });
        layers.push(lab.layer(both, { forward: weights, backward: weights }));
      }
      for (const layer of layers) {
        await expectRefusal(layer.config.kind, 'RNN_CONFIG', () => lab.keep(layer.stream()));
      }
    },
  }),
  streamCase({
    id: 'stack',
    clauses: ['T8', 'T1', 'T4'],
    says: 'a stack streams: outputs and every state as in a run, and so again after reset()',
    configs: (supports) => [stackFor(supports)],
    run: async (lab) => {
      const pair = stackFor(lab.supports);
      // Frames might pass more cells than two one at a time.
      await streamStack(lab, { ...pair, cells: [...pair.cells, ...pair.cells] });
      const { stack, weights, x, stream, whole, tolerance } = await streamStack(lab, pair);
      stream.reset();
      const again = await lab.read(stream.push(x));
      lab.note(expectClose('a chunk after reset()', again, whole.output, tolerance));
      const last = { ...stack, returnSequences: false };
      const short = lab.keep(lab.layer(last, weights).stream({ batch }));
      const end = stepOf(whole.output, timeSteps - 1);
      lab.note(expectClose('a chunk, last output', await lab.read(short.push(x)), end, tolerance));
      lab.note(expectStates('chunk', await lab.readLeaves(short.state), whole.state, tolerance));
    },
  }),
  streamCase({
    id: 'chain',
    clauses: ['T6', 'T1'],
    says: 'the output of one stream is a frame for the next, and for itself',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const upper = withClaimedCells(lab.supports, lstm({ units: 2, ...flags }));
      const upperWeights = drawWeights(seeded(lab.seed + 2), upper, 3);
      const lowerRun = await lab.run(config, weights, x);
      const wanted = await lab.run(upper, upperWeights, lowerRun.output);
      const lower = lab.keep(lab.layer(config, weights).stream({ batch }));
      const top = lab.keep(lab.layer(upper, upperWeights).stream({ batch }));
      const { precision } = lab.supports;
      // Two layers, one on the other.
      const tolerance = lawTolerance(precision, config, inputDim, 2 * timeSteps);
      for (let t = 0; t < timeSteps; t++) {
        const frame = lower.push(stepOf(x, t));
        // Numbers first, where the tensors of later frames go: none may be taken for them.
        const output = await lab.read(top.push(t === 0 ? await lab.read(frame) : frame));
        lab.note(expectClose(`frame ${t}`, output, stepOf(wanted.output, t), tolerance));
      }
      const fed = withClaimedCells(lab.supports, lstm({ units: inputDim, ...flags }));
      const fedLayer = lab.layer(fed, drawWeights(seeded(lab.seed + 3), fed, inputDim));
      const own = lab.keep(fedLayer.stream({ batch }));
      const twin = lab.keep(fedLayer.stream({ batch }));
      let lent = own.push(stepOf(x, 0));
      twin.push(stepOf(x, 0));
      for (let t = 1; t < timeSteps; t++) {
        const before = await lab.read(lent);
        lent = own.push(lent);
        const wantedNow = await lab.read(twin.push(before));
        lab.note(expectClose(`its own output ${t}`, await lab.read(lent), wantedNow, tolerance));
      }
    },
  }),
];
