// Clause V17: nothing that goes in is ignored. Public vectors with equal weights or zero states cannot see it.

import type { CellWeights } from '@gatefold/contract';
import type { Case } from '../case.ts';
import { telling } from '../claimed.ts';
import { expectTrue, type Observation, type Values, withNumber } from '../values.ts';
import { below, law } from './law.ts';

export const sensitivityLaw: Case = law({
  id: 'every-element-counts',
  clauses: ['V17'],
  says: 'changing any one element of x, weights or initial state changes an output',
  zeros: false,
  choice: telling,
  check: async (lab, { config, weights, x, initialState, random }) => {
    const parts: Record<string, Values> = { ...(weights as object), x, ...initialState };
    const original = await lab.run(config, weights, x, { initialState });
    for (const [name, values] of Object.entries(parts)) {
      const index = below(random, values.data.length);
      // A large step, so that no gate's slope can hide it below the resolution of float32.
      const changed = withNumber(values, index, -2 * (values.data[index] as number));
      const given = { ...parts, [name]: changed };
      const { kernel, recurrentKernel, bias } = given;
      const result = await lab.run(
        config,
        { kernel, recurrentKernel, ...(bias === undefined ? {} : { bias }) } as CellWeights,
        given['x'] as Values,
        { initialState: pick(given, Object.keys(initialState)) },
      );
      expectTrue(
        `element ${index} of ${name} must change an output or a state`,
        differs(result, original),
      );
    }
  },
});

function pick(parts: Record<string, Values>, names: readonly string[]): Record<string, Values> {
  return Object.fromEntries(names.map((name) => [name, parts[name] as Values]));
}

function differs(a: Observation, b: Observation): boolean {
  const numbers = ({ output, state }: Observation): number[] =>
    [output, ...Object.values(state)].flatMap(({ data }) => [...data]);
  const wanted = numbers(b);
  return numbers(a).some((value, index) => value !== wanted[index]);
}
