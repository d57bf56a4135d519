// Laws that tie the other ways of running a layer to a plain run: backwards, stateful, streamed, stacked.

import { lstm, stacked, type StackedConfig, type Supports } from '@gatefold/contract';
import type { Case } from '../case.ts';
import { withClaimedCells } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { namedState } from '../lab.ts';
import { drawMask, law, below, spoiltWhereMasked } from './law.ts';
import { drawState, drawWeights } from '../random.ts';
import {
  byPath,
  exactly,
  expectAlike,
  expectClose,
  expectStates,
  joinSteps,
  lastStep,
  reverseSteps,
  splitSteps,
  stepOf,
} from '../values.ts';

const backwards = (supports: Supports): CellLayer =>
  withClaimedCells(supports, lstm({ units: 1, goBackwards: true }));
const stackOfTwo = (supports: Supports): StackedConfig =>
  withClaimedCells(supports, stacked({ cells: [lstm({ units: 1 }), lstm({ units: 1 })] }));
/** The upper layer of a stack, with both flags. */
const upperFor = (supports: Supports, units: number): CellLayer<true, true> =>
  withClaimedCells(supports, lstm({ units, returnSequences: true, returnState: true }));

export const compositionLaws: readonly Case[] = [
  law({
    id: 'reverse',
    clauses: ['R2', 'R1', 'R3'],
    says: 'goBackwards equals a forward run on x reversed, output in the order of processing',
    levels: ['reverse'],
    configs: (supports) => [backwards(supports)],
    check: async (lab, { config, weights, x, initialState, tolerance }) => {
      const forward = await lab.run(config, weights, reverseSteps(x), { initialState });
      const reversed = { ...config, goBackwards: true };
      const backward = await lab.run(reversed, weights, x, { initialState });
      lab.note(expectAlike('goBackwards', backward, forward, tolerance));
      const short = { ...reversed, returnSequences: false };
      const last = await lab.run(short, weights, x, { initialState });
      lab.note(expectClose('last output', last.output, lastStep(forward.output), tolerance));
    },
  }),
  law({
    id: 'reverse-mask',
    clauses: ['M12', 'R2', 'M8'],
    says: 'goBackwards reverses the mask together with x, and what x holds at masked steps does not matter',
    levels: ['masking'],
    configs: (supports) => [backwards(supports)],
    claims: ['masking'],
    check: async (lab, drawn) => {
      const { config, weights, x, initialState, batch, timeSteps, tolerance, random } = drawn;
      const mask = drawMask(random, batch, timeSteps);
      const turned = reverseSteps({
        shape: [...mask.shape, 1],
        data: Float32Array.from(mask.data),
      });
      const forward = await lab.run(config, weights, reverseSteps(x), {
        initialState,
        mask: turned,
      });
      const reversed = { ...config, goBackwards: true };
      const backward = await lab.run(reversed, weights, x, { initialState, mask });
      lab.note(expectAlike('goBackwards with a mask', backward, forward, tolerance));
      const spoilt = { shape: x.shape, data: spoiltWhereMasked(x, mask) };
      const other = await lab.run(reversed, weights, spoilt, { initialState, mask });
      expectAlike('other numbers at masked steps, backwards', other, backward, exactly);
    },
  }),
  law({
    id: 'stateful',
    clauses: ['P2', 'P1', 'P6'],
    says: 'a sequence in parts through a stateful layer equals the whole in one call',
    levels: ['stateful'],
    configs: (supports) => [withClaimedCells(supports, lstm({ units: 1, stateful: true }))],
    check: async (lab, { config, weights, x, timeSteps, tolerance, random }) => {
      const whole = await lab.run(config, weights, x);
      const layer = lab.layer({ ...config, stateful: true }, weights);
      const [head, tail] = splitSteps(x, 1 + below(random, timeSteps - 1));
      const first = await lab.observe(layer, head);
      const second = await lab.observe(layer, tail);
      const joined = { ...second, output: joinSteps(first.output, second.output) };
      lab.note(expectAlike('in parts', joined, whole, tolerance));
    },
  }),
  law({
    id: 'stream',
    clauses: ['T1', 'T2', 'T3'],
    says: 'frames pushed one by one, then as a chunk, give what a run gives, outputs and state',
    levels: ['streaming'],
    claims: ['streaming'],
    check: async (
      lab,
      { config, weights, x, initialState, batch, timeSteps, tolerance, random },
    ) => {
      const whole = await lab.run(config, weights, x, { initialState });
      const layer = lab.layer(config, weights);
      const stream = lab.keep(
        layer.stream({ batch, initialState: namedState(config, initialState) }),
      );
      const alone = below(random, timeSteps);
      for (let t = 0; t < alone; t++) {
        const { output } = await lab.push(stream, stepOf(x, t));
        lab.note(expectClose(`frame ${t}`, output, stepOf(whole.output, t), tolerance));
      }
      const [, rest] = splitSteps(x, alone);
      const [, wanted] = splitSteps(whole.output, alone);
      const { output } = await lab.push(stream, rest);
      lab.note(expectClose('chunk', output, wanted, tolerance));
      lab.note(expectStates('stream', await lab.readLeaves(stream.state), whole.state, tolerance));
    },
  }),
  law({
    id: 'stack',
    clauses: ['K2', 'K1', 'K3', 'K4'],
    says: 'a stack of two cells equals the two layers one after another',
    levels: ['stacked'],
    configs: (supports) => [stackOfTwo(supports)],
    check: async (lab, drawn) => {
      const { config, weights, x, units, batch, initialState, tolerance, random } = drawn;
      const upper = upperFor(lab.supports, units + 1);
      const upperWeights = drawWeights(random, upper, units);
      const stack = stackOf(config, upper);
      const lower = await lab.run(config, weights, x, { initialState });
      const upperState = drawState(random, upper, batch);
      const top = await lab.run(upper, upperWeights, lower.output, { initialState: upperState });
      const states = byPath([initialState, upperState]);
      const both = await lab.run(stack, [weights, upperWeights], x, {
        initialState: states,
      });
      lab.note(expectClose('stack output', both.output, top.output, tolerance));
      const wanted = byPath([lower.state, top.state]);
      lab.note(expectStates('stack', both.state, wanted, tolerance));
      const last = await lab.run({ ...stack, returnSequences: false }, [weights, upperWeights], x, {
        initialState: states,
      });
      lab.note(expectClose('stack last', last.output, lastStep(top.output), tolerance));
    },
  }),
  law({
    id: 'stack-mask',
    clauses: ['K5', 'K2'],
    says: 'under a mask a stack equals the two layers, each under that mask',
    levels: ['stacked'],
    configs: (supports) => [stackOfTwo(supports)],
    claims: ['masking'],
    check: async (lab, { config, weights, x, units, batch, timeSteps, tolerance, random }) => {
      const upper = upperFor(lab.supports, units + 1);
      const upperWeights = drawWeights(random, upper, units);
      const mask = drawMask(random, batch, timeSteps);
      const lower = await lab.run(config, weights, x, { mask });
      const top = await lab.run(upper, upperWeights, lower.output, { mask });
      const pair = [weights, upperWeights];
      const both = await lab.run(stackOf(config, upper), pair, x, { mask });
      const state = byPath([lower.state, top.state]);
      lab.note(expectAlike('stack', both, { ...top, state }, tolerance));
    },
  }),
  law({
    id: 'stack-reverse',
    clauses: ['K6'],
    says: 'a stack that goes backwards equals the stack on x reversed',
    levels: ['stacked'],
    configs: (supports) => [{ ...stackOfTwo(supports), goBackwards: true }],
    check: async (lab, { config, weights, x, units, tolerance, random }) => {
      const upper = upperFor(lab.supports, units + 1);
      const stack = stackOf(config, upper);
      const pair = [weights, drawWeights(random, upper, units)];
      const forward = await lab.run(stack, pair, reverseSteps(x));
      const backward = await lab.run({ ...stack, goBackwards: true }, pair, x);
      lab.note(expectAlike('stack backwards', backward, forward, tolerance));
    },
  }),
];

/** A stack of the two layers' cells. */
function stackOf(...layers: readonly CellLayer[]): StackedConfig<true, true> {
  const cells = layers.map((layer) => ({ ...layer, returnSequences: false, returnState: false }));
  return stacked({ cells, returnSequences: true, returnState: true });
}
