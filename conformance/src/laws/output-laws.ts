// Laws of flags and outputs: what is returned, and from where states go on.

import { tensorsOf } from '@gatefold/contract';
import type { Case } from '../case.ts';
import { namedOptions } from '../lab.ts';
import {
  expectClose,
  expectStates,
  expectAlike,
  expectTrue,
  lastStep,
  splitSteps,
  stepOf,
} from '../values.ts';
import { law } from './law.ts';

const combinations = [false, true].flatMap((returnSequences) =>
  [false, true].map((returnState) => ({ returnSequences, returnState })),
);

export const outputLaws: readonly Case[] = [
  law({
    id: 'flags',
    clauses: ['S10', 'S1', 'S2', 'S3'],
    says: 'the flags choose what is returned and never change a number',
    check: async (lab, { config, weights, x, initialState, tolerance }) => {
      const whole = await lab.run(config, weights, x, { initialState });
      for (const flags of combinations) {
        const got = await lab.run({ ...config, ...flags }, weights, x, {
          initialState,
        });
        const wanted = flags.returnSequences ? whole.output : lastStep(whole.output);
        const what = JSON.stringify(flags);
        lab.note(expectClose(what, got.output, wanted, tolerance));
        expectTrue(`${what}: state`, got.hasState === flags.returnState);
        if (got.hasState) lab.note(expectStates(what, got.state, whole.state, tolerance));
      }
    },
  }),
  law({
    id: 'prefix',
    clauses: ['S2', 'S1'],
    says: 'row t of a sequence is the last output of the first t + 1 steps',
    check: async (lab, { config, weights, x, initialState, timeSteps, tolerance }) => {
      const whole = await lab.run(config, weights, x, { initialState });
      const short = { ...config, returnSequences: false };
      for (let t = 0; t < timeSteps; t++) {
        const [head] = splitSteps(x, t + 1);
        const { output } = await lab.run(short, weights, head, { initialState });
        lab.note(expectClose(`row ${t}`, stepOf(whole.output, t), output, tolerance));
      }
    },
  }),
  law({
    id: 'hand-over',
    clauses: ['I2', 'I1'],
    says: 'a state that stays on the device begins another run as its numbers would',
    check: async (lab, { config, weights, x, initialState, tolerance }) => {
      const layer = lab.layer(config, weights);
      const first = layer.run(x, namedOptions(config, { initialState }));
      for (const made of tensorsOf(first)) lab.keep(made);
      const { state } = first as unknown as { state: Record<string, never> };
      const numbers = (await lab.run(config, weights, x, { initialState })).state;
      const wanted = await lab.observe(layer, x, { initialState: numbers });
      const got = await lab.observe(layer, x, { initialState: state });
      lab.note(expectAlike('from the device', got, wanted, tolerance));
    },
  }),
];
