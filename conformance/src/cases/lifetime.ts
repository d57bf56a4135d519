// L: who owns what, and for how long. That inputs are never written to (L1) is watched by the lab in every run.

import {
  bidirectional,
  type CellWeights,
  type InitialState,
  lstm,
  sizeOf,
  type Supports,
  type Tensor,
  tensorsOf,
} from '@gatefold/contract';
import { missingSupport } from '@gatefold/contract/author';
import { type Case, defineCase } from '../case.ts';
import { withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { type Lab, namedOptions } from '../lab.ts';
import { distinct, drawWeights, seeded } from '../random.ts';
import { nextTask } from '../next-task.ts';
import { lawTolerance } from '../tolerance.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  expectMemory,
  expectTrue,
  filled,
  pickRows,
  stepOf,
  type Values,
} from '../values.ts';
import { shared } from './hostile.ts';
import { expectNothingLeft } from './left-over.ts';
import {
  expectChain,
  expectManyHeld,
  expectManyInOneGo,
  expectManyLayers,
  expectOneInputOften,
  expectPartsApart,
  expectReadToTheEnd,
  tensorLike,
} from './many-at-once.ts';
import { expectRefusal } from './refusal.ts';

export const batch = 2;
export const inputDim = 5;
export const units = 3;
const timeSteps = 4;
const layerFor = (supports: Supports): CellLayer<true, true> =>
  withClaimedCells(supports, lstm({ units, returnSequences: true, returnState: true }));

export function setUp(lab: Lab): {
  config: CellLayer<true, true>;
  weights: CellWeights;
  x: Values;
} {
  const config = layerFor(lab.supports);
  return {
    config,
    weights: drawWeights(seeded(lab.seed), config, inputDim),
    x: distinct(seeded(lab.seed + 1), [batch, timeSteps, inputDim]),
  };
}

/** Wherever a state is taken, a disposed one is refused. */
async function expectStateRefused(
  lab: Lab,
  config: CellLayer<true, true>,
  weights: CellWeights,
  state: unknown,
): Promise<void> {
  const initialState = state as InitialState<typeof config>;
  if (lab.supports.stateful) {
    const layer = lab.layer({ ...config, stateful: true }, weights);
    await expectRefusal('resetState', 'RNN_DISPOSED', () => layer.resetState(initialState));
  }
  if (!lab.supports.streaming) return;
  const layer = lab.layer(config, weights);
  await expectRefusal('stream from a state', 'RNN_DISPOSED', () =>
    layer.stream({ batch, initialState }),
  );
  const stream = lab.keep(layer.stream({ batch }));
  await expectRefusal('reset', 'RNN_DISPOSED', () => stream.reset(initialState));
}

export const lifetimeCase = (input: Omit<Parameters<typeof defineCase>[0], 'configs'>): Case =>
  defineCase({
    everyCell: true,
    ...input,
    id: `lifetime/${input.id}`,
    configs: (supports) => [layerFor(supports)],
  });

