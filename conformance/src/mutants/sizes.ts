// Wrong beyond a size, in a tail, or where two sizes are alike: what lanes, tiles, chunks and pools do to real kernels.
// Clauses S5, S6, V1 to V5.

import type { PlainCall, PlainParts } from '../plain/parts.ts';
import type { CheckedCell } from '@gatefold/contract/author';
import { type Mutant, onTensors, partMutant, runMutant } from './mutant.ts';
import { callOnlyWhen, dropUnits, tailOf, unitsOf, writeOnlyWhen } from './only-when.ts';

const mutant = (
  id: string,
  says: string,
  parts: Partial<PlainParts>,
  clause: string = 'S5',
): Mutant => partMutant({ id: `sizes/${id}`, clause, says, parts });

/** A sum over units that stops at a multiple of the lanes, from some width on. */
const tailOfUnits = (beyond: number, lanes: number): Partial<PlainParts> => ({
  prepare: (checked) => {
    const { units } = checked.cell;
    if (units <= beyond) return checked;
    const { recurrentKernel } = checked.weights;
    return withRows(checked, 'recurrentKernel', recurrentKernel, units, tailOf(units, lanes));
  },
});

/** A sum over inputs that stops at a row. */
const inputsTo = (beyond: number, end: (inputDim: number) => number): Partial<PlainParts> => ({
  prepare: (checked) => {
    const { inputDim, weights } = checked;
    if (inputDim <= beyond) return checked;
    return withRows(checked, 'kernel', weights.kernel, inputDim, end(inputDim));
  },
});

function withRows(
  checked: CheckedCell,
  name: 'kernel' | 'recurrentKernel',
  matrix: Float32Array,
  rows: number,
  end: number,
): CheckedCell {
  const kept = matrix.slice().fill(0, (end * matrix.length) / rows);
  return { ...checked, weights: { ...checked.weights, [name]: kept } };
}

/** Rows of the state from one on put to zero before the first step. */
const stateRowsTo = (call: PlainCall, end: number): Partial<PlainCall> => {
  const from = end * unitsOf(call);
  const { h, c } = call.initialState;
  return { initialState: { h: h.slice().fill(0, from), c: c.slice().fill(0, from) } };
};

/** Copies the results of a row to another. */
function copyRow(call: PlainCall, from: number, to: number): void {
  for (const buffer of [call.output, call.finalState.h, call.finalState.c]) {
    const width = buffer.length / call.batch;
    buffer.copyWithin(to * width, from * width, (from + 1) * width);
  }
}

/** Each block of a square kernel turned over, as if it were [units, inputDim]. */
const turned: Partial<PlainParts> = {
  prepare: (checked) => {
    const { cell, inputDim, weights } = checked;
    if (inputDim !== cell.units || inputDim === 1) return checked;
    const { kernel } = weights;
    const columns = kernel.length / inputDim;
    const kernelTurned = kernel.map((_, index) => {
      const [row, column] = [Math.floor(index / columns), index % columns];
      const [block, unit] = [Math.floor(column / inputDim), column % inputDim];
      return kernel[unit * columns + block * inputDim + row] as number;
    });
    return { ...checked, weights: { ...weights, kernel: kernelTurned } };
  },
};

/** x without what it holds from a step on. */
const stepsTo = ({ x, batch, timeSteps }: PlainCall, end: number): Partial<PlainCall> => {
  const width = x.length / batch / timeSteps;
  return {
    x: x.map((value, index) => (Math.floor(index / width) % timeSteps >= end ? 0 : value)),
  };
};

/** States read as if they were [units, batch]. */
function statesTurned(call: PlainCall): Partial<PlainCall> {
  const units = unitsOf(call);
  const turn = (state: Float64Array): Float64Array =>
    state.map((_, index) => state[(index % units) * units + Math.floor(index / units)] as number);
  const { h, c } = call.initialState;
  return { initialState: { h: turn(h), c: turn(c) } };
}

