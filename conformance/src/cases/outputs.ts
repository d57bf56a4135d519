// S: flags, shapes and sizes.

import {
  type CellWeights,
  gru,
  type Layer,
  lstm,
  simpleRNN,
  type Supports,
  type Tensor,
} from '@gatefold/contract';
import type { CellLayer } from '../counterexample.ts';
import { unitsOf } from '@gatefold/contract/author';
import { beyondKeras, type Case, defineCase } from '../case.ts';
import { telling, withClaimedActivations, withClaimedCells } from '../claimed.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { expectRefusal } from './refusal.ts';
import { lawTolerance } from '../tolerance.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  expectShape,
  expectStates,
  expectTrue,
  lastStep,
  pickRows,
  stepOf,
  type Values,
} from '../values.ts';

/** The three cells, the GRU in both variants, by the names that ids use. */
export const cellLayers: readonly (readonly [string, CellLayer])[] = [
  ['simple-rnn', simpleRNN({ units: 4 })],
  ['lstm', lstm({ units: 4 })],
  ['gru-reset-after', gru({ units: 4 })],
  ['gru-reset-before', gru({ units: 4, resetAfter: false })],
];

const inputDim = 3;
const [batch, timeSteps] = [2, 5];

const flagPairs = [false, true].flatMap((returnSequences) =>
  [false, true].map((returnState) => ({ returnSequences, returnState })),
);

const flagCases = cellLayers.flatMap(([name, layer]) =>
  flagPairs.map(({ returnSequences, returnState }) => {
    const chosen = [returnSequences && 'sequences', returnState && 'state'].filter(Boolean);
    const flags = chosen.join('-') || 'neither';
    return defineCase({
      id: `flags/${name}/${flags}`,
      clauses: [returnSequences ? 'S2' : 'S1', 'S3', 'S9', 'S10', 'S12'],
      says: `${name} with ${flags.replace('-', ' and ')} returns just that, the same numbers as with both`,
      configs: (supports) => [withClaimedActivations(supports, layer)],
      run: async (lab) => {
        const { supports } = lab;
        const config = { ...withClaimedActivations(supports, layer), returnSequences, returnState };
        const random = seeded(lab.seed);
        const weights = drawWeights(random, config, inputDim);
        const x = distinct(random, [batch, timeSteps, inputDim]);
        const units = unitsOf(config);
        const got = await lab.run(config, weights, x);
        const all = { ...config, returnSequences: true, returnState: true };
        const whole = await lab.run(all, weights, x);
        expectShape(
          'output',
          got.output,
          returnSequences ? [batch, timeSteps, units] : [batch, units],
        );
        expectTrue(
          `state must be ${returnState ? 'there' : 'absent'}`,
          got.hasState === returnState,
        );
        for (const leaf of Object.values(got.state)) expectShape('state', leaf, [batch, units]);
        const wanted = returnSequences ? whole.output : lastStep(whole.output);
        const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
        lab.note(expectClose('output', got.output, wanted, tolerance));
        if (!returnState) return;
        lab.note(expectStates('with both flags', got.state, whole.state, tolerance));
      },
    });
  }),
);

/** The layer with both flags. */
const wholeFor = (supports: Supports, layer: CellLayer): CellLayer<true, true> => ({
  ...withClaimedActivations(supports, layer),
  returnSequences: true,
  returnState: true,
});

/** A layer's run with some sizes 1, which must be part of the same run with larger ones. */
const sizeCases = cellLayers.map(([name, layer]) =>
  defineCase({
    id: `sizes/${name}`,
    clauses: ['S6', 'S5'],
    says: `${name} with batch, timeSteps or inputDim of 1 gives the same part of a larger run`,
    configs: (supports) => [withClaimedActivations(supports, layer)],
    run: async (lab) => {
      const config = wholeFor(lab.supports, layer);
      const random = seeded(lab.seed);
      const weights = drawWeights(random, config, inputDim);
      const x = distinct(random, [batch, timeSteps, inputDim]);
      const whole = await lab.run(config, weights, x);
      const tolerance = lawTolerance(lab.supports.precision, config, inputDim, timeSteps);
      const oneLayer = lab.layer(config, weights);
      const row = await lab.observe(oneLayer, pickRows(x, [1]));
      lab.note(expectClose('batch 1', row.output, pickRows(whole.output, [1]), tolerance));
      const first = { shape: [batch, 1, inputDim], data: stepOf(x, 0).data };
      const step = await lab.observe(oneLayer, first);
      const wanted = stepOf(whole.output, 0);
      lab.note(expectClose('timeSteps 1', lastStep(step.output), wanted, tolerance));
      expectClose('timeSteps 1, h', step.state['h'] as Values, lastStep(step.output), exactly);
    },
  }),
);

