// Layers of more units, inputs and cells than the sizes that have an oracle: each is narrow ones put together.

import { type CellWeights, stacked } from '@gatefold/contract';
import { claimedCells, type CellVariant } from '../claimed.ts';
import type { Lab } from '../lab.ts';
import { distinct, drawState, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import {
  byPath,
  expectAlike,
  expectClose,
  expectStates,
  expectTrue,
  inSequence,
  pickRows,
  stepOf,
  type Values,
} from '../values.ts';
import { mapValues } from './large-calls.ts';
import { cellIn, scaleOf } from './large-trial.ts';
import { cellOf, drawScaled, noFlags } from './trial.ts';

/**
 * A layer that is 33 narrow ones side by side, more than 512 units and inputs and 4,096 numbers in a bias, gives what those
 * give: each is a row. The first has more units than a workgroup has threads, 1,024.
 */
export async function checkManyUnits(lab: Lab): Promise<void> {
  const { supports } = lab;
  const [count, timeSteps, inputDim] = [33, 3, 22];
  for (const [place, variant] of claimedCells(supports).entries()) {
    const units = place === 0 ? 33 : 21;
    const cell = cellOf({ ...cellIn(supports, variant), units, useBias: true });
    const config = { ...cell, ...noFlags, returnState: true };
    const random = seeded(lab.seed);
    const weights = drawScaled(random, config, inputDim, scaleOf(cell)) as CellWeights;
    const x = distinct(random, [count, timeSteps, inputDim]);
    const initialState = drawState(random, config, count);
    const narrow = await lab.run(config, weights, x, { initialState });
    const inOneRow = ({ shape, data }: Values): Values => ({
      shape: [1, count * (shape.at(-1) as number)],
      data,
    });
    const steps = Array.from({ length: timeSteps }, (_, t) => inOneRow(stepOf(x, t)));
    const inOneRowEach = Object.fromEntries(
      Object.entries(initialState).map(([path, leaf]) => [path, inOneRow(leaf)]),
    );
    const wide = await lab.run(
      { ...config, units: count * units },
      sideBySide(weights, count, units),
      inSequence(steps),
      { initialState: inOneRowEach },
    );
    const tolerance = lawTolerance(supports.precision, config, inputDim, timeSteps);
    const rows = mapValues(wide, ({ data }) => ({ shape: [count, units], data }));
    lab.note(expectAlike(`a ${cell.kind} of ${count * units} units:`, rows, narrow, tolerance));
  }
}

/** The weights of a layer that is many of one kind: its kernels hold theirs on the diagonal, and zeros elsewhere. */
function sideBySide({ bias, ...kernels }: CellWeights, count: number, units: number): CellWeights {
  const spread = ({ shape, data }: Values, onDiagonal: boolean): Values => {
    const [rows, columns] = [data.length / (shape.at(-1) as number), shape.at(-1) as number];
    const wide = new Float32Array(rows * (onDiagonal ? count : 1) * columns * count);
    for (let one = 0; one < count; one++) {
      for (const [index, value] of data.entries()) {
        const [row, column] = [Math.floor(index / columns), index % columns];
        const gate = Math.floor(column / units);
        const below = onDiagonal ? one * rows + row : row;
        wide[below * columns * count + (gate * count + one) * units + (column % units)] = value;
      }
    }
    const heads = shape.slice(0, -1);
    return {
      shape: [...(onDiagonal ? [rows * count] : heads), columns * count],
      data: wide,
    };
  };
  return {
    kernel: spread(kernels.kernel, true),
    recurrentKernel: spread(kernels.recurrentKernel, true),
    ...(bias === undefined ? {} : { bias: spread(bias, false) }),
  };
}

/** A layer of more than 4,096 inputs gives, for rows of which one part each is not zero, what layers of those parts give. */
export async function checkManyInputs(lab: Lab): Promise<void> {
  const { supports } = lab;
  const [count, units, inputDim] = [15, 3, 281];
  for (const variant of claimedCells(supports)) {
    const cell = cellOf({ ...cellIn(supports, variant), units, useBias: true });
    const config = { ...cell, ...noFlags, returnState: true };
    const random = seeded(lab.seed);
    const scale = scaleOf(cell);
    const weights = drawScaled(random, config, inputDim, scale) as CellWeights;
    const columns = weights.kernel.shape[1] as number;
    // The same rows in another order, so that a column's largest weight, by which it may be rounded, is that of each part.
    const kernels = Array.from({ length: count }, (_, part) => turnRows(weights.kernel, part));
    const kernel = {
      shape: [count * inputDim, columns],
      data: Float32Array.from(kernels.flatMap(({ data }) => [...data])),
    };
    const parts = distinct(random, [count, 1, inputDim]);
    const x = {
      shape: [count, 1, count * inputDim],
      data: new Float32Array(count * count * inputDim),
    };
    for (let part = 0; part < count; part++) {
      x.data.set(pickRows(parts, [part]).data, part * (count + 1) * inputDim);
    }
    const initialState = drawState(random, config, count);
    const whole = await lab.run(config, { ...weights, kernel }, x, { initialState });
    const tolerance = lawTolerance(supports.precision, config, inputDim, 1);
    for (let part = 0; part < count; part++) {
      const row = ([path, leaf]: [string, Values]): [string, Values] => [
        path,
        pickRows(leaf, [part]),
      ];
      const own = { ...weights, kernel: kernels[part] as Values };
      const narrow = await lab.run(config, own, pickRows(parts, [part]), {
        initialState: Object.fromEntries(Object.entries(initialState).map((entry) => row(entry))),
      });
      const what = `a ${cell.kind} of ${count * inputDim} inputs, part ${part}:`;
      const among = mapValues(whole, (values) => pickRows(values, [part]));
      lab.note(expectAlike(what, among, narrow, tolerance));
    }
  }
}

/** Rows [rows, columns], of which the first is another. */
function turnRows({ shape, data }: Values, by: number): Values {
  const [rows, columns] = shape as [number, number];
  const start = (by % rows) * columns;
  return { shape, data: Float32Array.of(...data.subarray(start), ...data.subarray(0, start)) };
}

/** More cells than anybody has written out. */
const manyCells = 9;

/** A stack of many cells, of unlike widths and of one: what is kept by width, or in fewer places, is another's. */
export async function checkManyCells(lab: Lab): Promise<void> {
  await checkStack(lab, (place) => 1 + ((5 * place) % manyCells));
  await checkStack(lab, () => 2);
}

/** A stack, each cell from a state of its own, gives what as many layers give; it keeps buffers for a few lengths at most. */
async function checkStack(lab: Lab, widthOf: (place: number) => number): Promise<void> {
  const { supports } = lab;
  const variants = claimedCells(supports);
  const cells = Array.from({ length: manyCells }, (_, place) => {
    const variant = variants[place % variants.length] as CellVariant;
    return cellOf({ ...cellIn(supports, variant), units: widthOf(place), useBias: true });
  });
  const stack = stacked({ cells, returnSequences: true, returnState: true });
  const random = seeded(lab.seed);
  const [batch, timeSteps, inputDim] = [2, 3, 2];
  const scale = Math.min(...cells.map((cell) => scaleOf(cell)));
  const weights = drawScaled(random, stack, inputDim, scale) as readonly CellWeights[];
  const initialState = drawState(random, stack, batch);
  const x = distinct(random, [batch, timeSteps, inputDim]);
  const whole = await lab.run(stack, weights, x, { initialState });
  let below: Values = x;
  const states: Record<string, Values>[] = [];
  for (const [place, cell] of cells.entries()) {
    const layer = { ...cell, ...noFlags, returnSequences: true, returnState: true };
    const prefix = `[${place}].`;
    const own = Object.entries(initialState)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, leaf]) => [path.slice(prefix.length), leaf] as const);
    const got = await lab.run(layer, weights[place] as CellWeights, below, {
      initialState: Object.fromEntries(own),
    });
    below = got.output;
    states.push(got.state);
  }
  const tolerance = lawTolerance(supports.precision, stack, inputDim, timeSteps);
  const what = `a stack of ${manyCells} cells`;
  lab.note(expectClose(what, whole.output, below, tolerance));
  lab.note(expectStates(what, whole.state, byPath(states), tolerance));
  const layer = lab.layer(stack, weights);
  const kept: number[] = [];
  for (let steps = 1; steps <= 40; steps++) {
    const longer = distinct(random, [batch, steps, inputDim]);
    layer.run(longer).dispose();
    if (steps % 20 === 0) kept.push(lab.backend.memory().buffers);
  }
  const [few, many] = kept;
  expectTrue(`${few} buffers after twenty lengths, ${many} after forty`, few === many);
}
