// K: stacked cells, beside the law that a stack equals its layers.

import {
  type CellConfig,
  type CellWeights,
  gru,
  kerasOutputs,
  lstm,
  simpleRNN,
  stacked,
  type StackedConfig,
  type Supports,
  tensorsOf,
  type WeightsOf,
} from '@gatefold/contract';
import { stateLeaves } from '@gatefold/contract/author';
import { beyondKeras, type Case, defineCase } from '../case.ts';
import { withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { noFlags } from '../laws/trial.ts';
import type { Lab } from '../lab.ts';
import { distinct, drawState, drawWeights, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import {
  byPath,
  exactly,
  expectAlike,
  expectClose,
  expectSame,
  expectShape,
  expectStates,
  filled,
  joinSteps,
  reverseSteps,
  splitSteps,
  stepOf,
  type Values,
} from '../values.ts';

const [batch, timeSteps, inputDim] = [2, 4, 5];
const flags = { returnSequences: true, returnState: true } as const;
const threeCells = stacked({
  cells: [lstm({ units: 3 }), simpleRNN({ units: 6 }), gru({ units: 2 })],
  ...flags,
});
type Stack = StackedConfig<true, true>;
const stackFor = (supports: Supports): Stack => withClaimedCells(supports, threeCells);

interface StackedCase {
  readonly id: string;
  readonly clauses: readonly [string, ...string[]];
  readonly says: string;
  /** Flags of the stack. */
  readonly flags?: { readonly goBackwards?: true; readonly stateful?: true };
  readonly claims?: Case['claims'];
  readonly levels?: Case['levels'];
  readonly run: Case['run'];
}

const stackedCase = ({ flags: more, levels, ...input }: StackedCase): Case =>
  defineCase({
    ...input,
    id: `stacked/${input.id}`,
    levels: levels ?? ['stacked'],
    configs: (supports) => [{ ...stackFor(supports), ...more }],
  });

function setUp(lab: Lab): { stack: Stack; weights: WeightsOf<Stack>; x: Values } {
  const stack = stackFor(lab.supports);
  return {
    stack,
    weights: drawWeights(seeded(lab.seed), stack, inputDim),
    x: distinct(seeded(lab.seed + 1), [batch, timeSteps, inputDim]),
  };
}

export const stackedCases: readonly Case[] = [
  stackedCase({
    id: 'shapes',
    clauses: ['K1', 'K3', 'S13', 'W5'],
    says: "the output is as wide as the last cell; the state lists each cell's, first cell first; four give what four layers give",
    run: async (lab) => {
      const { stack, weights, x } = setUp(lab);
      const got = await lab.run(stack, weights, x);
      expectShape('output', got.output, [batch, timeSteps, 2]);
      for (const { path, units } of stateLeaves(stack)) {
        expectShape(`state ${path}`, got.state[path] as Values, [batch, units]);
      }
      const cell = stack.cells[0] as CellConfig;
      const alike = stacked({ cells: [cell, cell], ...flags });
      const twice = await lab.run(alike, drawWeights(seeded(lab.seed), alike, inputDim), x);
      const lastH = stateLeaves(alike).findLast(({ path }) => path.endsWith('h'))?.path as string;
      const ending = stepOf(twice.output, timeSteps - 1);
      expectClose('h of the last of two alike', twice.state[lastH] as Values, ending, exactly);
      const four = stacked({ cells: [cell, cell, cell, cell], ...flags });
      const each = drawWeights(seeded(lab.seed), four, inputDim) as readonly CellWeights[];
      let below = x;
      for (const own of each) {
        const layer: CellLayer = { ...cell, ...noFlags, returnSequences: true };
        below = (await lab.run(layer, own, below)).output;
      }
      const { output } = await lab.run(four, each as WeightsOf<typeof four>, x);
      const { precision } = lab.supports;
      const tolerance = lawTolerance(precision, four, inputDim, 4 * timeSteps);
      lab.note(expectClose('four, as layers one after another', output, below, tolerance));
      // Cells with the same weights have a state each.
      const square = { ...cell, units: inputDim };
      const own = drawWeights(seeded(lab.seed), { ...square, ...noFlags }, inputDim);
      const pair = stacked({ cells: [square, square], ...flags });
      const lower: CellLayer = { ...square, ...noFlags, returnSequences: true };
      const first = await lab.run(lower, own, x);
      const second = await lab.run(lower, own, first.output);
      const tied = await lab.run(pair, [own, own] as WeightsOf<typeof pair>, x);
      lab.note(expectClose('two with the same weights', tied.output, second.output, tolerance));
    },
  }),
  stackedCase({
    id: 'keras-order',
    clauses: ['S4', 'K3'],
    says: 'kerasOutputs lists the output, then a list of h and c for each cell',
    run: async (lab) => {
      const { stack, weights, x } = setUp(lab);
      const result = lab.layer(stack, weights).run(x);
      for (const made of tensorsOf(result)) lab.keep(made);
      const states = result.state.map((state) => Object.values(state));
      const wanted = [result.output, ...states];
      expectSame('kerasOutputs', kerasOutputs(result), wanted);
    },
  }),
  stackedCase({
    id: 'empty',
    clauses: ['S7', 'S8', 'K3'],
    levels: beyondKeras,
    says: 'no rows give empty tensors, and no steps an empty sequence and the initial state',
    run: async (lab) => {
      const { stack, weights } = setUp(lab);
      for (const [rows, steps] of [
        [0, timeSteps],
        [batch, 0],
      ] as const) {
        const what = `[${rows}, ${steps}]`;
        const initialState = drawState(seeded(lab.seed + 2), stack, rows);
        const x = filled([rows, steps, inputDim], 0);
        const got = await lab.run(stack, weights, x, { initialState });
        expectClose(what, got.output, filled([rows, steps, 2], 0), exactly);
        expectStates(what, got.state, initialState, exactly);
      }
      const cell = { ...(stack.cells[0] as CellConfig), units: 3 };
      const alike = stacked({ cells: [cell, cell], returnState: true });
      const initialState = drawState(seeded(lab.seed + 2), alike, batch);
      const drawn = drawWeights(seeded(lab.seed), alike, inputDim);
      const x = filled([batch, 0, inputDim], 0);
      const { output } = await lab.run(alike, drawn, x, { initialState });
      const lastH = stateLeaves(alike).findLast(({ path }) => path.endsWith('h'))?.path as string;
      expectClose('the last output', output, initialState[lastH] as Values, exactly);
    },
  }),
  stackedCase({
    id: 'one-cell',
    clauses: ['K7'],
    says: 'a stack of one cell equals the layer, its state in a list of one',
    run: async (lab) => {
      const layer = withClaimedCells(lab.supports, lstm({ units: 3, ...flags }));
      const { returnSequences: _, returnState: __, ...cell } = layer;
      const one = stacked({ cells: [cell], ...flags });
      const weights = drawWeights(seeded(lab.seed), layer, inputDim);
      const x = distinct(seeded(lab.seed + 1), [batch, timeSteps, inputDim]);
      const wanted = await lab.run(layer, weights, x);
      const got = await lab.run(one, [weights], x);
      // A layer may have a kernel of its own, where the stack runs step by step.
      const { precision } = lab.supports;
      const tolerance = lawTolerance(precision, layer, inputDim, timeSteps);
      lab.note(expectClose('output', got.output, wanted.output, tolerance));
      lab.note(expectStates('one cell', got.state, byPath([wanted.state]), tolerance));
      if (!lab.supports.masking) return;
      const options = { mask: { shape: [batch, timeSteps], data: [1, 0, 1, 0, 0, 1, 1, 1] } };
      for (const returnSequences of [true, false]) {
        const alone = await lab.run({ ...layer, returnSequences }, weights, x, options);
        const masked = await lab.run({ ...one, returnSequences }, [weights], x, options);
        lab.note(expectClose('masked output', masked.output, alone.output, tolerance));
        lab.note(expectStates('masked', masked.state, byPath([alone.state]), tolerance));
      }
    },
  }),
  stackedCase({
    id: 'mask',
    clauses: ['K5'],
    says: 'one mask gates every cell: kept steps are those without the masked ones, the rest is carried',
    claims: ['masking'],
    run: async (lab) => {
      const { stack, weights } = setUp(lab);
      const real = distinct(seeded(lab.seed + 2), [1, 2, inputDim]);
      const x = distinct(seeded(lab.seed + 3), [1, 3, inputDim]);
      x.data.set(real.data.subarray(0, inputDim), 0);
      x.data.set(real.data.subarray(inputDim), 2 * inputDim);
      const initialState = drawState(seeded(lab.seed + 4), stack, 1);
      const mask = { shape: [1, 3], data: [true, false, true] };
      const got = await lab.run(stack, weights, x, { initialState, mask });
      const wanted = await lab.run(stack, weights, real, { initialState });
      const deep = { ...mask, shape: [1, 3, 1] };
      const again = await lab.run(stack, weights, x, { initialState, mask: deep });
      expectAlike('a mask of rank 3', again, got, exactly);
      const [first, second] = splitSteps(wanted.output, 1);
      const output = joinSteps(joinSteps(first, first), second);
      const tolerance = lawTolerance(lab.supports.precision, stack, inputDim, 3);
      lab.note(expectAlike('masked', got, { ...wanted, output }, tolerance));
    },
  }),
  stackedCase({
    id: 'backwards',
    clauses: ['K6'],
    says: 'goBackwards equals the stack on x reversed, in the order of processing',
    flags: { goBackwards: true },
    run: async (lab) => {
      const { stack, weights, x } = setUp(lab);
      const wanted = await lab.run(stack, weights, reverseSteps(x));
      const got = await lab.run({ ...stack, goBackwards: true }, weights, x);
      const tolerance = lawTolerance(lab.supports.precision, stack, inputDim, timeSteps);
      lab.note(expectAlike('backwards', got, wanted, tolerance));
    },
  }),
  stackedCase({
    id: 'backwards-mask',
    clauses: ['K6', 'K5', 'M12'],
    says: 'goBackwards reverses the mask for every cell',
    flags: { goBackwards: true },
    claims: ['masking'],
    run: async (lab) => {
      const { stack, weights, x } = setUp(lab);
      const bits = [1, 0, 1, 1, 0, 1, 0, 1];
      const turned = [1, 1, 0, 1, 1, 0, 1, 0];
      const shape = [batch, timeSteps];
      const wanted = await lab.run(stack, weights, reverseSteps(x), {
        mask: { shape, data: turned },
      });
      const mask = { shape, data: bits };
      const got = await lab.run({ ...stack, goBackwards: true }, weights, x, { mask });
      const tolerance = lawTolerance(lab.supports.precision, stack, inputDim, timeSteps);
      lab.note(expectAlike('backwards with a mask', got, wanted, tolerance));
    },
  }),
  stackedCase({
    id: 'stateful',
    clauses: ['K8', 'K4'],
    says: 'a stateful stack stores the state of every cell, and resets them all',
    flags: { stateful: true },
    run: async (lab) => {
      const { stack, weights, x } = setUp(lab);
      const layer = lab.layer({ ...stack, stateful: true }, weights);
      const whole = await lab.run(stack, weights, x);
      const [head, tail] = splitSteps(x, 1);
      const first = await lab.observe(layer, head);
      const second = await lab.observe(layer, tail);
      const output = joinSteps(first.output, second.output);
      const tolerance = lawTolerance(lab.supports.precision, stack, inputDim, timeSteps);
      lab.note(expectAlike('in parts', { ...second, output }, whole, tolerance));
      layer.resetState();
      expectAlike('after resetState()', await lab.observe(layer, head), first, exactly);
    },
  }),
];
