// B: Bidirectional, always against the two layers that it is made of.

import {
  bidirectional,
  type DirectionalConfig,
  gru,
  kerasOutputs,
  type LayerConfig,
  lstm,
  type Result,
  simpleRNN,
  stacked,
  tensorsOf,
} from '@gatefold/contract';
import { beyondKeras, type Case, defineCase } from '../case.ts';
import type { Lab, LabOptions } from '../lab.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
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
  reverseSteps,
  splitSteps,
  stepOf,
  type Values,
} from '../values.ts';

const [batch, timeSteps, inputDim] = [2, 4, 5];
const layer = lstm({ units: 3, returnState: true });
const sequences = lstm({ units: 3, returnSequences: true, returnState: true });

type Config = ReturnType<
  typeof bidirectional<DirectionalConfig, 'concat' | 'sum' | 'mul' | 'ave' | null>
>;

interface Halves {
  readonly merged: Observation;
  /** The two layers on their own; the backward output turned back in time. */
  readonly forward: Observation;
  readonly backward: Observation;
}

async function runHalves(lab: Lab, config: Config, options: LabOptions = {}): Promise<Halves> {
  const random = seeded(lab.seed);
  const weights = drawWeights(random, config, inputDim) as { forward: never; backward: never };
  const x = distinct(random, [batch, timeSteps, inputDim]);
  const of = (direction: 'forward' | 'backward'): LabOptions => ({
    ...options,
    ...(options.initialState === undefined
      ? {}
      : { initialState: withoutPrefix(direction, options.initialState as Record<string, Values>) }),
  });
  const merged = await lab.run(config, weights, x, options);
  const forward = await lab.run(config.layer, weights.forward, x, of('forward'));
  const turned = await lab.run(config.backwardLayer, weights.backward, x, of('backward'));
  const output = config.layer.returnSequences ? reverseSteps(turned.output) : turned.output;
  return { merged, forward, backward: { ...turned, output } };
}

function tolerance(lab: Lab, config: Config): ReturnType<typeof lawTolerance> {
  return lawTolerance(lab.backend.supports.precision, config, inputDim, timeSteps);
}

function withPrefix(
  prefix: string,
  leaves: Readonly<Record<string, Values>>,
): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(leaves).map(([path, leaf]) => [
      path.startsWith('[') ? `${prefix}${path}` : `${prefix}.${path}`,
      leaf,
    ]),
  );
}

function withoutPrefix(
  prefix: string,
  leaves: Readonly<Record<string, Values>>,
): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(leaves)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, leaf]) => [path.slice(prefix.length).replace(/^\./, ''), leaf]),
  );
}

function bothStates({ forward, backward }: Halves): Record<string, Values> {
  return { ...withPrefix('forward', forward.state), ...withPrefix('backward', backward.state) };
}

type Merge = (forward: number, backward: number) => number;
const merges = {
  sum: (a, b) => a + b,
  mul: (a, b) => a * b,
  ave: (a, b) => (a + b) / 2,
} satisfies Record<string, Merge>;

function mergedByHand(mode: keyof typeof merges | 'concat', { forward, backward }: Halves): Values {
  const [a, b] = [forward.output, backward.output];
  if (mode !== 'concat') {
    return {
      shape: a.shape,
      data: a.data.map((value, k) => merges[mode](value, b.data[k] as number)),
    };
  }
  const [left, right] = [a.shape.at(-1) as number, b.shape.at(-1) as number];
  const rows = a.data.length / left;
  const data = new Float32Array(rows * (left + right));
  for (let row = 0; row < rows; row++) {
    data.set(a.data.subarray(row * left, (row + 1) * left), row * (left + right));
    data.set(b.data.subarray(row * right, (row + 1) * right), row * (left + right) + left);
  }
  return { shape: [...a.shape.slice(0, -1), left + right], data };
}

function expectHalves(lab: Lab, config: Config, halves: Halves): void {
  const mode = config.mergeMode as keyof typeof merges | 'concat';
  const allowed = tolerance(lab, config);
  lab.note(
    expectClose(`${mode} output`, halves.merged.output, mergedByHand(mode, halves), allowed),
  );
  lab.note(expectStates(mode, halves.merged.state, bothStates(halves), allowed));
}

