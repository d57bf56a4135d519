// Masks done otherwise: clauses M1 to M13.

import type { PlainCall, PlainParts } from '../plain/parts.ts';
import { zip } from '../plain/arithmetic.ts';
import { half } from '../plain/rounding.ts';
import { type Mutant, partMutant, runMutant } from './mutant.ts';
import { erased } from './state-now.ts';

const mutant = (id: string, clause: string, says: string, parts: Partial<PlainParts>): Mutant =>
  partMutant({ id: `mask/${id}`, clause, says, parts });

/** Another call in place of the one that was asked for. */
const calling = (change: (call: PlainCall) => Partial<PlainCall>): Partial<PlainParts> => ({
  sequence: (call, run) => run({ ...call, ...change(call) }),
});

/** Another mask, entry by entry. */
const masking = (
  entry: (mask: Uint8Array, row: number, t: number, call: PlainCall) => number | undefined,
): Partial<PlainParts> =>
  calling((call) => {
    const { mask, timeSteps } = call;
    if (mask === null) return {};
    const changed = mask.map(
      (_, index) => entry(mask, Math.floor(index / timeSteps), index % timeSteps, call) ?? 0,
    );
    return { mask: changed };
  });

function keptInRow({ mask, timeSteps }: PlainCall, row: number): number {
  const bits = (mask as Uint8Array).subarray(row * timeSteps, (row + 1) * timeSteps);
  return bits.reduce((sum, bit) => sum + bit, 0);
}

/** Writes to the rows that are masked throughout, after the honest run. */
const onMaskedRows = (write: (call: PlainCall, row: number) => void): Partial<PlainParts> => ({
  sequence: (call, run) => {
    run(call);
    if (call.mask === null) return;
    for (let row = 0; row < call.batch; row++) if (keptInRow(call, row) === 0) write(call, row);
  },
});