export const sizeMutants: readonly Mutant[] = [
  mutant(
    'batch-of-units',
    'a state of eight rows or more that is taken for turned where it has as many rows as units',
    callOnlyWhen((call) => call.batch >= 8 && call.batch === unitsOf(call), statesTurned),
  ),
  mutant(
    'units/tail-4',
    'a sum over more than 8 units without its tail of fewer than 4',
    tailOfUnits(8, 4),
  ),
  mutant(
    'units/tail-16',
    'a sum over more than 16 units without its tail of fewer than 16',
    tailOfUnits(16, 16),
  ),
  mutant(
    'units/tail-64',
    'a sum over more than 64 units without its tail of fewer than 64',
    tailOfUnits(64, 64),
  ),
  mutant(
    'units/last-of-odd',
    'the last unit of an odd number above 9 left at zero',
    writeOnlyWhen(
      (call) => unitsOf(call) > 9 && unitsOf(call) % 2 === 1,
      (call) => dropUnits(call, unitsOf(call) - 1),
    ),
  ),
  mutant(
    'units/whole-tiles',
    'the last unit of whole tiles of 32 left at zero',
    writeOnlyWhen(
      (call) => unitsOf(call) % 32 === 0,
      (call) => dropUnits(call, unitsOf(call) - 1),
    ),
  ),
  mutant(
    'units/beyond-256',
    'units from the 257th on left at zero',
    writeOnlyWhen(
      (call) => unitsOf(call) > 256,
      (call) => dropUnits(call, 256),
    ),
  ),
  mutant(
    'units/gru-tail',
    'a GRU of 17 to 63 units whose last units are left at zero',
    writeOnlyWhen(
      (call) => call.prepared.cell.kind === 'gru' && unitsOf(call) > 16 && unitsOf(call) < 64,
      (call) => dropUnits(call, 16),
    ),
  ),
  mutant(
    'inputs/tail-4',
    'a sum over more than 8 inputs without its tail of fewer than 4',
    inputsTo(8, (inputDim) => tailOf(inputDim, 4)),
  ),
  mutant(
    'inputs/beyond-256',
    'inputs from the 257th on that are ignored',
    inputsTo(256, () => 256),
  ),
  mutant('inputs/square', 'a square kernel that is turned over', turned, 'W1'),
  mutant(
    'batch/state-beyond-8',
    'an initial state whose rows from the ninth on are zero',
    callOnlyWhen(
      ({ batch }) => batch > 8,
      (call) => stateRowsTo(call, 8),
    ),
  ),
  mutant(
    'batch/tail-4',
    'the last row of more than 8, where 4 do not divide them, that is the row before it',
    writeOnlyWhen(
      ({ batch }) => batch > 8 && batch % 4 !== 0,
      (call) => copyRow(call, call.batch - 2, call.batch - 1),
    ),
  ),
  mutant(
    'batch/beyond-32',
    'the 33rd row that is the first',
    writeOnlyWhen(
      ({ batch }) => batch > 32,
      (call) => copyRow(call, 0, 32),
    ),
  ),
  mutant(
    'batch/beyond-65535',
    'rows from the 65,536th on left at zero, as a grid of so many in one dimension leaves them',
    writeOnlyWhen(
      ({ batch }) => batch > 65_535,
      ({ batch, output, finalState }) => {
        for (const buffer of [output, finalState.h, finalState.c]) {
          buffer.fill(0, (buffer.length / batch) * 65_535);
        }
      },
    ),
  ),
  mutant(
    'batch/corner',
    'x that is zero where the last rows and the last steps of whole tiles of 16 meet',
    callOnlyWhen(
      ({ batch, timeSteps }) => batch > 16 && timeSteps > 16,
      ({ x, batch, timeSteps }) => {
        const width = x.length / batch / timeSteps;
        const isCorner = (row: number, step: number): boolean =>
          row >= tailOf(batch, 16) && step >= tailOf(timeSteps, 16);
        return {
          x: x.map((value, index) => {
            const step = Math.floor(index / width);
            return isCorner(Math.floor(step / timeSteps), step % timeSteps) ? 0 : value;
          }),
        };
      },
    ),
  ),
  mutant(
    'batch/units-tail',
    'the last units of the last row of more than 32 units and rows, left at zero',
    writeOnlyWhen(
      (call) => unitsOf(call) > 32 && call.batch > 32 && !call.returnSequences,
      (call) => call.output.fill(0, call.output.length - (unitsOf(call) % 32)),
    ),
  ),
  mutant('units/bias-4096', 'numbers of a bias from the 4,097th on that read as zeros', {
    prepare: ({ weights, ...checked }) => ({
      ...checked,
      weights: { ...weights, bias: weights.bias.slice().fill(0, 4096) },
    }),
  }),
  mutant(
    'inputs/by-reciprocal',
    'a number of x whose row is its place times 1 / width in float32, below which some fall',
    callOnlyWhen(
      ({ x }) => x.length > 0,
      ({ x, batch, timeSteps }) => {
        const width = x.length / batch / timeSteps;
        const share = Math.fround(1 / width);
        return {
          x: x.map((_, index) => {
            const row = Math.floor(Math.fround(index * share));
            return x[row * width + Math.min(index - row * width, width - 1)] as number;
          }),
        };
      },
    ),
  ),
  mutant(
    'steps/backwards-in-eights',
    'steps that go backwards in blocks of eight, and what is left of more than eight forwards',
    callOnlyWhen(
      ({ timeSteps, goBackwards }) => goBackwards && timeSteps > 8 && timeSteps % 8 > 0,
      ({ x, batch, timeSteps }) => {
        const width = x.length / batch / timeSteps;
        const rest = timeSteps % 8;
        // The first that are taken last, the other way round.
        const place = (step: number): number => (step < rest ? rest - 1 - step : step);
        return {
          x: x.map((_, index) => {
            const [row, at] = [Math.floor(index / width / timeSteps), index % width];
            const step = place(Math.floor(index / width) % timeSteps);
            return x[(row * timeSteps + step) * width + at] as number;
          }),
        };
      },
    ),
    'R2',
  ),
  mutant(
    'steps/odd',
    'the last step of an odd number above 8 whose x reads as zeros',
    callOnlyWhen(
      ({ timeSteps }) => timeSteps > 8 && timeSteps % 2 === 1,
      (call) => stepsTo(call, call.timeSteps - 1),
    ),
  ),
  mutant(
    'steps/beyond-512',
    'x that reads as zeros from step 512 on',
    callOnlyWhen(
      ({ timeSteps }) => timeSteps > 512,
      (call) => stepsTo(call, 512),
    ),
  ),
  mutant(
    'steps/mask-beyond-64',
    'a mask whose bits from the 65th step on all keep',
    callOnlyWhen(
      ({ timeSteps, mask }) => timeSteps > 64 && mask !== null,
      ({ timeSteps, mask }) => ({
        mask: (mask as Uint8Array).map((bit, index) => (index % timeSteps >= 64 ? 1 : bit)),
      }),
    ),
  ),
  mutant(
    'steps/backwards-beyond-64',
    'more than 64 steps taken forwards where they should go backwards',
    callOnlyWhen(
      ({ timeSteps, goBackwards }) => timeSteps > 64 && goBackwards,
      () => ({ goBackwards: false }),
    ),
  ),
  mutant(
    'steps/last-before-128-masked',
    'the last output of a row that is zero where more than 128 masked steps follow it',
    writeOnlyWhen(
      ({ mask, returnSequences }) => mask !== null && !returnSequences,
      (call) => {
        const { batch, timeSteps, output } = call;
        for (let row = 0; row < batch; row++) {
          const bits = (call.mask as Uint8Array).subarray(row * timeSteps, (row + 1) * timeSteps);
          const isLost = bits.lastIndexOf(1) < timeSteps - 128;
          if (isLost) output.fill(0, row * unitsOf(call), (row + 1) * unitsOf(call));
        }
      },
    ),
    'M9',
  ),
  mutant(
    'steps/last-beyond-9',
    'the last output of more than 9 steps without the last one’s x',
    callOnlyWhen(
      ({ timeSteps, returnSequences }) => timeSteps > 9 && !returnSequences,
      (call) => stepsTo(call, call.timeSteps - 1),
    ),
  ),
  runMutant({
    id: 'sizes/bidirectional-beyond-8',
    clause: 'S5',
    says: 'a Bidirectional of more than 8 units that runs without a bias in its first number',
    changesValues: true,
    run: (honest, x, options) => {
      const { config } = honest;
      if (config.kind !== 'bidirectional' || config.layer.kind === 'stacked') {
        return honest.run(x, options);
      }
      if (config.layer.units <= 8) return honest.run(x, options);
      return firstNumberOff(honest, x, options);
    },
  }),
  mutant(
    'bidirectional-wide-backward',
    'a backward direction of more than 32 units, whose rest is left at zero where the forward one has fewer',
    writeOnlyWhen(
      (call) => call.alignOutput && call.goBackwards && unitsOf(call) > 32,
      (call) => dropUnits(call, 32),
    ),
    'B11',
  ),
  runMutant({
    id: 'sizes/stack-of-four',
    clause: 'K1',
    says: 'a stack of four cells whose first number is off',
    changesValues: true,
    run: (honest, x, options) =>
      honest.config.kind === 'stacked' && honest.config.cells.length === 4
        ? firstNumberOff(honest, x, options)
        : honest.run(x, options),
  }),
  runMutant({
    id: 'sizes/read-beyond-16384',
    clause: 'S5',
    says: 'reads of more than 16384 numbers whose rest stays zero',
    changesValues: true,
    run: onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      tensor.data = async (target) => (await read(target)).fill(0, 16384);
    }),
  }),
  runMutant({
    id: 'sizes/read-in-fours',
    clause: 'S5',
    says: 'reads of more than 4096 numbers whose last stay zero where 4 do not divide them',
    changesValues: true,
    run: onTensors((tensor) => {
      const read = tensor.data.bind(tensor);
      tensor.data = async (target) => {
        const numbers = await read(target);
        return numbers.length > 4096 ? numbers.fill(0, tailOf(numbers.length, 4)) : numbers;
      };
    }),
  }),
];

const firstNumberOff: Parameters<typeof runMutant>[0]['run'] = onTensors((tensor, place) => {
  if (place > 0) return;
  const read = tensor.data.bind(tensor);
  tensor.data = async (target) => {
    const numbers = await read(target);
    if (numbers.length > 0) numbers[0] = (numbers[0] as number) - 0.01;
    return numbers;
  };
});
