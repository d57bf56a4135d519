// L4, L16, L17: more at once than a device has places for, and calls that are alike, do not meet.

import {
  type CellWeights,
  type Layer,
  type LayerConfig,
  type Mask,
  type Tensor,
  tensorsOf,
} from '@gatefold/contract';
import type { CellLayer } from '../counterexample.ts';
import { type Lab, namedState } from '../lab.ts';
import { drawMask } from '../laws/law.ts';
import { distinct, drawState, drawWeights, scattered, seeded } from '../random.ts';
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
  type Values,
} from '../values.ts';
import { inOneArray } from '../views.ts';
import { expectRefusal } from './refusal.ts';

/** More results at once than a device has places for in a table or a pool: each is a row of what one run gives. */
export async function expectManyHeld(
  lab: Lab,
  config: CellLayer<true, true>,
  weights: CellWeights,
  inputDim: number,
): Promise<void> {
  const count = 130;
  const x = distinct(seeded(lab.seed + 5), [count, 1, inputDim]);
  const whole = await lab.run(config, weights, x);
  const layer = lab.layer(config, weights);
  const held = Array.from({ length: count }, (_, row) => lab.keep(layer.run(pickRows(x, [row]))));
  const tolerance = lawTolerance(lab.supports.precision, config, inputDim, 1);
  // All on their way at once.
  const read = await Promise.all(
    held.map(async ({ output, state }, row) => ({
      // In each of the ways that there are, five at a time.
      output: await lab.read(output, Math.floor(row / 5)),
      state: await lab.readLeaves(state),
    })),
  );
  for (const [row, { output, state }] of read.entries()) {
    const wanted = pickRows(whole.output, [row]);
    lab.note(expectClose(`result ${row}`, output, wanted, tolerance));
    for (const [name, leaf] of Object.entries(state)) {
      const kept = pickRows(whole.state[name] as Values, [row]);
      lab.note(expectClose(`state ${name} of result ${row}`, leaf, kept, tolerance));
    }
  }
}

/** A tensor of the backend's own, of the shape of x. */
export function tensorLike(lab: Lab, config: CellLayer<true, true>, x: Values): Tensor {
  const inputDim = x.shape[2] as number;
  const below = { ...config, units: inputDim };
  const lower = lab.layer(below, drawWeights(seeded(lab.seed + 8), below, inputDim));
  return lab.keep(lower.run(x)).output;
}

/** The parts of a result are themselves in whatever order they are read, and outlive each other. */
export async function expectPartsApart(lab: Lab, config: LayerConfig, x: Values): Promise<void> {
  const layer = lab.layer(config, drawWeights(seeded(lab.seed), config, x.shape[2] as number));
  const made = tensorsOf(lab.keep(layer.run(x)));
  const numbers = await Promise.all(made.map((tensor) => tensor.data()));
  const turned = await Promise.all(made.toReversed().map((tensor) => tensor.data()));
  for (const [place, data] of turned.toReversed().entries()) {
    expectTrue(`part ${place}, read after the others`, data.join() === numbers[place]?.join());
  }
  for (const places of [[...made.keys()], [...made.keys()].toReversed()]) {
    const tensors = tensorsOf(layer.run(x));
    for (const place of places) {
      const read = await (tensors[place] as Tensor).data();
      expectTrue(`part ${place} of a result`, read.join() === numbers[place]?.join());
      tensors[place]?.dispose();
    }
  }
}

/** Runs of one layer on one tensor, all on their way, have masks and numbers each: a device may see that they are alike. */
export async function expectOneInputOften(
  lab: Lab,
  config: CellLayer<true, true>,
  weights: CellWeights,
  x: Values,
): Promise<void> {
  const [batch, timeSteps, inputDim] = x.shape as [number, number, number];
  const given = tensorLike(lab, config, x);
  const read = await lab.read(given);
  const layer = lab.layer(config, weights);
  const { masking, precision } = lab.supports;
  const masks = masking ? [1, 2].map((k) => drawMask(seeded(k), batch, timeSteps)) : [];
  const calls: { readonly mask?: Mask }[] = [{}, {}, {}, ...masks.map((mask) => ({ mask }))];
  const results = calls.map((options) => lab.keep(layer.run(given, options)));
  const tolerance = lawTolerance(precision, config, inputDim, 1);
  for (const [index, { output }] of results.entries()) {
    // A tensor may be finer than what is read of it.
    const got = await lab.read(output);
    const wanted = await lab.run(config, weights, read, calls[index]);
    lab.note(expectClose('one tensor often', got, wanted.output, tolerance));
  }
}

