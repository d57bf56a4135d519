// L8: what a call is given is copied when it is called, however it is held and whenever its numbers are needed.

import {
  bidirectional,
  type CellWeights,
  type InitialState,
  lstm,
  type Stream,
  tensorsOf,
} from '@gatefold/contract';
import { mapLeaves, missingSupport } from '@gatefold/contract/author';
import { withClaimedCells } from '../claimed.ts';
import type { Case } from '../case.ts';
import type { CellLayer } from '../counterexample.ts';
import { type Lab, namedOptions, namedState } from '../lab.ts';
import { nextTask } from '../next-task.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import { untyped } from '../untyped.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  expectTrue,
  pickRows,
  pickSteps,
  type Values,
} from '../values.ts';
import { shared } from './hostile.ts';
import { batch, inputDim, lifetimeCase, setUp, units } from './lifetime.ts';

/** A copy, between numbers that must not be read. */
function partOfMore(data: Float32Array): Float32Array {
  const whole = new Float32Array(data.length + 3).fill(Number.NaN);
  whole.set(data, 2);
  return whole.subarray(2, 2 + data.length);
}

/** resetState(), stream() and reset() take the numbers of a state when they are called, not when they need them. */
async function expectStatesCopied(
  lab: Lab,
  config: CellLayer<true, true>,
  weights: CellWeights,
  x: Values,
  initialState: Readonly<Record<string, Values>>,
): Promise<void> {
  const { stateful, streaming } = lab.supports;
  const wanted = await lab.run(config, weights, x, { initialState });
  const own = (): Record<string, Values> =>
    Object.fromEntries(
      Object.entries(initialState).map(([name, { shape, data }]) => [
        name,
        { shape, data: partOfMore(data) },
      ]),
    );
  const given = (give: (state: InitialState<typeof config>) => void): void => {
    const state = own();
    give(namedState(config, state));
    for (const { data } of Object.values(state)) data.fill(99);
  };
  if (stateful) {
    const layer = lab.layer({ ...config, stateful: true }, weights);
    given((state) => layer.resetState(state));
    expectAlike('after resetState(state)', await lab.observe(layer, x), wanted, exactly);
  }
  if (!streaming) return;
  const layer = lab.layer(config, weights);
  const streams: Stream[] = [];
  // Twice, since one of two pushes is called with options.
  const open = (state: InitialState<typeof config>): void => {
    streams.push(lab.keep(layer.stream({ batch, initialState: state })));
  };
  given(open);
  given(open);
  const reset = lab.keep(layer.stream({ batch }));
  given((state) => reset.reset(state));
  const tolerance = lawTolerance(lab.supports.precision, config, inputDim, x.shape[1] as number);
  for (const stream of [...streams, reset]) {
    const { output } = await lab.push(stream, x);
    lab.note(expectClose('a stream from a state', output, wanted.output, tolerance));
  }
}

/** A config is the caller's, who may make the next layer of it. */
async function expectConfigCopied(
  lab: Lab,
  config: CellLayer<true, true>,
  weights: CellWeights,
  x: Values,
): Promise<void> {
  const wanted = await lab.run(config, weights, x);
  const own: Record<string, unknown> = { ...config };
  const layer = lab.keep(untyped(lab.backend).layer(own, weights));
  const activation = lab.supports.activations.find((name) => name !== config.activation);
  const change = { ...(activation && { activation }), units: 7, useBias: false };
  Object.assign(own, change, { returnSequences: false, returnState: false });
  const got = await lab.observe(layer, x);
  expectAlike('a layer whose config was changed', got, wanted, exactly);
}

/** Of a Bidirectional each direction may read its input when its turn comes. */
async function expectCopiedTwice(
  lab: Lab,
  layer: CellLayer<true, true>,
  { shape, data }: Values,
): Promise<void> {
  const config = bidirectional({ layer });
  if (missingSupport(lab.supports, config) !== undefined) return;
  const weights = drawWeights(seeded(lab.seed), config, shape[2] as number);
  const given = { shape, data: data.slice() };
  const wanted = await lab.run(config, weights, given);
  const { output } = lab.keep(lab.layer(config, weights).run(given));
  given.data.fill(99);
  expectClose('the output of both directions', await lab.read(output), wanted.output, exactly);
}

