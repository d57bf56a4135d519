// B: Bidirectional, always against the two layers that it is made of.

import {
  bidirectional,
  type CellConfig,
  type DirectionalConfig,
  gru,
  kerasOutputs,
  type LayerConfig,
  type LayerFlags,
  lstm,
  type MergeMode,
  type Result,
  simpleRNN,
  stacked,
  type StackedConfig,
  type Supports,
  tensorsOf,
} from '@gatefold/contract';
import { stateLeaves } from '@gatefold/contract/author';
import { beyondKeras, type Case, defineCase } from '../case.ts';
import { telling, withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { expectBoundedOutputs } from './beyond-float32.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import {
  batch,
  type BothWays,
  everyTwo,
  expectApart,
  expectFed,
  expectHalves,
  expectOneApart,
  expectOneForAll,
  inputDim,
  runHalves,
  timeSteps,
  tolerance,
  withoutPrefix,
} from './halves.ts';
import {
  expectAlike,
  expectClose,
  expectSame,
  expectStates,
  expectTrue,
  exactly,
  filled,
  type Observation,
  pickSteps,
  splitSteps,
  stepOf,
  type Values,
} from '../values.ts';

/** What is set of a layer beside what it is made with. */
type Flags = Partial<LayerFlags> & { readonly units?: number };

/** One direction of what is wrapped. */
const layerFor = (supports: Supports, flags: Flags = {}): CellLayer =>
  withClaimedCells(supports, lstm({ units: 3, returnState: true, ...flags }));

/** Shows h and c of every step. */
const sequences = { returnSequences: true };

function wrappedFor(
  supports: Supports,
  flags: Flags = {},
  mergeMode: MergeMode = 'concat',
): BothWays {
  return bidirectional({ layer: layerFor(supports, flags), mergeMode });
}

interface Halved {
  readonly forward: unknown;
  readonly backward: unknown;
}

interface BidirectionalCase {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  readonly levels?: Case['levels'];
  /** Where it is not the usual layer, both ways. */
  readonly config?: (supports: Supports) => BothWays;
  readonly masked?: true;
  readonly run: Case['run'];
}

const bidirectionalCase = ({ masked, config, levels, ...input }: BidirectionalCase): Case =>
  defineCase({
    ...input,
    id: `bidirectional/${input.id}`,
    levels: levels ?? ['bidirectional'],
    configs: (supports) => [(config ?? wrappedFor)(supports)],
    claims: masked ? ['masking'] : [],
  });

/** Row 0 keeps its first two steps, row 1 all but its third. */
const mask = { shape: [batch, timeSteps], data: [1, 1, 0, 0, 1, 1, 0, 1] };

function stackBothWays(supports: Supports): BothWays {
  const stack = stacked({
    cells: [lstm({ units: 3 }), gru({ units: 4 }), simpleRNN({ units: 2 })],
    returnSequences: true,
    returnState: true,
  });
  return bidirectional({ layer: withClaimedCells(supports, stack) });
}

/** Keeps its states between calls, and shows that it does. */
function keptFor(supports: Supports): BothWays {
  const layer = lstm({ units: 3, ...sequences, returnState: true, stateful: true });
  return bidirectional({ layer: withClaimedCells(supports, layer, telling) });
}

/** Another cell backwards, and another width. */
function unlikeFor(supports: Supports): BothWays {
  const other = gru({ units: 2, returnState: true, goBackwards: true });
  const backwardLayer = withClaimedCells(supports, other);
  return bidirectional<DirectionalConfig, 'concat', DirectionalConfig>({
    layer: layerFor(supports),
    backwardLayer,
  });
}

