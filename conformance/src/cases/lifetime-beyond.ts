// L: lifetime of what a stateful layer stores, of streams and of results.

import {
  type CellWeights,
  type HostTensor,
  lstm,
  type Supports,
  type Tensor,
  tensorsOf,
} from '@gatefold/contract';
import { type Case, defineCase } from '../case.ts';
import { telling, withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { type Lab, namedState } from '../lab.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import { untyped } from '../untyped.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  expectMemory,
  expectShape,
  expectTrue,
  filled,
  type Observation,
  stepOf,
} from '../values.ts';
import { elsewhere } from './foreign.ts';
import { expectRefusal } from './refusal.ts';

const [batch, timeSteps, inputDim, units] = [2, 4, 5, 3];
const flags = { returnSequences: true, returnState: true } as const;
const layerFor = (supports: Supports): CellLayer<true, true> =>
  withClaimedCells(supports, lstm({ units, ...flags }));
const x = distinct(seeded(2), [batch, timeSteps, inputDim]);

function setUp({ supports }: Lab): {
  config: CellLayer<true, true>;
  weights: CellWeights;
  state: ReturnType<typeof drawState>;
} {
  const config = layerFor(supports);
  return {
    config,
    weights: drawWeights(seeded(1), config, inputDim),
    state: drawState(seeded(3), config, batch),
  };
}