/** Memory that workers share is a caller's like any other: it changes as soon as the call is back. */
async function expectSharedCopied(
  lab: Lab,
  config: CellLayer<true, true>,
  weights: CellWeights,
  { shape, data }: Values,
): Promise<void> {
  const wanted = await lab.run(config, weights, { shape, data });
  const given = { shape: [...shape], data: shared(data) };
  const inShared = ({ shape: sizes, data: numbers }: Values): Values => ({
    shape: sizes,
    data: shared(numbers),
  });
  const held = mapLeaves(weights, (leaf) => inShared(leaf as Values)) as CellWeights;
  const layer = lab.layer(config, held);
  for (const leaf of Object.values(held) as Values[]) leaf.data.fill(99);
  // One after the other: what notices one change may be kept by it from seeing the other.
  const [first, second] = [lab.keep(layer.run(given)), lab.keep(layer.run(given))];
  given.data.fill(99);
  const read = await lab.read(first.output);
  expectClose('the output of shared memory', read, wanted.output, exactly);
  given.shape.fill(1);
  expectTrue(
    'the shape of an output follows the list of sizes that x came with',
    second.output.shape.join() === wanted.output.shape.join(),
  );
  const state = drawState(seeded(lab.seed + 2), config, shape[0] as number);
  const begun = await lab.run(config, weights, { shape, data }, { initialState: state });
  const initialState = Object.fromEntries(
    Object.entries(state).map(([name, leaf]) => [name, inShared(leaf)]),
  );
  const x = { shape, data };
  const { output } = lab.keep(layer.run(x, namedOptions(config, { initialState })));
  for (const leaf of Object.values(initialState)) leaf.data.fill(99);
  expectClose('the output from shared states', await lab.read(output), begun.output, exactly);
  const after = await lab.read(second.output);
  expectClose('the output of an x whose sizes were changed', after, wanted.output, exactly);
}

/** Weights and a state of so many numbers that a device may take them as they are, when their turn comes. */
async function expectLargeCopied(lab: Lab): Promise<void> {
  const [rows, width, inputs] = [70, 66, 64];
  const config = withClaimedCells(lab.supports, lstm({ units: width }));
  const random = seeded(lab.seed + 6);
  const weights = drawWeights(random, config, inputs);
  const initialState = drawState(random, config, rows);
  const x = distinct(random, [rows, 1, inputs]);
  const wanted = await lab.run(config, weights, x, { initialState });
  const layer = lab.layer(config, weights);
  for (const { data } of Object.values(weights) as Values[]) data.fill(99);
  const { output } = lab.keep(layer.run(x, namedOptions(config, { initialState })));
  for (const { data } of Object.values(initialState)) data.fill(99);
  expectClose('large weights and states', await lab.read(output), wanted.output, exactly);
}

/** Parts of one buffer are as different as arrays of their own: windows over a signal, and the weights in a file. */
async function expectWindowsApart(
  lab: Lab,
  config: CellLayer<true, true>,
  x: Values,
): Promise<void> {
  const random = seeded(lab.seed + 7);
  const weights = [0, 1].map(() => drawWeights(random, config, inputDim));
  const all = weights.flatMap((one) => Object.values(one) as Values[]);
  const file = new Float32Array(all.reduce((size, { data }) => size + data.length, 0));
  let end = 0;
  const inFile = ({ shape, data }: Values): Values => {
    const part = file.subarray(end, (end += data.length));
    part.set(data);
    return { shape, data: part };
  };
  const layers = weights.map((one) =>
    lab.layer(config, mapLeaves(one, (leaf) => inFile(leaf as Values)) as CellWeights),
  );
  const signal = distinct(random, [2 * x.data.length]).data;
  for (const [index, layer] of layers.entries()) {
    for (const start of [0, 1, x.data.length]) {
      const data = signal.subarray(start, start + x.data.length);
      const wanted = await lab.run(config, weights[index] as CellWeights, {
        shape: x.shape,
        data: data.slice(),
      });
      const { output } = lab.keep(layer.run({ shape: x.shape, data }));
      const what = `layer ${index + 1} of one buffer, x from ${start} on in another`;
      expectClose(what, await lab.read(output), wanted.output, exactly);
    }
  }
}