interface CellState {
  readonly h: unknown;
  readonly c: unknown;
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
  readonly configs?: readonly LayerConfig[];
  readonly masked?: true;
  readonly run: Case['run'];
}

const wrapped = bidirectional({ layer });
const backwards = { ...layer, goBackwards: true };
const wrappedSequences = bidirectional({ layer: sequences });

const bidirectionalCase = ({ masked, configs, levels, ...input }: BidirectionalCase): Case =>
  defineCase({
    ...input,
    id: `bidirectional/${input.id}`,
    levels: levels ?? ['bidirectional'],
    // What is expected is computed by the backend's own layers, one of them backwards.
    configs: configs ?? [wrapped, backwards],
    claims: masked ? ['masking'] : [],
  });

/** Row 0 keeps its first two steps, row 1 all but its third. */
const mask = { shape: [batch, timeSteps], data: [1, 1, 0, 0, 1, 1, 0, 1] };

const stackBothWays = bidirectional<DirectionalConfig>({
  layer: stacked({
    cells: [lstm({ units: 3 }), simpleRNN({ units: 2 })],
    returnSequences: true,
    returnState: true,
  }),
});

export const bidirectionalCases: readonly Case[] = [
  ...(['concat', 'sum', 'mul', 'ave'] as const).flatMap((mergeMode) =>
    [layer, sequences].map((inner) => {
      const config = bidirectional({ layer: inner, mergeMode });
      const kind = inner.returnSequences ? 'sequences' : 'last';
      return bidirectionalCase({
        id: `${mergeMode}/${kind}`,
        clauses: ['B4', 'B1', inner.returnSequences ? 'B2' : 'B3', 'B6', 'W5'],
        says: `${mergeMode} of ${kind === 'last' ? 'last outputs' : 'sequences'} is that of the two layers, states kept apart`,
        configs: [config, backwards],
        run: async (lab) => expectHalves(lab, config, await runHalves(lab, config)),
      });
    }),
  ),
  bidirectionalCase({
    id: 'unmerged',
    clauses: ['B5', 'B2', 'B6'],
    says: 'mergeMode null gives { forward, backward }, the backward one turned back in time',
    run: async (lab) => {
      const config = bidirectional({ layer: sequences, mergeMode: null });
      const halves = await runHalves(lab, config);
      const { output, backwardOutput } = halves.merged;
      expectTrue('there must be two outputs', backwardOutput !== undefined);
      lab.note(expectClose('forward', output, halves.forward.output, tolerance(lab, config)));
      lab.note(
        expectClose('backward', backwardOutput, halves.backward.output, tolerance(lab, config)),
      );
    },
  }),
  bidirectionalCase({
    id: 'empty',
    clauses: ['S7', 'S8', 'B4'],
    configs: [wrapped],
    levels: beyondKeras,
    says: 'no rows give empty tensors, and no steps the merged initial state, or zeros, and an empty sequence',
    run: async (lab) => {
      const drawn = drawWeights(seeded(lab.seed), wrapped, inputDim);
      const last = lab.layer(wrapped, drawn);
      const whole = lab.layer(wrappedSequences, drawn);
      const sizes = [
        [0, timeSteps],
        [batch, 0],
      ] as const;
      for (const [rows, steps] of sizes) {
        const x = filled([rows, steps, inputDim], 0);
        const { output } = await lab.observe(last, x);
        expectClose(`[${rows}, ${steps}]`, output, filled([rows, 6], 0), exactly);
        const sequence = await lab.observe(whole, x);
        expectClose('sequence', sequence.output, filled([rows, steps, 6], 0), exactly);
      }
    },
  }),
  bidirectionalCase({
    id: 'keras-order',
    clauses: ['S4', 'B5', 'B6'],
    configs: [wrapped],
    says: 'kerasOutputs lists forward before backward, in the outputs and in the states',
    run: async (lab) => {
      const random = seeded(lab.seed);
      const x = distinct(random, [batch, timeSteps, inputDim]);
      for (const mergeMode of ['concat', null] as const) {
        const config = bidirectional({ layer, mergeMode }) as Config;
        const drawn = drawWeights(random, config, inputDim);
        const result = lab.layer(config, drawn).run(x) as Result<LayerConfig>;
        const { output, state } = result as { output: unknown; state: Record<string, CellState> };
        for (const made of tensorsOf(result)) lab.keep(made);
        const outputs =
          mergeMode === null ? [(output as Halved).forward, (output as Halved).backward] : [output];
        const states = ['forward', 'backward'].flatMap((way) => [state[way]?.h, state[way]?.c]);
        expectSame(`kerasOutputs of ${mergeMode}`, kerasOutputs(result), [...outputs, ...states]);
      }
    },
  }),
  bidirectionalCase({
    id: 'alignment',
    clauses: ['B2', 'B3', 'B6'],
    says: 'without a mask the last forward row is h forward, and the first backward row is h backward',
    run: async (lab) => {
      const config = bidirectional({ layer: sequences, mergeMode: null });
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
      const config = wrapped as Config;
      const initialState = drawState(seeded(lab.seed + 1), config, batch);
      expectHalves(lab, config, await runHalves(lab, config, { initialState }));
    },
  }),
  bidirectionalCase({
    id: 'mask/sequences',
    clauses: ['B8', 'B10'],
    says: 'under a mask both halves of a masked step are zero, kept steps as without padding',
    masked: true,
    run: async (lab) => {
      const config = wrappedSequences as Config;
      const { merged, forward, backward } = await runHalves(lab, config, { mask });
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
      const config = wrappedSequences as Config;
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
      const config = wrapped as Config;
      const halves = await runHalves(lab, config, { mask });
      expectHalves(lab, config, halves);
      const zeroing = bidirectional({ layer: { ...layer, zeroOutputForMask: true } });
      const { merged } = await runHalves(lab, zeroing, { mask });
      expectAlike('with zeroOutputForMask', merged, halves.merged, exactly);
    },
  }),
  bidirectionalCase({
    id: 'backward-layer',
    clauses: ['B11'],
    says: 'a backwardLayer of another cell and width is concatenated behind the forward one',
    configs: [
      bidirectional({
        layer: layer,
        backwardLayer: gru({ units: 2, returnState: true, goBackwards: true }),
      }),
      backwards,
    ],
    run: async (lab) => {
      const backwardLayer = gru({ units: 2, returnState: true, goBackwards: true });
      const config = bidirectional<DirectionalConfig>({ layer, backwardLayer });
      const halves = await runHalves(lab, config);
      expectTrue('width', halves.merged.output.shape.join() === [batch, 5].join());
      expectHalves(lab, config, halves);
    },
  }),
  bidirectionalCase({
    id: 'stacked',
    clauses: ['B14', 'B6', 'K6'],
    says: 'a stack of cells runs in both directions',
    configs: [stackBothWays, backwards],
    run: async (lab) => {
      expectHalves(lab, stackBothWays, await runHalves(lab, stackBothWays));
    },
  }),
  bidirectionalCase({
    id: 'stateful',
    clauses: ['B12', 'B13'],
    says: 'both states are carried as they are and reset together, so parts do not equal the whole',
    configs: [bidirectional({ layer: lstm({ units: 3, stateful: true }) })],
    run: async (lab) => {
      const config = bidirectional({ layer: { ...sequences, stateful: true } });
      const weights = drawWeights(seeded(lab.seed), config, inputDim);
      const x = distinct(seeded(lab.seed + 1), [batch, timeSteps, inputDim]);
      const stateful = lab.layer(config, weights);
      const [head, tail] = splitSteps(x, 2);
      const first = await lab.observe(stateful, head);
      const second = await lab.observe(stateful, tail);
      const plain = bidirectional({ layer: sequences });
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
    configs: [wrapped],
    levels: beyondKeras,
    says: 'with timeSteps 0 both initial states come back and the outputs are merged from them',
    run: async (lab) => {
      const weights = drawWeights(seeded(lab.seed), wrapped, inputDim);
      const initialState = drawState(seeded(lab.seed + 1), wrapped, batch);
      const x = filled([batch, 0, inputDim], 0);
      const got = await lab.run(wrapped, weights, x, { initialState });
      expectStates('bidirectional', got.state, initialState, exactly);
      expectTrue('output', got.output.shape.join() === [batch, 6].join());
    },
  }),
];