export const lifetimeCases: readonly Case[] = [
  lifetimeCase({
    id: 'repeatable',
    clauses: ['L3'],
    says: 'the same call gives the same bits again',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const layer = lab.layer(config, weights);
      const first = await lab.observe(layer, x);
      for (let again = 0; again < 3; again++) {
        expectAlike('again', await lab.observe(layer, x), first, exactly);
      }
      expectAlike('another layer', await lab.run(config, weights, x), first, exactly);
    },
  }),
  lifetimeCase({
    id: 'interleaved',
    // Many at once, of whatever cell.
    everyCell: false,
    clauses: ['L4', 'L15', 'L16', 'L17'],
    says: 'runs whose numbers are still on their way, or held, and layers do not meet, however many or alike they are',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const other = distinct(seeded(lab.seed + 3), [batch + 1, timeSteps + 1, inputDim]);
      const wanted = [await lab.run(config, weights, x), await lab.run(config, weights, other)];
      const layer = lab.layer(config, weights);
      const results = [layer.run(x), layer.run(other), layer.run(x)];
      for (const made of results.flatMap((result) => tensorsOf(result))) lab.keep(made);
      const read = await Promise.all(results.map(({ output }) => output.data()));
      for (const [index, data] of read.entries()) {
        const { shape, data: expected } = wanted[index % 2]!.output;
        expectClose(`run ${index}`, { shape, data }, { shape, data: expected }, exactly);
      }
      await expectReadToTheEnd(layer, x, wanted[0]?.output as Values);
      // A state that is being read begins a run all the same.
      const [{ state }] = results as [(typeof results)[0]];
      const begin = async (): Promise<Tensor> =>
        lab.keep(layer.run(x, { initialState: state })).output;
      const [initialState, after] = await Promise.all([lab.readLeaves(state), begin()]);
      const again = await lab.run(config, weights, x, { initialState });
      const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
      const got = await lab.read(after);
      lab.note(expectClose('from a state that is read', got, again.output, tolerance));
      // Shapes that are alike where their numbers are written one after another.
      for (const rows of [1, 11]) {
        const alike = distinct(seeded(lab.seed + 4), [rows, rows === 1 ? 12 : 2, inputDim]);
        const fresh = await lab.run(config, weights, alike);
        expectAlike(`${rows} rows`, await lab.observe(layer, alike), fresh, exactly);
      }
      for (const given of [x, pickRows(x, [0])]) {
        await expectOneInputOften(lab, config, weights, given);
      }
      await expectManyInOneGo(lab, config, weights, x);
      await expectChain(lab, config, x);
      await expectManyHeld(lab, config, weights, inputDim);
      await expectManyLayers(lab, config, inputDim);
    },
  }),
  lifetimeCase({
    id: 'counts',
    clauses: ['L5', 'L6', 'L9', 'L17'],
    says: 'memory() counts tensors and layers, and returns to what it was; tensors outlive their layer, and each other',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const before = lab.backend.memory();
      const layer = lab.backend.layer(config, weights);
      const { tensors, layers } = lab.backend.memory();
      expectTrue('one layer more', layers === before.layers + 1 && tensors === before.tensors);
      const result = layer.run(x);
      const made = tensorsOf(result);
      const more = lab.backend.memory().tensors - before.tensors;
      expectTrue(`${made.length} tensors more, got ${more}`, more === made.length);
      // Nothing is asked of the last run before its layer is gone: it may still wait for its turn.
      const runAndEnd = async (): Promise<typeof result> => {
        const last = layer.run(x);
        layer.dispose();
        return last;
      };
      const [early, unread] = await Promise.all([result.output.data(), runAndEnd()]);
      expectTrue('layer.disposed', layer.disposed);
      const numbers = await result.output.data();
      expectTrue('a tensor outlives its layer', numbers.every(Number.isFinite));
      expectTrue('so does what is on its way to the reader', early.join() === numbers.join());
      const late = await unread.output.data();
      expectTrue('so does what was asked for last', late.join() === numbers.join());
      for (const tensor of [...made, ...tensorsOf(unread)]) {
        tensor.dispose();
        tensor.dispose();
        tensor[Symbol.dispose]();
        expectTrue('tensor.disposed', tensor.disposed);
      }
      layer.dispose();
      expectMemory('after dispose()', lab.backend, before);
      for (let again = 0; again < 5; again++) await lab.run(config, weights, x);
      expectMemory('after five runs', lab.backend, before);
      await expectPartsApart(lab, config, x);
      const both = bidirectional({ layer: config, mergeMode: null });
      if (missingSupport(lab.supports, both) === undefined) await expectPartsApart(lab, both, x);
      await expectNothingLeft(lab, config, weights, x);
    },
  }),
  lifetimeCase({
    id: 'use-after-dispose',
    clauses: ['L7', 'L9', 'E23'],
    says: 'a disposed layer, and a disposed tensor as result, x and initialState, are refused; what is on its way arrives',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const layer = lab.backend.layer(config, weights);
      const other = lab.layer(config, weights);
      const result = layer.run(x);
      const { output, state } = result;
      const wanted = await lab.observe(other, x);
      expectAlike('control', await lab.observe(layer, x), wanted, exactly);
      const early = lab.read(output);
      layer.dispose();
      expectClose('on its way', await early, wanted.output, exactly);
      // Further on its way: the device may have been asked for the numbers by now.
      const third = lab.backend.layer(config, weights);
      const { output: asked } = lab.keep(third.run(x));
      const [later] = await Promise.all([lab.read(asked), nextTask().then(() => third.dispose())]);
      expectClose('further on its way', later, wanted.output, exactly);
      for (const given of [x, filled([0, timeSteps, inputDim], 0)]) {
        await expectRefusal('layer.run', 'RNN_DISPOSED', () => layer.run(given));
      }
      if (lab.supports.streaming) {
        await expectRefusal('layer.stream', 'RNN_DISPOSED', () => layer.stream());
      }
      for (const made of tensorsOf(result)) made.dispose();
      for (const made of tensorsOf(result)) {
        // Where a promise is returned it rejects, and nothing is thrown at once.
        const reading = made.data();
        await expectRefusal('tensor.data', 'RNN_DISPOSED', () => reading);
      }
      const target = new Float32Array(sizeOf(output.shape));
      await expectRefusal('tensor.data(target)', 'RNN_DISPOSED', () => output.data(target));
      const ended = lab.keep(other.run(x)).state;
      for (const leaf of tensorsOf({ ...ended })) leaf.dispose();
      await expectStateRefused(lab, config, weights, ended);
      const disposed = tensorLike(lab, config, x);
      // What was read of it may be kept, and is not it.
      await disposed.data();
      disposed.dispose();
      await expectRefusal('x', 'RNN_DISPOSED', () => other.run(disposed));
      const alive = lab.keep(other.run(x)).state;
      for (const name of Object.keys(state)) {
        const gone = (state as Readonly<Record<string, Tensor>>)[name] as Tensor;
        await expectRefusal(`${name} of initialState`, 'RNN_DISPOSED', () =>
          other.run(x, namedOptions(config, { initialState: { ...alive, [name]: gone } })),
        );
      }
      await lab.observe(other, x);
    },
  }),
  lifetimeCase({
    id: 'using',
    clauses: ['L11', 'L5', 'L10'],
    says: 'layers, results, tensors and backends have the dispose method that `using` calls, which ends nothing beside',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const before = lab.backend.memory();
      const layer = lab.backend.layer(config, weights);
      const made = [...tensorsOf(layer.run(x)), layer];
      // What `using` compiles to; the syntax itself is younger than Node 20.
      for (const resource of made.toReversed()) resource[Symbol.dispose]();
      expectTrue(
        'all must be disposed',
        made.every(({ disposed }) => disposed),
      );
      // A second time, and by the other name, it does nothing.
      layer.dispose();
      expectMemory('after using', lab.backend, before);
      const other = lab.layer(config, weights);
      const wanted = await lab.observe(other, x);
      const neighbour = await lab.neighbour();
      neighbour?.layer(config, weights);
      neighbour?.backend[Symbol.dispose]();
      const got = await lab.observe(other, x);
      expectAlike('a layer, after another backend has gone', got, wanted, exactly);
      expectTrue('the backend too', typeof lab.backend[Symbol.dispose] === 'function');
    },
  }),
  lifetimeCase({
    id: 'target',
    clauses: ['L12'],
    says: 'data(target) fills and returns the target, and refuses another size, and another type',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const result = lab.layer(config, weights).run(x);
      for (const made of tensorsOf(result)) lab.keep(made);
      const { h } = result.state;
      const fresh = await h.data();
      const target = new Float32Array(batch * units);
      expectTrue('the target must be returned', (await h.data(target)) === target);
      expectTrue('the target must be filled', target.join() === fresh.join());
      // It stays the caller's.
      const next = lab.layer(config, weights);
      const { state: initialState } = result;
      const goesOn = lab.keep(next.run(x, { initialState })).output;
      const wanted = await lab.read(goesOn);
      target.fill(9);
      if (lab.supports.dataSync) {
        const atOnce = h.dataSync().join();
        expectTrue('read at once after the target was changed', atOnce === fresh.join());
      }
      expectTrue('read after the target was changed', (await h.data()).join() === fresh.join());
      const again = lab.keep(next.run(x, { initialState })).output;
      expectClose('a run from what was read', await lab.read(again), wanted, exactly);
      // Read at the same time without one, and into another.
      const twin = new Float32Array(batch * units);
      const [, first, second] = await Promise.all([h.data(), h.data(target.fill(9)), h.data(twin)]);
      expectTrue('each target must be returned', first === target && second === twin);
      expectTrue(
        'each target must be filled',
        [target, twin].every((array) => array.join() === fresh.join()),
      );
      const inShared = shared(new Float32Array(batch * units));
      expectTrue('a target of shared memory', (await h.data(inShared)) === inShared);
      expectTrue('it must be filled', inShared.join() === fresh.join());
      for (const size of [1, batch * units + 1]) {
        // It rejects, and throws nothing at once.
        const refused = h.data(new Float32Array(size));
        await expectRefusal(`a target of ${size}`, 'RNN_SHAPE', () => refused);
        expectTrue('read after a refusal', (await h.data()).join() === fresh.join());
      }
      // Once it is there nobody writes to it but its owner.
      target.fill(9);
      await new Promise((wake) => setTimeout(wake, 5));
      expectTrue(
        'a target that was filled is written to later',
        target.every((value) => value === 9),
      );
      const size = batch * units;
      for (const other of [new Float64Array(size), new Int32Array(size), Array(size).fill(0)]) {
        const refused = h.data(other as unknown as Float32Array);
        const what = `a target that is a ${other.constructor.name}`;
        await expectRefusal(what, 'RNN_SHAPE', () => refused);
      }
      expectTrue('read after all refusals', (await h.data()).join() === fresh.join());
      const { output } = result;
      const numbers = await output.data();
      await expectRefusal('a target of 1', 'RNN_SHAPE', () => output.data(new Float32Array(1)));
      const reread = await output.data();
      expectTrue('an output after a refusal', reread.join() === numbers.join());
      if (!lab.supports.dataSync) return;
      const part = new Float32Array(1 + batch * units).subarray(1);
      expectTrue('read at once into a part', h.dataSync(part).join() === fresh.join());
    },
  }),
  defineCase({
    id: 'lifetime/streams',
    everyCell: true,
    clauses: ['L13', 'L5', 'L7'],
    says: 'a stream counts in memory(), and ends with its layer',
    levels: ['streaming'],
    configs: (supports) => [layerFor(supports)],
    claims: ['streaming'],
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const before = lab.backend.memory();
      const layer = lab.backend.layer(config, weights);
      const ended = layer.stream({ batch });
      expectTrue('one stream more', lab.backend.memory().streams === before.streams + 1);
      ended.push(x);
      ended.dispose();
      ended.dispose();
      expectTrue('stream.disposed', ended.disposed);
      await expectRefusal('push', 'RNN_DISPOSED', () => ended.push(x));
      const orphan = layer.stream({ batch });
      orphan.push(x);
      layer.dispose();
      // A second time it does nothing.
      layer.dispose();
      expectTrue('the stream of a disposed layer', orphan.disposed);
      for (const frame of [x, stepOf(x, 0)]) {
        const what = `push of rank ${frame.shape.length} after layer.dispose()`;
        await expectRefusal(what, 'RNN_DISPOSED', () => orphan.push(frame));
      }
      expectMemory('after dispose()', lab.backend, before);
    },
  }),
  lifetimeCase({
    id: 'json',
    clauses: ['L14'],
    says: 'a config that has been through JSON makes the same layer',
    run: async (lab) => {
      const { config, weights, x } = setUp(lab);
      const wanted = await lab.run(config, weights, x);
      const again = JSON.parse(JSON.stringify(config)) as typeof config;
      expectAlike('from JSON', await lab.run(again, weights, x), wanted, exactly);
    },
  }),
];