export const copyCases: readonly Case[] = [
  lifetimeCase({
    id: 'inputs-untouched',
    clauses: ['L1'],
    says: 'x, weights and initial state are as they were after a run',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const initialState = drawState(seeded(lab.seed + 2), config, batch);
      const arrays = [...Object.values(weights), x, ...Object.values(initialState)] as Values[];
      const before = arrays.map(({ data }) => data.slice());
      await lab.run(config, weights, x, { initialState });
      for (const [index, { shape, data }] of arrays.entries()) {
        expectClose(`array ${index}`, { shape, data }, { shape, data: before[index]! }, exactly);
      }
    },
  }),
  lifetimeCase({
    id: 'copies-out',
    clauses: ['L2'],
    says: 'writing to what data() returned changes no tensor',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const layer = lab.layer(config, weights);
      // Tensors of a few numbers, too, and of thousands.
      const few = pickSteps(pickRows(x, [0]), [0]);
      const many = distinct(seeded(lab.seed + 2), [2, 900, inputDim]);
      const results = [x, few, many].map((input) => layer.run(input));
      const tensors = results.flatMap((result) => tensorsOf(result)).map((made) => lab.keep(made));
      const first = await Promise.all(tensors.map((made) => made.data()));
      const kept = first.map((data) => data.slice());
      for (const data of first) data.fill(99);
      for (const [index, made] of tensors.entries()) {
        const { shape } = made;
        const got = { shape, data: await made.data() };
        expectClose(`tensor ${index}`, got, { shape, data: kept[index]! }, exactly);
        if (!lab.supports.dataSync) continue;
        // Twice, since what is kept may be made by the first.
        for (let times = 0; times < 2; times++) made.dataSync().fill(99);
        const data = made.dataSync();
        expectClose(`tensor ${index}, read at once`, { shape, data }, got, exactly);
      }
    },
  }),
  lifetimeCase({
    id: 'copies-in',
    clauses: ['L8'],
    says: 'changing config, weights, x and initial state after the call changes nothing',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const initialState = drawState(seeded(lab.seed + 2), config, batch);
      const wanted = await lab.run(config, weights, x, { initialState });
      const layer = lab.layer(config, weights);
      const result = layer.run(x, namedOptions(config, { initialState }));
      for (const made of tensorsOf(result)) lab.keep(made);
      const readLater = lab.keep(layer.run(x, namedOptions(config, { initialState }))).output;
      const inputs = [...Object.values(weights), x, ...Object.values(initialState)] as Values[];
      const kept = inputs.map(({ data }) => data.slice());
      const given = { shape: x.shape, data: x.data.slice() };
      for (const { data } of inputs) data.fill(99);
      const { shape } = result.output;
      expectClose('output', { shape, data: await result.output.data() }, wanted.output, exactly);
      await nextTask();
      expectClose('output, read later', await lab.read(readLater), wanted.output, exactly);
      const names = Object.keys(initialState);
      const stateThen = kept.slice(-names.length);
      const state = Object.fromEntries(
        names.map((name, k) => [name, { shape: [batch, units], data: stateThen[k]! }]),
      );
      const meanwhile = await lab.observe(layer, given, { initialState: state });
      expectAlike('a run while the weights read otherwise', meanwhile, wanted, exactly);
      for (const [index, { data }] of inputs.entries()) data.set(kept[index]!);
      expectAlike('the next run', await lab.observe(layer, x, { initialState }), wanted, exactly);
      await expectStatesCopied(lab, config, weights, x, initialState);
      await expectConfigCopied(lab, config, weights, x);
      // So many numbers that a device may take them as they are, when their turn comes.
      const many = distinct(seeded(lab.seed + 4), [4, 1100, inputDim]);
      const wantedOfMany = await lab.run(config, weights, many);
      const { output: ofMany } = lab.keep(layer.run(many));
      many.data.fill(99);
      expectClose('the output of many', await lab.read(ofMany), wantedOfMany.output, exactly);
      await expectCopiedTwice(lab, config, x);
      await expectSharedCopied(lab, config, weights, x);
      await expectLargeCopied(lab);
      await expectWindowsApart(lab, config, x);
      // The same arrays, one number within them another.
      const changed = [x, ...Object.values(initialState)];
      for (const call of [0, 1]) {
        if (call === 1) for (const { data } of changed) data[data.length >> 1] = 0.9;
        const fresh = await lab.run(config, weights, x, { initialState });
        const { output } = lab.keep(layer.run(x, namedOptions(config, { initialState })));
        expectClose('arrays read anew', await lab.read(output), fresh.output, exactly);
      }
    },
  }),
];
