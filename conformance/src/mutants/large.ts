// Wrong far beyond what is usual, or where two sizes meet: indices of too few bits, blocks, workgroups, pools.
// Clauses S5, V1 to V5, K3.

import { ShapeError } from '@gatefold/contract';
import { honestParts, type PlainCall, type PlainParts } from '../plain/parts.ts';
import { type Mutant, partMutant, runMutant } from './mutant.ts';
import { callOnlyWhen, dropUnits, unitsOf, writeOnlyWhen } from './only-when.ts';

const mutant = (
  id: string,
  says: string,
  parts: Partial<PlainParts>,
  clause: string = 'S5',
): Mutant => partMutant({ id: `large/${id}`, clause, says, parts });

/** x with each frame taken from another row and step. */
function framesFrom(
  { x, batch, timeSteps, prepared: { inputDim } }: PlainCall,
  from: (row: number, t: number) => number,
): Partial<PlainCall> {
  const changed = new Float64Array(x.length);
  for (let row = 0; row < batch; row++) {
    for (let t = 0; t < timeSteps; t++) {
      const start = from(row, t) * inputDim;
      changed.set(x.subarray(start, start + inputDim), (row * timeSteps + t) * inputDim);
    }
  }
  return { x: changed };
}

/** A mask with each entry taken from another row and step. */
const maskFrom = (
  { mask, batch, timeSteps }: PlainCall,
  from: (row: number, t: number) => number,
): Partial<PlainCall> => ({
  mask: Uint8Array.from(
    { length: batch * timeSteps },
    (_, index) => mask?.[from(Math.floor(index / timeSteps), index % timeSteps)] as number,
  ),
});

const withoutState = ({ initialState: { h, c } }: PlainCall): Partial<PlainCall> => ({
  initialState: { h: h.map(() => 0), c: c.map(() => 0) },
});

/** Runs a sequence in two parts, the second with a c of zeros. */
function splitAt(step: number): PlainParts['sequence'] {
  return (call, run) => {
    const { batch, timeSteps, x, mask, goBackwards, returnSequences, prepared } = call;
    const isPlain = batch === 1 && mask === null && !goBackwards && returnSequences;
    if (timeSteps <= step || !isPlain || prepared.cell.kind !== 'lstm') return run(call);
    const { units } = prepared.cell;
    const middle = { h: new Float64Array(units), c: new Float64Array(units) };
    const [frames, rows] = [step * prepared.inputDim, step * units];
    const { output } = call;
    const part = { x: x.subarray(0, frames), output: output.subarray(0, rows) };
    run({ ...call, ...part, timeSteps: step, finalState: middle });
    const rest = { x: x.subarray(frames), output: output.subarray(rows) };
    const initialState = { h: middle.h, c: new Float64Array(units) };
    run({ ...call, ...rest, timeSteps: timeSteps - step, initialState });
  };
}

const refusing = (
  id: string,
  says: string,
  isRefused: (shape: readonly number[]) => boolean,
): Mutant =>
  runMutant({
    id: `large/${id}`,
    clause: 'S5',
    says,
    run: ({ run }, x, options) => {
      const { shape } = (x ?? {}) as { shape?: unknown };
      if (Array.isArray(shape) && isRefused(shape as number[])) {
        throw new ShapeError({ where: 'run: x', expected: 'must be smaller' });
      }
      return run(x, options);
    },
  });

