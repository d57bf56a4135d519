// Rows, steps and directions taken in another order, and outputs of another step: clauses S, V12 to V16, R.

import type { PlainCall, PlainParts } from '../plain/parts.ts';
import { half } from '../plain/rounding.ts';
import { backendMutant, type Mutant, partMutant } from './mutant.ts';

const mutant = (
  id: string,
  clause: string,
  says: string,
  sequence: PlainParts['sequence'],
): Mutant => partMutant({ id, clause, says, parts: { sequence } });

const calling =
  (change: (call: PlainCall) => Partial<PlainCall>): PlainParts['sequence'] =>
  (call, run) =>
    run({ ...call, ...change(call) });

/** x with another value for each (row, t, k). */
function xOf(
  call: PlainCall,
  value: (
    at: (row: number, t: number, k: number) => number,
    row: number,
    t: number,
    k: number,
  ) => number,
): Float64Array {
  const { x, timeSteps, batch } = call;
  const width = x.length / (batch * timeSteps);
  const at = (row: number, t: number, k: number): number =>
    x[(row * timeSteps + t) * width + k] as number;
  return x.map((_, index) => {
    const [frame, k] = [Math.floor(index / width), index % width];
    return value(at, Math.floor(frame / timeSteps), frame % timeSteps, k);
  });
}

/** Runs with the whole sequence wanted, and gives it to `use`, which fills the call's own output. */
const withSequence =
  (
    applies: (call: PlainCall) => boolean,
    use: (call: PlainCall, row: number, t: number) => number,
  ): PlainParts['sequence'] =>
  (call, run) => {
    if (!applies(call)) return run(call);
    const { batch, timeSteps, returnSequences, output } = call;
    const { units } = call.prepared.cell;
    const whole = new Float64Array(batch * timeSteps * units);
    run({ ...call, returnSequences: true, output: whole });
    const steps = returnSequences ? timeSteps : 1;
    for (let row = 0; row < batch; row++) {
      for (let t = 0; t < steps; t++) {
        const start =
          (row * timeSteps + use(call, row, returnSequences ? t : timeSteps - 1)) * units;
        output.set(whole.subarray(start, start + units), (row * steps + t) * units);
      }
    }
  };

const always = (): boolean => true;