const oneCases = cellLayers.map(([name, layer]) =>
  defineCase({
    id: `sizes/${name}/all-one`,
    clauses: ['S6'],
    says: `${name} with batch, timeSteps, inputDim and units all 1 keeps every axis`,
    configs: (supports) => [withClaimedActivations(supports, layer, telling)],
    run: async (lab) => {
      const alike = withClaimedActivations(lab.supports, layer, telling);
      const config = { ...alike, units: 1, returnSequences: true, returnState: true };
      const random = seeded(lab.seed);
      const weights = drawWeights(random, config, 1);
      const got = await lab.run(config, weights, distinct(random, [1, 1, 1]));
      expectShape('output', got.output, [1, 1, 1]);
      for (const leaf of Object.values(got.state)) expectShape('state', leaf, [1, 1]);
      expectTrue('the output must not be 0', got.output.data[0] !== 0);
      // One input column is a column of zeros short of two.
      const wide = await lab.run(config, widened(weights), {
        shape: [1, 1, 2],
        data: Float32Array.of(distinct(seeded(1), [1]).data[0] as number, 0),
      });
      const narrow = await lab.run(config, weights, distinct(seeded(1), [1, 1, 1]));
      const tolerance = lawTolerance(lab.supports.precision, config, 2, 1);
      lab.note(expectAlike('inputDim 1', narrow, wide, tolerance));
    },
  }),
);

/** The same weights for an input with a second column, whose weights are not the largest that a type has to hold. */
function widened(weights: CellWeights): CellWeights {
  const { shape, data } = weights.kernel;
  const columns = shape[1] as number;
  const kernel = { shape: [2, columns], data: new Float32Array(2 * columns) };
  kernel.data.set(data);
  kernel.data.set(
    data.map((weight) => -0.7 * weight),
    columns,
  );
  return { ...weights, kernel };
}