/** What is disposed of while it is read gives its own numbers, or says so: not those of what lies there next. */
export async function expectReadToTheEnd(layer: Layer, x: Values, wanted: Values): Promise<void> {
  const ended = layer.run(x);
  const reading = (ended.output as Tensor).data();
  ended.dispose();
  const next = [1, 2, 3].map((by) =>
    layer.run({ shape: x.shape, data: x.data.map((value) => value / 2 - by) }),
  );
  const what = 'a tensor that is disposed of while it is read';
  const got = await reading.catch(async (error: unknown) => {
    await expectRefusal(what, 'RNN_DISPOSED', () => Promise.reject(error));
    return wanted.data;
  });
  for (const result of next) result.dispose();
  expectClose(what, { ...wanted, data: got }, wanted, exactly);
}

/** A stream that begins with a long chunk begins with its state all the same, whose tensors may be parts of one array. */
export async function expectLongFirst(
  lab: Lab,
  config: CellLayer<true, true>,
  weights: CellWeights,
  inputDim: number,
): Promise<void> {
  const layer = lab.layer(config, weights);
  for (const timeSteps of [2, 9, 17, 65]) {
    const x = distinct(seeded(lab.seed + timeSteps), [1, timeSteps, inputDim]);
    const state = drawState(seeded(lab.seed + 3), config, 1);
    const wanted = await lab.run(config, weights, x, { initialState: state });
    const begun = namedState(config, inOneArray(state));
    const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
    const stream = lab.keep(layer.stream({ initialState: begun }));
    for (const begins of ['stream()', 'reset()']) {
      const { output } = await lab.push(stream, x);
      const what = `a first chunk of ${timeSteps} after ${begins}`;
      lab.note(expectClose(what, output, wanted.output, tolerance));
      stream.reset(begun);
    }
  }
}

/** More runs of a layer, with nothing read between, than a queue of commands holds and a byte counts. */
export async function expectManyInOneGo(
  lab: Lab,
  config: CellLayer<true, true>,
  weights: CellWeights,
  x: Values,
): Promise<void> {
  const [batch, timeSteps, inputDim] = x.shape as [number, number, number];
  // Tensors, for which nothing has to be uploaded between two runs; neighbours, and those at powers of two, differ.
  const three = [0, 1, 2].map((k) =>
    tensorLike(lab, config, distinct(seeded(lab.seed + k), x.shape)),
  );
  const [given] = three as [Tensor];
  const layer = lab.layer(config, weights);
  // Other flags than those of all that follow.
  const other = { ...config, goBackwards: lab.supports.goBackwards, returnSequences: false };
  const first = lab.keep(lab.layer(other, weights).run(given));
  const { masking } = lab.supports;
  const masks = [1, 2].map((k) => drawMask(seeded(lab.seed + k), batch, timeSteps));
  const calls = [{}, ...masks.map((mask) => (masking ? { mask } : {}))];
  const many = Array.from({ length: 270 }, (_, k) =>
    lab.keep(layer.run(three[k % 3] as Tensor, calls[k % 3])),
  );
  const outputs = await Promise.all(many.map(({ output }) => lab.read(output)));
  for (const [index, output] of outputs.entries()) {
    const same = outputs[index % 3] as Values;
    expectClose(`run ${index} of many in one go`, output, same, exactly);
  }
  const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
  const read = await lab.read(given);
  const alone = await lab.run(config, weights, read);
  lab.note(expectClose('many in one go', outputs[0] as Values, alone.output, tolerance));
  const before = await lab.run(other, weights, read);
  const what = 'the run of other flags before them';
  lab.note(expectClose(what, await lab.read(first.output), before.output, tolerance));
}

