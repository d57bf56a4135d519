// Other equations: clauses V1 to V6, V15, and arithmetic too coarse for the precision that is claimed.

import type { CellConfig } from '@gatefold/contract';
import { zip } from '../plain/arithmetic.ts';
import { honestParts, type PlainParts, type Roles } from '../plain/parts.ts';
import { half, rounding } from '../plain/rounding.ts';
import { type Mutant, partMutant } from './mutant.ts';

const mutant = (id: string, clause: string, says: string, parts: Partial<PlainParts>): Mutant =>
  partMutant({ id: `equation/${id}`, clause, says, parts });

/** Other activations in a cell's roles, for the cells of one kind. */
function roles(change: (cell: CellConfig, roles: Roles) => Partial<Roles>): Partial<PlainParts> {
  return {
    roles: (cell) => {
      const honest = honestParts.roles(cell);
      return { ...honest, ...change(cell, honest) };
    },
  };
}

export const equationMutants: readonly Mutant[] = [
  mutant('gru/reset-before', 'V4', 'reset before the matmul', {
    reset: (r, h, product, _after, { multiply }) => product(zip(multiply, r, h)),
  }),
  mutant('gru/reset-after', 'V3', 'reset after the matmul', {
    reset: (r, h, product, _after, { multiply }) => zip(multiply, r, product(h)),
  }),
  mutant('gru/no-reset', 'V3', 'a GRU whose r acts on nothing', {
    reset: (_r, h, product) => product(h),
  }),
  mutant('gru/z-reversed', 'V5', "the papers' z, which takes the new state where it is 1", {
    gru: (z, n, h, tools) => honestParts.gru(z.map(tools.rest), n, h, tools),
  }),
  mutant('lstm/coupled', 'V2', "input and forget gate coupled, ONNX's input_forget", {
    lstm: ({ f, ...gates }, c, tools) =>
      honestParts.lstm({ ...gates, f, i: f.map(tools.rest) }, c, tools),
  }),
  mutant('lstm/clipped', 'V2', 'c clipped to 1', {
    lstm: (gates, c, tools) => {
      const { c: next } = honestParts.lstm(gates, c, tools);
      const clipped = next.map((v) => Math.min(Math.max(v, -1), 1));
      return { h: zip(tools.multiply, gates.o, clipped.map(tools.aOut)), c: clipped };
    },
  }),
  mutant('lstm/peephole', 'V2', 'an LSTM whose output gate sees c', {
    lstm: (gates, c, tools) => {
      const next = honestParts.lstm(gates, c, tools);
      const o = zip((ot, ct) => ot * (1 + 0.1 * ct), gates.o, next.c);
      return honestParts.lstm({ ...gates, o }, c, tools);
    },
  }),
  mutant('lstm/old-c-out', 'V2', 'h of the c before the step', {
    lstm: (gates, c, tools) => ({
      ...honestParts.lstm(gates, c, tools),
      h: zip(tools.multiply, gates.o, c.map(tools.aOut)),
    }),
  }),
  mutant('lstm/c-not-activated', 'V6', 'c on its way into h without activation', {
    ...roles(({ kind }) => (kind === 'lstm' ? { output: 'linear' } : {})),
  }),
  mutant('lstm/c-always-tanh', 'V6', 'tanh of c whatever the activation', {
    ...roles(({ kind }) => (kind === 'lstm' ? { output: 'tanh' } : {})),
  }),
  mutant('lstm/g-always-tanh', 'V6', 'tanh for the candidate whatever the activation', {
    ...roles(({ kind }) => (kind === 'lstm' ? { candidate: 'tanh' } : {})),
  }),
  mutant('activations-exchanged', 'V2', 'activation and recurrentActivation exchanged', {
    ...roles(({ kind }, { candidate, gate }) =>
      kind === 'simpleRNN' ? {} : { candidate: gate, output: gate, gate: candidate },
    ),
  }),
  mutant('simple-rnn/not-recurrent', 'V1', 'a SimpleRNN without h·U', {
    prepare: (checked) => {
      if (checked.cell.kind !== 'simpleRNN') return checked;
      const { weights } = checked;
      const recurrentKernel = new Float32Array(weights.recurrentKernel.length);
      return { ...checked, weights: { ...weights, recurrentKernel } };
    },
  }),
  mutant('last-unit-linear', 'V15', 'units past a multiple of 4 without activation', {
    lstm: (gates, c, tools) => {
      const honest = honestParts.lstm(gates, c, tools);
      const tail = c.length - (c.length % 4);
      const h = honest.h.map((value, unit) =>
        unit < tail || c.length < 4
          ? value
          : (gates.o[unit] as number) * (honest.c[unit] as number),
      );
      return { ...honest, h };
    },
  }),
  partMutant({
    id: 'precision/half',
    clause: 'V2',
    says: 'sums in float16, although supports claims more',
    arithmetic: half,
  }),
  partMutant({
    id: 'precision/bfloat16',
    clause: 'V2',
    says: 'sums in bfloat16, although supports claims more',
    arithmetic: rounding(8),
  }),
  partMutant({
    id: 'precision/tf32',
    clause: 'V2',
    says: "weights rounded to TF32's 11 bits, as tensor cores do",
    parts: {
      prepare: (checked) => {
        const { kernel, recurrentKernel, bias } = checked.weights;
        const coarse = (data: Float32Array): Float32Array => data.map(half.round);
        const weights = { bias, kernel: coarse(kernel), recurrentKernel: coarse(recurrentKernel) };
        return { ...checked, weights };
      },
    },
  }),
];