export const orderMutants: readonly Mutant[] = [
  mutant('output/first-for-last', 'S1', 'the first output in place of the last', (call, run) =>
    withSequence(
      ({ returnSequences }) => !returnSequences,
      () => 0,
    )(call, run),
  ),
  mutant(
    'output/last-everywhere',
    'S2',
    'the last output in every row of the sequence',
    withSequence(always, ({ timeSteps }) => timeSteps - 1),
  ),
  mutant(
    'output/time-major',
    'S2',
    'a sequence laid out as [timeSteps, batch, units]',
    (call, run) => {
      run(call);
      const { batch, timeSteps, output, returnSequences } = call;
      if (!returnSequences) return;
      const { units } = call.prepared.cell;
      const honest = output.slice();
      for (let row = 0; row < batch; row++) {
        for (let t = 0; t < timeSteps; t++) {
          const start = (row * timeSteps + t) * units;
          output.set(honest.subarray(start, start + units), (t * batch + row) * units);
        }
      }
    },
  ),
  mutant(
    'output/flags-change-path',
    'S10',
    'another path without returnSequences, in float16',
    (call, run) => {
      run(call);
      if (!call.returnSequences) call.output.set(call.output.map(half.round));
    },
  ),
  mutant('output/half', 'S12', 'outputs rounded to float16', (call, run) => {
    run(call);
    call.output.set(call.output.map(half.round));
  }),
  mutant('state/one-step-behind', 'S11', 'a final h of the step before the last', (call, run) => {
    run(call);
    const { batch, timeSteps, finalState, mask } = call;
    const { units } = call.prepared.cell;
    if (timeSteps < 2 || mask !== null) return;
    const whole = new Float64Array(batch * timeSteps * units);
    run({ ...call, returnSequences: true, alignOutput: false, output: whole });
    for (let row = 0; row < batch; row++) {
      const start = (row * timeSteps + timeSteps - 2) * units;
      finalState.h.set(whole.subarray(start, start + units), row * units);
    }
  }),
  mutant('state/c-for-h', 'S11', 'c in place of the final h', ({ ...call }, run) => {
    run(call);
    if (call.prepared.cell.kind === 'lstm') call.finalState.h.set(call.finalState.c);
  }),
  mutant('state/h-for-c', 'V2', 'h in place of the final c', (call, run) => {
    run(call);
    if (call.prepared.cell.kind === 'lstm') call.finalState.c.set(call.finalState.h);
  }),
  mutant('state/exchanged', 'S4', 'h and c exchanged in the final state', (call, run) => {
    run(call);
    if (call.prepared.cell.kind !== 'lstm') return;
    const { h, c } = call.finalState;
    const kept = h.slice();
    h.set(c);
    c.set(kept);
  }),
  mutant('state/half', 'V13', 'final states rounded to float16', (call, run) => {
    run(call);
    call.finalState.h.set(call.finalState.h.map(half.round));
    if (call.prepared.cell.kind === 'lstm') {
      call.finalState.c.set(call.finalState.c.map(half.round));
    }
  }),
  partMutant({
    id: 'state/beyond-float32',
    clause: 'V13',
    says: 'states that are finite inside where they are read as infinity',
    parts: { kept: (value) => value },
  }),
  mutant('rows/time-major-x', 'V12', 'x read as [timeSteps, batch, inputDim]', (call, run) => {
    const { x, batch, timeSteps } = call;
    const width = x.length / (batch * timeSteps);
    const moved = xOf(call, (_at, row, t, k) => x[(t * batch + row) * width + k] as number);
    run({ ...call, x: moved });
  }),
  mutant(
    'rows/mixed',
    'V12',
    'each row of the batch mixed with a little of the first',
    calling((call) => ({
      x: xOf(call, (at, row, t, k) => at(row, t, k) + (row > 0 ? 0.01 * at(0, t, k) : 0)),
    })),
  ),
  mutant('rows/state-shared', 'V12', "the first row's initial state for every row", (call, run) => {
    const { units } = call.prepared.cell;
    const first = (data: Float64Array): Float64Array =>
      data.map((_, index) => data[index % units] as number);
    const { h, c } = call.initialState;
    run({ ...call, initialState: { h: first(h), c: first(c) } });
  }),
  mutant('rows/size-matters', 'V12', 'another path for a batch of one, in float16', (call, run) => {
    run(call);
    if (call.batch === 1) call.output.set(call.output.map(half.round));
  }),
  mutant(
    'rows/nan-spreads',
    'V16',
    'NaN of one row in all rows, as a product with zeros lets it',
    (call, run) => {
      const poison = call.x.some((value) => !Number.isFinite(value)) ? Number.NaN : 0;
      run({ ...call, x: call.x.map((value) => value + poison) });
    },
  ),
  mutant(
    'steps/look-ahead',
    'V14',
    'a step that sees the next input',
    calling((call) => ({
      x: xOf(call, (at, row, t, k) => at(row, Math.min(t + 1, call.timeSteps - 1), k)),
    })),
  ),
  mutant(
    'steps/centred',
    'V14',
    'x with its mean over time taken off',
    calling((call) => ({
      x: xOf(call, (at, row, t, k) => {
        let sum = 0;
        for (let step = 0; step < call.timeSteps; step++) sum += at(row, step, k);
        return at(row, t, k) - sum / call.timeSteps;
      }),
    })),
  ),
  mutant(
    'backwards/ignored',
    'R2',
    'goBackwards ignored',
    calling(() => ({ goBackwards: false })),
  ),
  mutant(
    'backwards/off-by-one',
    'R2',
    'goBackwards that begins one step early',
    calling((call) =>
      call.goBackwards ? { x: xOf(call, (at, row, t, k) => at(row, Math.max(t - 1, 0), k)) } : {},
    ),
  ),
  mutant(
    'backwards/output-in-time-order',
    'R1',
    "ONNX's goBackwards, whose output is turned back in time",
    calling(() => ({ alignOutput: true })),
  ),
  backendMutant({
    id: 'backwards/align-ignored',
    clause: 'R4',
    says: 'alignOutput ignored',
    changesValues: true,
    change: (plain) => ({
      layer: (config, weights) =>
        plain.layer('alignOutput' in config ? { ...config, alignOutput: false } : config, weights),
    }),
  }),
  mutant(
    'backwards/last-of-time',
    'R3',
    'goBackwards whose last output is that of the last x',
    withSequence(
      ({ goBackwards, returnSequences, alignOutput }) =>
        goBackwards && !returnSequences && !alignOutput,
      () => 0,
    ),
  ),
];