/** Two layers that feed each other by turns, with nothing read between: a device that gathers work keeps its order. */
export async function expectChain(
  lab: Lab,
  config: CellLayer<true, true>,
  x: Values,
): Promise<void> {
  const [, timeSteps, inputDim] = x.shape as [number, number, number];
  const square = { ...config, units: inputDim };
  const layers = [9, 10].map((k) =>
    lab.layer(square, drawWeights(seeded(lab.seed + k), square, inputDim)),
  );
  const turns = [0, 1, 0, 0, 1].map((turn) => layers[turn] as Layer);
  let [given, wanted]: [Tensor | Values, Values] = [x, x];
  for (const layer of turns) given = lab.keep(layer.run(given)).output as Tensor;
  for (const layer of turns) wanted = (await lab.observe(layer, wanted)).output;
  const tolerance = lawTolerance(lab.supports.precision, square, inputDim, timeSteps);
  const got = await lab.read(given as Tensor);
  lab.note(expectClose('layers that feed each other by turns', got, wanted, tolerance));
}

/** More layers at once than a device has places for: each has weights of its own to the end. */
export async function expectManyLayers(
  lab: Lab,
  config: CellLayer<true, true>,
  inputDim: number,
): Promise<void> {
  const count = 70;
  const x = distinct(seeded(lab.seed + 6), [1, 2, inputDim]);
  const layers: { layer: Layer; first: Observation }[] = [];
  for (let k = 0; k < count; k++) {
    const layer = lab.layer(config, drawWeights(seeded(lab.seed + 7 + k), config, inputDim));
    layers.push({ layer, first: await lab.observe(layer, x) });
  }
  for (const [k, { layer, first }] of layers.entries()) {
    expectAlike(`layer ${k} of ${count}`, await lab.observe(layer, x), first, exactly);
  }
}

/** Frames and sequences that are parts of one array, as of a recording, are told apart by where they begin. */
export async function expectFramesOfOneArray(
  lab: Lab,
  config: CellLayer<true, true>,
  weights: CellWeights,
  x: Values,
): Promise<void> {
  const { shape, data } = pickRows(x, [0]);
  const [, timeSteps, inputDim] = shape as [number, number, number];
  const layer = lab.layer(config, weights);
  const whole = await lab.run(config, weights, { shape, data });
  const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
  const stream = lab.keep(layer.stream());
  const kept: Values[] = [];
  for (let t = 0; t < timeSteps; t++) {
    const frame = data.subarray(t * inputDim, (t + 1) * inputDim);
    const output = stream.push({ shape: [1, inputDim], data: frame });
    lab.note(expectClose(`frame ${t}`, await lab.read(output), stepOf(whole.output, t), tolerance));
    const { output: alone } = lab.keep(layer.run({ shape: [1, 1, inputDim], data: frame }));
    kept.push(await lab.read(alone));
  }
  for (const [t, got] of kept.entries()) {
    const wanted = await lab.run(config, weights, pickSteps({ shape, data }, [t]));
    expectClose(`step ${t} alone`, got, wanted.output, exactly);
  }
}

/** A lent state of more than 65,536 numbers is stored whole, and a stream begins with all of it. */
export async function expectManyLent(
  lab: Lab,
  config: CellLayer<true, true>,
  weights: CellWeights,
  inputDim: number,
): Promise<void> {
  const batch = 22_000;
  const lender = lab.keep(lab.layer(config, weights).stream({ batch }));
  lender.push(scattered(seeded(lab.seed + 3), [batch, inputDim]));
  const lent = await lab.readLeaves(lender.state);
  const keeper = lab.layer({ ...config, stateful: true }, weights);
  keeper.resetState(lender.state);
  const none = { shape: [batch, 0, inputDim], data: new Float32Array(0) };
  const { state } = await lab.observe(keeper, none);
  expectStates('many stored', state, lent, exactly);
  const begun = { batch, initialState: lender.state };
  const heir = lab.keep(lab.layer(config, weights).stream(begun));
  expectStates('many in a stream from it', await lab.readLeaves(heir.state), lent, exactly);
}
