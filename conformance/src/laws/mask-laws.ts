// Laws of masks.

import type { Case } from '../case.ts';
import type { Lab } from '../lab.ts';
import {
  exactly,
  expectAlike,
  expectClose,
  expectStates,
  filled,
  lastStep,
  pickRows,
  pickSteps,
  stepOf,
  type Values,
  withNumber,
} from '../values.ts';
import { type Drawn, drawMask, law, oneOf, spoiltWhereMasked } from './law.ts';

type MaskInput = Pick<Parameters<typeof law>[0], 'id' | 'clauses' | 'says' | 'check'>;

const maskLaw = (input: MaskInput): Case =>
  law({ ...input, id: `mask/${input.id}`, levels: ['masking'], claims: ['masking'] });

export const maskLaws: readonly Case[] = [
  maskLaw({
    id: 'all-kept',
    clauses: ['M7'],
    says: 'a mask that keeps every step changes nothing',
    check: async (lab, drawn) => {
      const { config, weights, x, initialState, batch, timeSteps, tolerance, random } = drawn;
      // Of infinity a product with zero would make NaN.
      const h = withNumber(initialState['h'] as Values, 0, oneOf(random, [0.5, Infinity]));
      const begun = { ...initialState, h };
      const plain = await lab.run(config, weights, x, { initialState: begun });
      const mask = filled([batch, timeSteps], 1);
      const masked = await lab.run(config, weights, x, { initialState: begun, mask });
      lab.note(expectAlike('all kept', masked, plain, tolerance));
    },
  }),
  maskLaw({
    id: 'deletion',
    clauses: ['M6', 'M1', 'M2', 'M3', 'M4', 'M5', 'M13'],
    says: 'kept steps and states are those without the masked steps; masked ones repeat, or are zero at the head',
    check: async (lab, drawn) => {
      const { config, weights, x, initialState, batch, timeSteps, tolerance, random } = drawn;
      const mask = drawMask(random, batch, timeSteps);
      const masked = await lab.run(config, weights, x, { initialState, mask });
      for (let row = 0; row < batch; row++) {
        const keep = keptSteps(mask.data, row, timeSteps);
        const state = Object.fromEntries(
          Object.entries(initialState).map(([path, leaf]) => [path, pickRows(leaf, [row])]),
        );
        const output = pickRows(masked.output, [row]);
        if (keep.length > 0) {
          const only = pickSteps(pickRows(x, [row]), keep);
          const whole = await lab.run(config, weights, only, { initialState: state });
          lab.note(
            expectClose(`row ${row} kept`, pickSteps(output, keep), whole.output, tolerance),
          );
          const final = rowState(masked.state, row);
          lab.note(expectStates(`row ${row}`, final, whole.state, tolerance));
        } else expectStates(`row ${row}, all masked,`, rowState(masked.state, row), state, exactly);
        expectCarried(output, keep, timeSteps);
      }
    },
  }),
  maskLaw({
    id: 'content',
    clauses: ['M8'],
    says: 'NaN, infinities and huge numbers in place of masked steps change nothing',
    check: async (lab, drawn) => {
      const { weights, x, initialState, batch, timeSteps, random } = drawn;
      const config = { ...drawn.config, zeroOutputForMask: random() < 0.5 };
      const mask = drawMask(random, batch, timeSteps);
      // Zeros that nobody gave may be made of x.
      const options = random() < 0.5 ? { mask } : { initialState, mask };
      const clean = await lab.run(config, weights, x, options);
      const other = { shape: x.shape, data: spoiltWhereMasked(x, mask) };
      expectAlike('other numbers', await lab.run(config, weights, other, options), clean, exactly);
    },
  }),
  maskLaw({
    id: 'numbers',
    clauses: ['M1'],
    says: 'any number but 0 and -0 keeps a step, NaN and negative ones too',
    check: async (lab, { config, weights, x, initialState, batch, timeSteps, random }) => {
      const mask = drawMask(random, batch, timeSteps);
      const wanted = await lab.run(config, weights, x, { initialState, mask });
      const data = Float32Array.from(mask.data, (bit) =>
        bit === 0
          ? oneOf(random, [0, -0])
          : oneOf(random, [0.5, Number.NaN, -1, 2 ** 32, Infinity]),
      );
      const other = { shape: mask.shape, data };
      const got = await lab.run(config, weights, x, { initialState, mask: other });
      expectAlike('any number', got, wanted, exactly);
    },
  }),
  maskLaw({
    id: 'last',
    clauses: ['M9', 'M3'],
    says: 'without returnSequences the output is the last row of the sequence: the last kept step of it',
    check: async (lab, drawn) => {
      const mask = drawMask(drawn.random, drawn.batch, drawn.timeSteps);
      const whole = await runMasked(lab, drawn, drawn.config, mask);
      const short = { ...drawn.config, returnSequences: false };
      const last = await runMasked(lab, drawn, short, mask);
      lab.note(expectClose('last', last.output, lastStep(whole.output), drawn.tolerance));
    },
  }),
  maskLaw({
    id: 'zero-output',
    clauses: ['M10', 'M11'],
    says: 'zeroOutputForMask zeros masked outputs, the last one too, and nothing else',
    check: async (lab, drawn) => {
      const { config, batch, timeSteps, random } = drawn;
      const mask = drawMask(random, batch, timeSteps);
      const plain = await runMasked(lab, drawn, config, mask);
      const zeroing = { ...config, zeroOutputForMask: true };
      const zeroed = await runMasked(lab, drawn, zeroing, mask);
      const wanted = {
        shape: plain.output.shape,
        data: plain.output.data.map((value, index) =>
          mask.data[Math.floor(index / drawn.units)] === 1 ? value : 0,
        ),
      };
      expectClose('zeroed output', zeroed.output, wanted, exactly);
      expectStates('zeroed', zeroed.state, plain.state, exactly);
      const short = { ...zeroing, returnSequences: false };
      const last = await runMasked(lab, drawn, short, mask);
      const lastWanted = stepOf(wanted, timeSteps - 1);
      lab.note(expectClose('last output', last.output, lastWanted, drawn.tolerance));
    },
  }),
];

function runMasked(
  lab: Lab,
  { weights, x, initialState }: Drawn,
  config:
    Drawn['config'] | (Omit<Drawn['config'], 'returnSequences'> & { returnSequences: boolean }),
  mask: ReturnType<typeof drawMask>,
): ReturnType<Lab['run']> {
  return lab.run(config as Drawn['config'], weights, x, { initialState, mask });
}

function keptSteps(mask: Uint8Array, row: number, timeSteps: number): number[] {
  return Array.from({ length: timeSteps }, (_, t) => t).filter(
    (t) => mask[row * timeSteps + t] === 1,
  );
}

function rowState(state: Readonly<Record<string, Values>>, row: number): Record<string, Values> {
  return Object.fromEntries(
    Object.entries(state).map(([path, leaf]) => [path, pickRows(leaf, [row])]),
  );
}

/** Masked steps of one row [1, timeSteps, units] show what was emitted before them. */
function expectCarried(output: Values, keep: readonly number[], timeSteps: number): void {
  const units = output.shape[2] as number;
  let before = filled([1, units], 0);
  for (let t = 0; t < timeSteps; t++) {
    const step = stepOf(output, t);
    if (!keep.includes(t)) expectClose(`masked step ${t}`, step, before, exactly);
    before = step;
  }
}