export const outputCases: readonly Case[] = [
  ...flagCases,
  ...sizeCases,
  ...oneCases,
  ...cellLayers.map(([name, layer]) =>
    defineCase({
      id: `sizes/${name}/empty-batch`,
      clauses: ['S7'],
      says: `${name} of an empty batch gives empty tensors`,
      levels: beyondKeras,
      configs: (supports) => [withClaimedActivations(supports, layer)],
      run: async (lab) => {
        const config = wholeFor(lab.supports, layer);
        const weights = drawWeights(seeded(lab.seed), config, inputDim);
        const x = { shape: [0, timeSteps, inputDim], data: new Float32Array(0) };
        const got = await lab.run(config, weights, x);
        expectShape('output', got.output, [0, timeSteps, 4]);
        for (const leaf of Object.values(got.state)) expectShape('state', leaf, [0, 4]);
        const short = await lab.run({ ...config, returnSequences: false }, weights, x);
        expectShape('last output', short.output, [0, 4]);
        const below = { ...config, units: inputDim };
        const made = lab.keep(lab.layer(below, drawWeights(seeded(1), below, inputDim)).run(x));
        const fed = await lab.run(config, weights, (made as { output: Tensor }).output);
        expectAlike('from an empty tensor', fed, got, exactly);
        // The call after it is one like any other.
        const rows = distinct(seeded(lab.seed + 1), [batch, timeSteps, inputDim]);
        const fresh = await lab.run(config, weights, rows);
        const again = lab.layer(config, weights);
        await lab.observe(again, x);
        expectAlike('the call after it', await lab.observe(again, rows), fresh, exactly);
        if (!lab.supports.masking) return;
        const mask = { shape: [0, timeSteps], data: new Uint8Array() };
        expectAlike('masked', await lab.run(config, weights, x, { mask }), got, exactly);
      },
    }),
  ),
  ...cellLayers.map(([name, layer]) =>
    defineCase({
      id: `sizes/${name}/no-steps`,
      clauses: ['S8', 'L17'],
      says: `${name} with timeSteps 0 gives an empty sequence and the initial state, or the stored one`,
      levels: beyondKeras,
      configs: (supports) => [withClaimedActivations(supports, layer)],
      run: async (lab) => {
        const config = wholeFor(lab.supports, layer);
        const random = seeded(lab.seed);
        const weights = drawWeights(random, config, inputDim);
        const initialState = drawState(random, config, batch);
        const x = { shape: [batch, 0, inputDim], data: new Float32Array(0) };
        const got = await lab.run(config, weights, x, { initialState });
        expectShape('output', got.output, [batch, 0, 4]);
        for (const [path, leaf] of Object.entries(initialState)) {
          expectClose(`state ${path}`, got.state[path] as Values, leaf, exactly);
        }
        const short = await lab.run({ ...config, returnSequences: false }, weights, x, {
          initialState,
        });
        expectClose('last output', short.output, initialState['h'] as Values, exactly);
        if (lab.supports.masking) {
          const mask = { shape: [batch, 0], data: new Uint8Array() };
          const masked = await lab.run(config, weights, x, { initialState, mask });
          expectAlike('masked', masked, got, exactly);
        }
        const steps = distinct(random, [batch, timeSteps, inputDim]);
        // What it gives is not what it was given.
        const made = lab.layer(config, weights);
        const given = lab.keep(made.run(steps));
        const before = await lab.readLeaves(given.state);
        made.run(x, { initialState: given.state }).dispose();
        expectStates('what was given', await lab.readLeaves(given.state), before, exactly);
        const heir = lab.keep(made.run(x, { initialState: given.state }));
        given.dispose();
        expectStates('what it gave', await lab.readLeaves(heir.state), before, exactly);
        // Nor is it where the next call begins.
        const fresh = await lab.run(config, weights, steps);
        expectAlike('the call after from zeros', await lab.observe(made, steps), fresh, exactly);
        if (!lab.supports.stateful) return;
        const [kept, twin] = [0, 1].map(() =>
          lab.layer({ ...config, stateful: true }, weights),
        ) as [Layer, Layer];
        // Twice, so that what is stored last does not lie where it lay first.
        for (const each of [kept, kept, twin]) await lab.observe(each, steps);
        const stored = await lab.observe(twin, steps);
        const still = await lab.observe(kept, x);
        expectStates('what is stored', still.state, stored.state, exactly);
        const [next, wanted] = [await lab.observe(kept, steps), await lab.observe(twin, steps)];
        expectAlike('the call after one without steps', next, wanted, exactly);
        kept.resetState();
        await lab.observe(kept, x);
        const anew = await lab.observe(kept, steps);
        expectAlike('after resetState() and no steps', anew, fresh, exactly);
        // It stores what it ends with, and binds the batch.
        const wide = distinct(random, [batch + 1, timeSteps, inputDim]);
        const begun = lab.layer({ ...config, stateful: true }, weights);
        for (const options of [{}, { initialState }]) {
          await lab.observe(begun, x, options);
          await expectRefusal('another batch', 'RNN_SHAPE', () => begun.run(wide));
        }
        const after = await lab.observe(begun, steps);
        const whole = await lab.run(config, weights, steps, { initialState });
        expectAlike('after an initialState and no steps', after, whole, exactly);
      },
    }),
  ),
  defineCase({
    id: 'outputs/shape-first',
    everyCell: true,
    clauses: ['S9', 'S12'],
    says: 'shapes are known before the numbers, and the numbers are a Float32Array',
    configs: (supports) => [withClaimedCells(supports, lstm({ units: 4 }))],
    run: async (lab) => {
      const sequences = lstm({ units: 4, returnSequences: true });
      const config = withClaimedCells(lab.supports, sequences);
      const weights = drawWeights(seeded(lab.seed), config, inputDim);
      const layer = lab.layer(config, weights);
      const x = distinct(seeded(1), [batch, timeSteps, inputDim]);
      const [{ output }, beside] = [lab.keep(layer.run(x)), lab.keep(layer.run(x))];
      expectTrue('shape', output.shape.join() === [batch, timeSteps, 4].join());
      const pending = output.data();
      expectTrue('data() must be a promise', pending instanceof Promise);
      // Of whatever realm.
      const tag = Object.prototype.toString.call(await pending);
      expectTrue('data() must give a Float32Array', tag === '[object Float32Array]');
      const written = beside.output.shape as unknown as number[];
      try {
        written[0] = 7;
      } catch {
        // Frozen.
      }
      const after = lab.keep(layer.run(x));
      const shapes = [output, after.output].map(({ shape }) => shape.join());
      expectTrue(
        `the shapes of others, after one is written to, must be [${[batch, timeSteps, 4].join(', ')}], got ${shapes.join(' and ')}`,
        shapes.every((shape) => shape === [batch, timeSteps, 4].join()),
      );
    },
  }),
];