export const maskMutants: readonly Mutant[] = [
  mutant(
    'ignored',
    'M6',
    'a mask that is ignored',
    calling(() => ({ mask: null })),
  ),
  mutant(
    'inverted',
    'M1',
    'a mask whose ones skip',
    masking((mask, row, t, { timeSteps }) => 1 - (mask[row * timeSteps + t] as number)),
  ),
  runMutant({
    id: 'mask/bytes',
    clause: 'M1',
    says: 'a mask of numbers that are cast to bytes, so that small ones skip',
    changesValues: true,
    run: ({ run }, x, options) => {
      const { mask } = options ?? {};
      if (!Array.isArray(mask?.data)) return run(x, options);
      const entries: readonly (number | boolean)[] = mask.data;
      const isList = entries.every((entry) => typeof entry === 'number');
      const data = isList ? Uint8Array.from(entries) : entries;
      return run(x, { ...options, mask: { ...mask, data } });
    },
  }),
  mutant(
    'off-by-one',
    'M6',
    'a mask that is one step late',
    masking((mask, row, t, { timeSteps }) => mask[row * timeSteps + Math.max(t - 1, 0)]),
  ),
  mutant(
    'time-major',
    'M6',
    'a mask read as [timeSteps, batch]',
    masking((mask, row, t, { batch }) => mask[t * batch + row]),
  ),
  mutant(
    'first-row-for-all',
    'M6',
    "the first row's mask for every row",
    masking((mask, _row, t) => mask[t]),
  ),
  mutant(
    'first-row-keeps-all',
    'M6',
    'a mask that is ignored where the first row keeps every step',
    calling((call) =>
      call.mask !== null && keptInRow(call, 0) === call.timeSteps ? { mask: null } : {},
    ),
  ),
  mutant(
    'as-length',
    'M6',
    'a mask counted, as if padding were always on the right',
    masking((_mask, row, t, call) => (t < keptInRow(call, row) ? 1 : 0)),
  ),
  runMutant({
    id: 'mask/only-ones-keep',
    clause: 'M1',
    says: 'a mask of which only 1 and true keep a step',
    changesValues: true,
    run: ({ run }, x, options) => {
      const { mask } = options ?? {};
      if (mask?.data === undefined || typeof mask.data === 'string') return run(x, options);
      const data = Array.from(mask.data, (entry) =>
        typeof entry === 'number' ? Number(entry === 1) : entry,
      );
      return run(x, { ...options, mask: { ...mask, data } });
    },
  }),
  runMutant({
    id: 'mask/wraps',
    clause: 'M1',
    says: 'a mask whose numbers are kept in 32 bits',
    changesValues: true,
    run: ({ run }, x, options) => {
      const { mask } = options ?? {};
      if (mask?.data === undefined || typeof mask.data === 'string') return run(x, options);
      const data = Array.from(mask.data, (entry) =>
        typeof entry === 'number' && Math.abs(entry) > 1 && entry !== Infinity ? entry | 0 : entry,
      );
      return run(x, { ...options, mask: { ...mask, data } });
    },
  }),
  mutant(
    'blended',
    'M2',
    'masked steps that are blended in, so that an infinite state becomes NaN',
    {
      masked: ({ h, c }) => ({ h: h.map((v) => v + (v - v)), c: c.map((v) => v + (v - v)) }),
    },
  ),
  mutant('state-zeroed', 'M2', 'masked steps that set the state to zeros', {
    masked: ({ h, c }) => ({ h: h.map(() => 0), c: c.map(() => 0) }),
  }),
  mutant('c-not-frozen', 'M2', 'masked steps that freeze h and let c go on', {
    masked: (state, x, next) => ({ h: state.h, c: next(x).c }),
  }),
  mutant('zero-input', 'M2', 'masked steps that are run on zeros, biases and all', {
    masked: (_state, x, next) => next(x.map(() => 0)),
  }),
  mutant('state-not-frozen', 'M2', 'masked steps that change the state', {
    masked: (_state, x, next) => next(x),
  }),
  mutant('multiplied', 'M8', 'a mask that is multiplied, so that NaN under it leaks', {
    masked: (state, x, next) => {
      const gone = next(x);
      const keep = (kept: number, dropped: number): number => kept + erased(dropped);
      return { h: zip(keep, state.h, gone.h), c: zip(keep, state.c, gone.c) };
    },
  }),
  mutant('output-zeroed', 'M3', 'masked steps that emit zeros', {
    emitMasked: (before) => before.map(() => 0),
  }),
  // #region masked-head
  mutant('head-is-state', 'M4', 'Keras 3 on numpy or jax, whose masked head emits the initial h', {
    head: ({ h }) => h,
  }),
  // #endregion
  mutant(
    'head-times-zero',
    'M5',
    'a masked head that is the state times zero, NaN where it is infinite',
    {
      head: ({ h }) => h.map((value) => erased(value)),
    },
  ),
  mutant(
    'all-masked-forgets',
    'M5',
    'zeros for the state of a row that is masked throughout',
    onMaskedRows(({ finalState, prepared }, row) => {
      const { units, kind } = prepared.cell;
      const range = [row * units, (row + 1) * units] as const;
      finalState.h.fill(0, ...range);
      if (kind === 'lstm') finalState.c.fill(0, ...range);
    }),
  ),
  mutant(
    'all-masked-not-a-number',
    'M5',
    'NaN from a row that is masked throughout',
    onMaskedRows(({ output, batch }, row) => {
      const size = output.length / batch;
      output.fill(Number.NaN, row * size, (row + 1) * size);
    }),
  ),
  mutant('coarse-path', 'M7', 'another path under a mask, in float16', {
    sequence: (call, run) => {
      if (call.mask === null) run(call);
      else {
        const { weights } = call.prepared;
        const kernel = weights.kernel.map(half.round);
        run({ ...call, prepared: { ...call.prepared, weights: { ...weights, kernel } } });
      }
    },
  }),
  mutant(
    'last-step-zero',
    'M9',
    'a last output of zeros where the last step is masked',
    calling(({ returnSequences }) => (returnSequences ? {} : { zeroOutputForMask: true })),
  ),
  mutant(
    'zero-output-ignored',
    'M10',
    'zeroOutputForMask ignored',
    calling(() => ({ zeroOutputForMask: false })),
  ),
  mutant('zero-output-resets', 'M10', 'zeroOutputForMask that zeros the state as well', {
    sequence: (call, run) => {
      run(call);
      if (call.mask === null || !call.zeroOutputForMask) return;
      const { units } = call.prepared.cell;
      for (let row = 0; row < call.batch; row++) {
        if (keptInRow(call, row) === call.timeSteps) continue;
        call.finalState.h.fill(0, row * units, (row + 1) * units);
      }
    },
  }),
  mutant(
    'zero-output-not-last',
    'M11',
    'zeroOutputForMask without effect on the last output, as the Keras documentation says',
    calling(({ returnSequences }) => (returnSequences ? {} : { zeroOutputForMask: false })),
  ),
  mutant(
    'not-reversed',
    'M12',
    'a mask that goBackwards does not reverse',
    masking(
      (mask, row, t, { goBackwards, timeSteps }) =>
        mask[row * timeSteps + (goBackwards ? timeSteps - 1 - t : t)],
    ),
  ),
  mutant(
    'initial-state-lost',
    'M13',
    'an initial state that is lost where the first step is masked',
    {
      sequence: (call, run) => {
        if (call.mask === null) return run(call);
        const { units } = call.prepared.cell;
        const [h, c] = [call.initialState.h.slice(), call.initialState.c.slice()];
        for (let row = 0; row < call.batch; row++) {
          if (call.mask[row * call.timeSteps] === 1) continue;
          h.fill(0, row * units, (row + 1) * units);
          c.fill(0, row * units, (row + 1) * units);
        }
        run({ ...call, initialState: { h, c } });
      },
    },
  ),
];