export const lifetimeCasesBeyond: readonly Case[] = [
  defineCase({
    id: 'lifetime/weights-copied',
    everyCell: true,
    clauses: ['L8'],
    says: 'changing the weights between the making of a layer and its run changes nothing',
    configs: (supports) => [layerFor(supports)],
    run: async (lab) => {
      const { config, weights } = setUp(lab);
      const drawn = drawWeights(seeded(1), config, inputDim);
      // Many rows may take another way, for which the weights lie otherwise.
      const inputs = [x, distinct(seeded(3), [40, timeSteps, inputDim])];
      const wanted = await Promise.all(inputs.map((given) => lab.run(config, weights, given)));
      const layer = lab.layer(config, drawn);
      for (const { data } of Object.values(drawn) as HostTensor[]) data.fill(99);
      for (const [index, given] of inputs.entries()) {
        const got = await lab.observe(layer, given);
        expectAlike('after the change', got, wanted[index] as Observation, exactly);
      }
    },
  }),
  defineCase({
    id: 'lifetime/stored-state',
    everyCell: true,
    clauses: ['L5', 'L7', 'P4'],
    says: 'a stored state counts in memory() once, and is freed by resetState() and with its layer',
    levels: ['stateful'],
    configs: (supports) => [{ ...layerFor(supports), stateful: true }],
    run: async (lab) => {
      const { backend } = lab;
      const { config, weights, state } = setUp(lab);
      const before = backend.memory();
      const layer = backend.layer({ ...config, stateful: true }, weights);
      // Weights may be prepared in the background, and scratch be made by a first run: bytes count both.
      await lab.observe(layer, x);
      layer.resetState();
      const empty = backend.memory();
      await lab.observe(layer, x);
      const stored = backend.memory();
      expectTrue('a state takes buffers', stored.buffers > empty.buffers);
      await lab.observe(layer, x);
      expectMemory('after another call', backend, stored);
      layer.resetState(namedState(config, state));
      layer.resetState(namedState(config, state));
      expectMemory('after resetState(state)', backend, stored);
      layer.resetState();
      expectMemory('after resetState()', backend, empty);
      const ended = layer.run(x);
      ended.dispose();
      await expectRefusal('a disposed state', 'RNN_DISPOSED', () => layer.resetState(ended.state));
      const named = namedState(config, state);
      for (const [name, gone] of Object.entries(ended.state)) {
        await expectRefusal(`a disposed ${name}`, 'RNN_DISPOSED', () =>
          layer.resetState({ ...named, [name]: gone }),
        );
      }
      layer.dispose();
      expectMemory('after dispose()', backend, before);
      await expectRefusal('resetState', 'RNN_DISPOSED', () => layer.resetState());
    },
  }),
  defineCase({
    id: 'lifetime/result',
    everyCell: true,
    clauses: ['L11', 'L5'],
    says: 'dispose() of a result, and `using`, free its output and its state, and show in no list of keys',
    configs: (supports) => [layerFor(supports)],
    run: async (lab) => {
      const { config, weights } = setUp(lab);
      const before = lab.backend.memory();
      const layer = lab.backend.layer(config, weights);
      // As above: what the layer keeps for itself is there after a first run.
      await lab.observe(layer, x);
      const withLayer = lab.backend.memory();
      for (const end of ['dispose', Symbol.dispose] as const) {
        const result = layer.run(x);
        const made = tensorsOf(result);
        expectTrue('keys', Object.keys(result).join() === 'output,state');
        result[end]();
        expectTrue(
          `${String(end)} must free all of them`,
          made.every(({ disposed }) => disposed),
        );
        expectMemory(`after ${String(end)}`, lab.backend, withLayer);
        // A second time it ends nothing that has come since.
        const later = layer.run(x);
        result[end]();
        expectTrue(`a second ${String(end)} of another result`, !later.output.disposed);
        const last = layer.run(x);
        last[end]();
        last[end]();
        expectTrue(`a second ${String(end)} of the result after it`, !later.output.disposed);
        later.dispose();
      }
      const short = lab.layer({ ...config, returnState: false }, weights);
      const gone = short.run(x);
      gone.dispose();
      const alive = short.run(x);
      gone.dispose();
      expectTrue('a second dispose() of a result without a state', !alive.output.disposed);
      alive.dispose();
      short.dispose();
      layer.dispose();
      expectMemory('after the layer', lab.backend, before);
    },
  }),
  defineCase({
    id: 'lifetime/target-sync',
    everyCell: true,
    clauses: ['L12', 'L2', 'L7', 'S7'],
    says: 'dataSync() gives a copy, and dataSync(target) the target, refuses another size, and reads no numbers of none',
    configs: (supports) => [layerFor(supports)],
    // Reading at once is no part of any level: a device may only read later.
    levels: [],
    claims: ['dataSync'],
    run: async (lab) => {
      const { config, weights } = setUp(lab);
      const layer = lab.layer(config, weights);
      const result = layer.run(x);
      for (const made of tensorsOf(result)) lab.keep(made);
      const { h } = result.state;
      const size = batch * units;
      const target = new Float32Array(size + 2).fill(9).subarray(1, size + 1);
      expectTrue('the target must be returned', h.dataSync(target) === target);
      const beside = new Float32Array(target.buffer);
      expectTrue('nothing beside the target', beside[0] === 9 && beside.at(-1) === 9);
      expectTrue('the target must be filled', target.join() === (await h.data()).join());
      const held = h.dataSync();
      // So many that an array which is used again comes round.
      for (let again = 0; again < 40; again++) {
        for (const made of tensorsOf(result)) made.dataSync().fill(9);
      }
      expectTrue('what was read before', held.join() === target.join());
      held.fill(9);
      expectTrue('writing to what it gave', h.dataSync().join() === target.join());
      for (const other of [1, size + 1]) {
        await expectRefusal(`a target of ${other}`, 'RNN_SHAPE', () =>
          h.dataSync(new Float32Array(other)),
        );
        expectTrue('read after a refusal', h.dataSync().join() === target.join());
      }
      await expectRefusal('and later', 'RNN_SHAPE', () => h.data(new Float32Array(1)));
      // While it is being read.
      const atOnce = async (): Promise<Float32Array> => h.dataSync();
      for (const numbers of await Promise.all([h.data(), atOnce(), h.data()])) {
        expectTrue('data() and dataSync() at the same time', numbers.join() === target.join());
      }
      h.dispose();
      await expectRefusal('a disposed tensor', 'RNN_DISPOSED', () => h.dataSync());
      await expectRefusal('into a target', 'RNN_DISPOSED', () => h.dataSync(target));
      const none = layer.run({ shape: [0, timeSteps, inputDim], data: new Float32Array(0) });
      expectTrue('an empty tensor', none.output.dataSync().length === 0);
      for (const made of tensorsOf(none)) made.dispose();
      for (const steps of [50, 900]) {
        const { output } = lab.keep(layer.run(distinct(seeded(4), [batch, steps, inputDim])));
        const whole = await output.data();
        const around = new Float32Array(whole.length + 2).fill(9);
        const into = output.dataSync(around.subarray(1, -1));
        expectTrue(`a target of ${whole.length}`, into.join() === whole.join());
        expectTrue('nothing beside it', around[0] === 9 && around.at(-1) === 9);
      }
    },
  }),
  defineCase({
    id: 'lifetime/stream-memory',
    everyCell: true,
    clauses: ['L5', 'L7', 'T6'],
    says: 'a stream keeps buffers for a few lengths of chunks at most, and its state ends with it',
    levels: ['streaming'],
    configs: (supports) => [layerFor(supports)],
    claims: ['streaming'],
    run: async (lab) => {
      const { backend } = lab;
      const { config, weights } = setUp(lab);
      const before = backend.memory();
      const layer = backend.layer(config, weights);
      const stream = layer.stream({ batch });
      stream.push(stepOf(x, 0));
      const chunksOf = async (from: number, to: number): Promise<void> => {
        for (let steps = from; steps <= to; steps++) {
          const shape = [batch, steps, inputDim];
          const pushed = stream.push({ shape, data: new Float32Array(batch * steps * inputDim) });
          await pushed.data();
        }
      };
      await chunksOf(1, 20);
      const many = backend.memory().buffers;
      await chunksOf(1, 40);
      // Longer chunks may take more bytes.
      const { buffers } = backend.memory();
      expectTrue(`${many} buffers after twenty lengths, ${buffers} after forty`, buffers === many);
      const { state: older } = stream;
      const lent = stream.push(stepOf(x, 1));
      // Overwritten by the next push, and until then a state like any other.
      stream.reset(older);
      const { h } = stream.state;
      await h.data();
      stream[Symbol.dispose]();
      expectTrue('stream.disposed', stream.disposed);
      await expectRefusal('stream.state', 'RNN_DISPOSED', () => stream.state);
      await expectRefusal('stream.reset', 'RNN_DISPOSED', () => stream.reset());
      await expectRefusal('a lent state', 'RNN_DISPOSED', () => h.data());
      if (backend.supports.dataSync) {
        await expectRefusal('a lent state at once', 'RNN_DISPOSED', () => h.dataSync());
        await expectRefusal('a lent output', 'RNN_DISPOSED', () => lent.dataSync());
      }
      layer.dispose();
      expectMemory('after dispose()', backend, before);
    },
  }),
  defineCase({
    id: 'lifetime/refused-frame',
    everyCell: true,
    clauses: ['E23', 'E2', 'E15', 'E21', 'L7', 'T6'],
    says: 'a frame or a state that is refused, and dispose() of what is lent, leave the stream as it was',
    levels: ['streaming'],
    configs: (supports) => [layerFor(supports)],
    claims: ['streaming'],
    run: async (lab) => {
      const { config, weights } = setUp(lab);
      const layer = lab.keep(untyped(lab.backend).layer(config, weights));
      const [stream, twin] = [lab.keep(layer.stream({ batch })), lab.keep(layer.stream({ batch }))];
      const [output] = [stream, twin].map((each) => each.push(stepOf(x, 0))) as [Tensor];
      const shown = await output.data();
      const before = lab.backend.memory();
      const foreignFrames = [
        [batch, inputDim],
        [batch, timeSteps, inputDim],
      ].map(elsewhere);
      for (const frame of foreignFrames) {
        await expectRefusal('a foreign frame', 'RNN_FOREIGN', () => stream.push(frame));
        expectMemory('after a refusal', lab.backend, before);
      }
      const { shape, data } = stepOf(x, 1);
      const wrong: readonly (readonly ['RNN_SHAPE' | 'RNN_DTYPE', unknown])[] = [
        ['RNN_SHAPE', { shape, data: data.subarray(1) }],
        ['RNN_DTYPE', { shape, data: [...data] }],
        ['RNN_DTYPE', { shape, data: Float64Array.from(data) }],
        ['RNN_SHAPE', { shape: [batch, 1, 1, inputDim], data }],
        ['RNN_SHAPE', filled([batch, 0, inputDim], 0)],
        ['RNN_SHAPE', {}],
        ['RNN_SHAPE', undefined],
      ];
      for (const [code, frame] of wrong) {
        await expectRefusal('a wrong frame', code, () => stream.push(frame));
        expectMemory('after a refusal', lab.backend, before);
      }
      const ended = layer.run(x) as { output: Tensor; dispose(): void };
      ended.dispose();
      await expectRefusal('a disposed frame', 'RNN_DISPOSED', () => stream.push(ended.output));
      await expectRefusal('a wrong state', 'RNN_SHAPE', () => stream.reset({ h: {} }));
      // T6: what is lent is not the borrower's to free.
      for (const leaf of tensorsOf(stream.state)) leaf.dispose();
      expectTrue('the output lent before', (await output.data()).join() === shown.join());
      const [got, wanted] = [stream.push({ shape, data }), twin.push({ shape, data })] as Tensor[];
      expectTrue('the next push', (await got?.data())?.join() === (await wanted?.data())?.join());
    },
  }),
  defineCase({
    id: 'lifetime/frames-as-tensors',
    everyCell: true,
    clauses: ['T2', 'T1'],
    says: 'frames and chunks that are tensors, with as many steps as features, are told apart',
    levels: ['streaming'],
    configs: (supports) => [withClaimedCells(supports, lstm({ units, ...flags }), telling)],
    claims: ['streaming'],
    run: async (lab) => {
      const { supports } = lab;
      const sequences = lstm({ units: inputDim, returnSequences: true });
      const lower = withClaimedCells(supports, sequences, telling);
      const config = withClaimedCells(supports, lstm({ units, ...flags }), telling);
      const weights = drawWeights(seeded(1), config, inputDim);
      const under = lab.keep(lab.layer(lower, drawWeights(seeded(4), lower, 2)).stream({ batch }));
      const stream = lab.keep(lab.layer(config, weights).stream({ batch }));
      for (const shape of [
        [batch, 2],
        [batch, inputDim, 2],
        [batch, 1, 2],
        [batch, 2],
      ]) {
        const frame = under.push(distinct(seeded(5), shape));
        const wanted = [...shape.slice(0, -1), units];
        const output = stream.push(frame);
        const got = { shape: output.shape, data: await output.data() };
        expectShape(`output for [${shape.join(', ')}]`, got, wanted);
        expectTrue(
          'numbers',
          got.data.every((number) => number !== 0),
        );
      }
      // More than 4,096 numbers, which lie where the backend has put them.
      const many = 1400;
      const below = lab.layer(lower, drawWeights(seeded(4), lower, 2));
      const { output: chunk } = lab.keep(below.run(distinct(seeded(6), [many, 1, 2])));
      const whole = await lab.run(config, weights, await lab.read(chunk));
      const wide = lab.keep(lab.layer(config, weights).stream({ batch: many }));
      const got = await lab.read(wide.push(chunk));
      const tolerance = lawTolerance(supports.precision, config, inputDim, 1);
      lab.note(expectClose('a chunk of many numbers', got, whole.output, tolerance));
    },
  }),
];