export const bidirectionalCases: readonly Case[] = [
  ...(['concat', 'sum', 'mul', 'ave'] as const).flatMap((mergeMode) =>
    [false, true].map((returnSequences) => {
      const config = (supports: Supports): BothWays =>
        wrappedFor(supports, { returnSequences }, mergeMode);
      const kind = returnSequences ? 'sequences' : 'last';
      return bidirectionalCase({
        id: `${mergeMode}/${kind}`,
        clauses: ['B4', 'B1', ...(returnSequences ? ['B2', 'L17'] : ['B3']), 'B6', 'W5'],
        says: `${mergeMode} of ${kind === 'last' ? 'last outputs' : 'sequences'} is that of the two layers, states kept apart`,
        config,
        run: async (lab) => {
          const both = config(lab.supports);
          expectHalves(lab, both, await runHalves(lab, both));
          const smallest = wrappedFor(lab.supports, { returnSequences, units: 1 }, mergeMode);
          expectHalves(lab, smallest, await runHalves(lab, smallest, {}, false, 1));
          if (!returnSequences) return;
          // Of more rows than a grid has in one direction, 65,535.
          const rows = mergeMode === 'sum' || mergeMode === 'concat' ? 16_400 : batch;
          expectHalves(lab, smallest, await runHalves(lab, smallest, {}, false, rows));
          await expectBoundedOutputs(lab, mergeMode);
          await expectFed(lab, both);
        },
      });
    }),
  ),
  bidirectionalCase({
    id: 'unmerged',
    clauses: ['B5', 'B2', 'B6'],
    says: 'mergeMode null gives { forward, backward }, the backward one turned back in time',
    run: async (lab) => {
      const config = wrappedFor(lab.supports, sequences, null);
      expectApart(lab, config, await runHalves(lab, config));
    },
  }),
  bidirectionalCase({
    id: 'empty',
    clauses: ['S7', 'S8', 'B4'],
    levels: beyondKeras,
    says: 'no rows give empty tensors, and no steps the merged initial state, or zeros, and an empty sequence',
    run: async (lab) => {
      const { supports } = lab;
      const wrapped = wrappedFor(supports);
      const drawn = drawWeights(seeded(lab.seed), wrapped, inputDim);
      const last = lab.layer(wrapped, drawn);
      const whole = lab.layer(wrappedFor(supports, sequences), drawn);
      const sizes = [
        [0, timeSteps],
        [batch, 0],
      ] as const;
      for (const [rows, steps] of sizes) {
        const x = filled([rows, steps, inputDim], 0);
        const { output, state } = await lab.observe(last, x);
        expectClose(`[${rows}, ${steps}]`, output, filled([rows, 6], 0), exactly);
        const zeros = stateLeaves(wrapped).map(
          ({ path, units }) => [path, filled([rows, units], 0)] as const,
        );
        expectStates(`[${rows}, ${steps}]`, state, Object.fromEntries(zeros), exactly);
        const sequence = await lab.observe(whole, x);
        expectClose('sequence', sequence.output, filled([rows, steps, 6], 0), exactly);
      }
    },
  }),
  bidirectionalCase({
    id: 'keras-order',
    clauses: ['S4', 'B5', 'B6'],
    says: 'kerasOutputs lists forward before backward, in the outputs and in the states',
    run: async (lab) => {
      const random = seeded(lab.seed);
      const x = distinct(random, [batch, timeSteps, inputDim]);
      for (const mergeMode of ['concat', null] as const) {
        const config = wrappedFor(lab.supports, {}, mergeMode);
        const drawn = drawWeights(random, config, inputDim);
        const result = lab.layer(config, drawn).run(x) as Result<LayerConfig>;
        const { output, state } = result as { output: unknown; state: Record<string, object> };
        for (const made of tensorsOf(result)) lab.keep(made);
        const outputs =
          mergeMode === null ? [(output as Halved).forward, (output as Halved).backward] : [output];
        const states = ['forward', 'backward'].flatMap((way) => Object.values(state[way] ?? {}));
        expectSame(`kerasOutputs of ${mergeMode}`, kerasOutputs(result), [...outputs, ...states]);
      }
    },
  }),
  bidirectionalCase({
    id: 'alignment',
    clauses: ['B2', 'B3', 'B6'],
    says: 'without a mask the last forward row is h forward, and the first backward row is h backward',
    run: async (lab) => {
      const config = wrappedFor(lab.supports, sequences, null);
      const { merged } = await runHalves(lab, config);
      const last = stepOf(merged.output, timeSteps - 1);
      expectClose('forward', last, merged.state['forward.h'] as Values, exactly);
      const first = stepOf(merged.backwardOutput as Values, 0);
      expectClose('backward', first, merged.state['backward.h'] as Values, exactly);
    },
  }),
  bidirectionalCase({
    id: 'initial-state',
    clauses: ['B7'],
    says: 'initialState { forward, backward } begins each direction with its own',
    run: async (lab) => {
      const config = wrappedFor(lab.supports);
      const initialState = drawState(seeded(lab.seed + 1), config, batch);
      expectHalves(lab, config, await runHalves(lab, config, { initialState }));
      await expectOneForAll(lab, config, initialState);
    },
  }),
  bidirectionalCase({
    id: 'mask/sequences',
    clauses: ['B8', 'B10'],
    says: 'under a mask both halves of a masked step are zero, kept steps as without padding',
    masked: true,
    run: async (lab) => {
      const config = wrappedFor(lab.supports, sequences);
      const { merged, forward, backward } = await runHalves(lab, config, { mask });
      const deep = { ...mask, shape: [...mask.shape, 1] };
      const again = await runHalves(lab, config, { mask: deep });
      expectAlike('a mask of rank 3', again.merged, merged, exactly);
      const keep = Float32Array.from(mask.data);
      const zeroed = (half: Observation): Observation => ({
        ...half,
        output: {
          shape: half.output.shape,
          data: half.output.data.map((value, k) => (keep[Math.floor(k / 3)] === 1 ? value : 0)),
        },
      });
      expectHalves(lab, config, { merged, forward: zeroed(forward), backward: zeroed(backward) });
    },
  }),
  bidirectionalCase({
    id: 'mask/padding',
    clauses: ['B10'],
    says: 'padding on either side gives the results of the sequence without it',
    masked: true,
    run: async (lab) => {
      const config = wrappedFor(lab.supports, sequences);
      const random = seeded(lab.seed);
      const weights = drawWeights(random, config, inputDim);
      const real = distinct(random, [1, 2, inputDim]);
      const wanted = await lab.run(config, weights, real);
      for (const start of [0, 1, 2]) {
        const x = distinct(random, [1, timeSteps, inputDim]);
        x.data.set(real.data, start * inputDim);
        const data = [0, 1, 2, 3].map((t) => t >= start && t < start + 2);
        const got = await lab.run(config, weights, x, { mask: { shape: [1, timeSteps], data } });
        const output = pickSteps(got.output, [start, start + 1]);
        lab.note(
          expectAlike(`from step ${start}`, { ...got, output }, wanted, tolerance(lab, config)),
        );
      }
    },
  }),
  bidirectionalCase({
    id: 'mask/last',
    clauses: ['B9'],
    says: 'without returnSequences the last kept outputs are carried, zeroOutputForMask or not',
    masked: true,
    run: async (lab) => {
      const config = wrappedFor(lab.supports);
      const halves = await runHalves(lab, config, { mask });
      expectHalves(lab, config, halves);
      const zeroing = wrappedFor(lab.supports, { zeroOutputForMask: true });
      const { merged } = await runHalves(lab, zeroing, { mask });
      expectAlike('with zeroOutputForMask', merged, halves.merged, exactly);
    },
  }),
  bidirectionalCase({
    id: 'backward-layer',
    clauses: ['B11', 'B1'],
    says: 'a backwardLayer of another cell and width is concatenated behind the forward one; one of the same weights goes its own way',
    config: unlikeFor,
    run: async (lab) => {
      const { supports } = lab;
      for (const config of [unlikeFor(supports), ...everyTwo(supports)]) {
        const halves = await runHalves(lab, config);
        expectTrue('width', halves.merged.output.shape.join() === [batch, 5].join());
        expectHalves(lab, config, halves);
      }
      // Of more blocks than the forward one, or fewer.
      const unlike = unlikeFor(supports);
      for (const [before, behind] of [
        [2, 40],
        [40, 2],
      ] as [number, number][]) {
        const config: BothWays = {
          ...unlike,
          layer: { ...layerFor(supports), units: before },
          backwardLayer: { ...unlike.backwardLayer, units: behind } as CellLayer,
        };
        expectHalves(lab, config, await runHalves(lab, config));
      }
      await lab.inEachCell((ofCell) =>
        expectOneApart(ofCell, wrappedFor(ofCell.supports), layerFor(ofCell.supports)),
      );
      const tied = wrappedFor(supports, sequences);
      expectHalves(lab, tied, await runHalves(lab, tied, {}, true));
    },
  }),
  bidirectionalCase({
    id: 'stacked',
    clauses: ['B14', 'B6', 'K6'],
    says: 'a stack of cells runs in both directions',
    config: stackBothWays,
    run: async (lab) => {
      const config = stackBothWays(lab.supports);
      for (const mergeMode of ['concat', 'sum', 'mul', 'ave'] as const) {
        const merged = { ...config, mergeMode };
        expectHalves(lab, merged, await runHalves(lab, merged));
      }
      expectApart(lab, config, await runHalves(lab, { ...config, mergeMode: null }));
      const begun = drawState(seeded(lab.seed + 2), config, batch);
      expectHalves(lab, config, await runHalves(lab, config, { initialState: begun }));
      // Of one width, so that a leaf in another's place shows in no shape.
      const stack = config.layer as StackedConfig;
      const cell = stack.cells[0] as CellConfig;
      const deeper: BothWays = {
        ...config,
        layer: { ...stack, cells: [cell, cell] },
        backwardLayer: { ...stack, goBackwards: true, cells: [cell, cell, cell] },
      };
      const initialState = drawState(seeded(lab.seed + 1), deeper, batch);
      expectHalves(lab, deeper, await runHalves(lab, deeper, { initialState }));
    },
  }),
  bidirectionalCase({
    id: 'stateful',
    clauses: ['B12', 'B13'],
    says: 'both states are carried as they are and reset together, so parts do not equal the whole',
    config: keptFor,
    run: async (lab) => {
      const config = keptFor(lab.supports);
      const weights = drawWeights(seeded(lab.seed), config, inputDim);
      const x = distinct(seeded(lab.seed + 1), [batch, timeSteps, inputDim]);
      const stateful = lab.layer(config, weights);
      const [head, tail] = splitSteps(x, 2);
      const first = await lab.observe(stateful, head);
      const second = await lab.observe(stateful, tail);
      const plain = bidirectional({ layer: { ...config.layer, stateful: false } });
      const wanted = await lab.run(plain, weights, tail, { initialState: first.state });
      lab.note(expectAlike('second part', second, wanted, tolerance(lab, config)));
      const whole = await lab.run(plain, weights, x);
      const [, wholeTail] = splitSteps(whole.output, 2);
      expectTrue(
        'the parts must not equal the whole',
        second.output.data.join() !== wholeTail.data.join(),
      );
      stateful.resetState();
      expectAlike('after resetState()', await lab.observe(stateful, head), first, exactly);
    },
  }),
  bidirectionalCase({
    id: 'no-steps',
    clauses: ['S8', 'B1'],
    levels: beyondKeras,
    says: 'with timeSteps 0 both initial states come back and the outputs are merged from them',
    run: async (lab) => {
      const wrapped = wrappedFor(lab.supports);
      const weights = drawWeights(seeded(lab.seed), wrapped, inputDim);
      const initialState = drawState(seeded(lab.seed + 1), wrapped, batch);
      const x = filled([batch, 0, inputDim], 0);
      const [forward, backward] = (['forward', 'backward'] as const).map((direction) => ({
        output: initialState[`${direction}.h`] as Values,
        state: withoutPrefix(direction, initialState),
        hasState: true,
      })) as [Observation, Observation];
      for (const mergeMode of ['concat', 'sum', 'mul', 'ave'] as const) {
        const config = { ...wrapped, mergeMode };
        const merged = await lab.run(config, weights, x, { initialState });
        expectStates(mergeMode, merged.state, initialState, exactly);
        expectHalves(lab, config, { merged, forward, backward });
      }
    },
  }),
];