export const largeMutants: readonly Mutant[] = [
  mutant(
    'rows/beyond-256',
    'rows from the 257th on left at zero',
    writeOnlyWhen(
      ({ batch }) => batch > 256,
      ({ batch, output, finalState }) => {
        for (const buffer of [output, finalState.h, finalState.c]) {
          buffer.fill(0, (buffer.length / batch) * 256);
        }
      },
    ),
  ),
  mutant(
    'rows/time-major-32',
    'an x of exactly 32 rows that is read time-major',
    callOnlyWhen(
      ({ batch }) => batch === 32,
      (call) => framesFrom(call, (row, t) => t * call.batch + row),
    ),
  ),
  mutant(
    'rows/mask-of-block',
    'rows past the 16th that are masked as the row in their place of a block',
    callOnlyWhen(
      ({ batch, mask }) => batch > 16 && mask !== null,
      (call) => maskFrom(call, (row, t) => (row % 16) * call.timeSteps + t),
    ),
  ),
  mutant(
    'rows/mask-of-one-step',
    'a mask of one step whose odd rows, of more than 8, are masked as the row before',
    callOnlyWhen(
      ({ batch, timeSteps, mask }) => batch > 8 && timeSteps === 1 && mask !== null,
      (call) => maskFrom(call, (row) => row - (row % 2)),
    ),
  ),
  mutant(
    'steps/half-precision-index',
    'steps from 2048 on that are numbered in half precision',
    callOnlyWhen(
      ({ timeSteps }) => timeSteps > 2048,
      (call) => framesFrom(call, (row, t) => row * call.timeSteps + (t < 2048 ? t : t - (t % 2))),
    ),
  ),
  mutant('steps/chunks-of-1000', 'c that is lost after 1000 steps', { sequence: splitAt(1000) }),
  mutant(
    'steps/mask-of-chunk',
    'a mask whose second row, from step 512 on, is that of a shorter mask',
    callOnlyWhen(
      ({ batch, timeSteps, mask }) => batch > 1 && timeSteps > 512 && mask !== null,
      (call) => maskFrom(call, (row, t) => (t < 512 ? row * call.timeSteps + t : row * 512 + t)),
    ),
  ),
  mutant(
    'units/beyond-512',
    'units from the 513th on left at zero',
    writeOnlyWhen(
      (call) => unitsOf(call) > 512,
      (call) => dropUnits(call, 512),
    ),
  ),
  mutant('inputs/beyond-512', 'inputs from the 513th on that are ignored', {
    prepare: (checked) => {
      const { inputDim, weights } = checked;
      if (inputDim <= 512) return checked;
      const kernel = weights.kernel.slice().fill(0, (weights.kernel.length / inputDim) * 512);
      return { ...checked, weights: { ...weights, kernel } };
    },
  }),
  mutant(
    'x-of-16-bits',
    'an x whose numbers are counted in 16 bits',
    callOnlyWhen(
      ({ x }) => x.length > 65_536,
      ({ x }) => ({ x: x.map((_, index) => x[index % 65_536] as number) }),
    ),
  ),
  partMutant({
    id: 'large/merge-of-16-bits',
    clause: 'B4',
    says: 'a merge that stops after 65,536 numbers',
    parts: {
      memory: {
        ...honestParts.memory,
        merge: (call) => {
          honestParts.memory.merge(call);
          call.output.fill(0, 65_536);
        },
      },
    },
  }),
  partMutant({
    id: 'large/copy-beyond-4096',
    clause: 'P4',
    says: 'copies on the device that end after 4096 numbers',
    parts: {
      memory: {
        ...honestParts.memory,
        copy: (from, to) => to.set(from.subarray(0, 4096)),
      },
    },
  }),
  mutant(
    'zero-output-of-many',
    'zeroOutputForMask that is ignored where the output is more than 4096 numbers',
    callOnlyWhen(
      ({ output, mask }) => output.length > 4096 && mask !== null,
      () => ({ zeroOutputForMask: false }),
    ),
    'M10',
  ),
  mutant(
    'rows-and-units',
    'an initial state that is lost where 8 rows or more meet 32 units or more',
    callOnlyWhen((call) => call.batch >= 8 && unitsOf(call) >= 32, withoutState),
  ),
  mutant(
    'two-tails',
    'units that leave 3 over from 8, whose last misses the last of inputs that leave 1 over from 4',
    {
      prepare: (checked) => {
        const { inputDim, weights, cell } = checked;
        const meet = cell.units > 8 && cell.units % 8 === 3 && inputDim > 4 && inputDim % 4 === 1;
        if (!meet) return checked;
        const kernel = weights.kernel.slice();
        kernel[kernel.length - 1] = 0;
        return { ...checked, weights: { ...weights, kernel } };
      },
    },
    'V1',
  ),
  refusing('rows/refused', 'more than 128 rows that are refused', ([batch = 0]) => batch > 128),
  refusing(
    'steps/refused',
    'more than 1024 steps that are refused',
    ([, steps = 0]) => steps > 1024,
  ),
];
