// Gate blocks and weights read in another layout: clauses W1 to W4, V4, V8, V11, V17, V18.

import { type CheckedCell, gateCounts } from '@gatefold/contract/author';
import { type Mutant, partMutant } from './mutant.ts';

/** Whose order it is, where that is known. */
const users: Readonly<Record<string, string>> = {
  iofg: "ONNX's and WebNN's",
  igfo: "TensorFlow 1's BasicLSTMCell's",
  ifog: "Core ML's",
  rzn: "PyTorch's and cuDNN's",
};

function ordersOf(letters: string): string[] {
  if (letters.length === 1) return [letters];
  return [...letters].flatMap((first) =>
    ordersOf(letters.replace(first, '')).map((rest) => first + rest),
  );
}

type Rearrange = (data: Float32Array, checked: CheckedCell, name: string) => Float32Array;

/** Rearranges kernels and bias of the cells of one kind. */
const onWeights =
  (change: Rearrange, kind?: string) =>
  (checked: CheckedCell): CheckedCell => {
    if (kind !== undefined && checked.cell.kind !== kind) return checked;
    const { kernel, recurrentKernel, bias } = checked.weights;
    return {
      ...checked,
      weights: {
        kernel: change(kernel, checked, 'kernel'),
        recurrentKernel: change(recurrentKernel, checked, 'recurrentKernel'),
        bias: change(bias, checked, 'bias'),
      },
    };
  };

/** Puts column `from(column)` of each row in the place of `column`. */
function columns(
  data: Float32Array,
  { cell }: CheckedCell,
  from: (gate: number, unit: number, gates: number) => number,
): Float32Array {
  const gates = gateCounts[cell.kind];
  const width = gates * cell.units;
  return data.map((_, index) => {
    const column = index % width;
    const source = from(Math.floor(column / cell.units), column % cell.units, gates);
    return data[index - column + source] as number;
  });
}

function orderMutants(kind: 'lstm' | 'gru', ours: string, clause: string): Mutant[] {
  return ordersOf(ours)
    .filter((order) => order !== ours)
    .map((order) =>
      partMutant({
        id: `gates/${kind}/${order}`,
        clause,
        says: `${kind === 'lstm' ? 'LSTM' : 'GRU'} gate order ${[...order].join(',')}${order in users ? `, which is ${users[order]}` : ''}`,
        parts: {
          prepare: onWeights(
            (data, checked) =>
              columns(
                data,
                checked,
                (gate, unit) => order.indexOf(ours[gate] as string) * checked.cell.units + unit,
              ),
            kind,
          ),
        },
      }),
    );
}

const only =
  (part: string, change: Rearrange): Rearrange =>
  (data, checked, name) =>
    name === part ? change(data, checked, name) : data;

/** Reads a matrix [rows, columns] as if it were stored column after column. */
function columnMajor(data: Float32Array, rows: number): Float32Array {
  const width = data.length / rows;
  return data.map((_, index) => {
    const [row, column] = [Math.floor(index / width), index % width];
    return data[column * rows + row] as number;
  });
}

/** Zeros the rows from `first` on. */
function dropRows(data: Float32Array, rows: number, first: number): Float32Array {
  const width = data.length / rows;
  return data.map((value, index) => (Math.floor(index / width) < first ? value : 0));
}

const transposeBlocks: Rearrange = (data, { cell }) => {
  const { units } = cell;
  const width = data.length / units;
  return data.map((_, index) => {
    const [row, column] = [Math.floor(index / width), index % width];
    const [gate, unit] = [Math.floor(column / units), column % units];
    return data[unit * width + gate * units + row] as number;
  });
};

const isAfter = ({ cell }: CheckedCell): boolean => cell.kind === 'gru' && cell.resetAfter;

/** Changes the two bias rows of a GRU with resetAfter. */
const onRows =
  (
    change: (b: Float32Array, d: Float32Array) => readonly [Float32Array, Float32Array],
  ): Rearrange =>
  (data, checked, name) => {
    if (name !== 'bias' || !isAfter(checked)) return data;
    const half = data.length / 2;
    const [b, d] = change(data.slice(0, half), data.slice(half));
    return Float32Array.of(...b, ...d);
  };

const zeros = (data: Float32Array): Float32Array => new Float32Array(data.length);
const added = (p: Float32Array, q: Float32Array): Float32Array =>
  p.map((value, index) => value + (q[index] as number));

const raiseForget =
  (when: (checked: CheckedCell) => boolean): Rearrange =>
  (data, checked) => {
    const { units } = checked.cell;
    if (!when(checked)) return data;
    return data.map((value, k) => (Math.floor(k / units) === 1 ? value + 1 : value));
  };

const weightMutant = (id: string, clause: string, says: string, change: Rearrange): Mutant =>
  partMutant({ id: `weights/${id}`, clause, says, parts: { prepare: onWeights(change) } });

export const gateMutants: readonly Mutant[] = [
  ...orderMutants('lstm', 'ifgo', 'W2'),
  ...orderMutants('gru', 'zrn', 'W3'),
  weightMutant(
    'recurrent-transposed',
    'V18',
    'each gate of the recurrent kernel transposed, U·h for h·U',
    only('recurrentKernel', transposeBlocks),
  ),
  weightMutant(
    'empty-rows-lost',
    'V18',
    'a recurrent kernel of mostly zeros whose empty rows are left out, and those below them move up',
    only('recurrentKernel', (data, { cell }) => {
      const width = data.length / cell.units;
      const rows = Array.from({ length: cell.units }, (_, row) =>
        data.subarray(row * width, (row + 1) * width),
      );
      const kept = rows.filter((row) => row.some((value) => value !== 0));
      const entries = data.reduce((sum, value) => sum + Number(value !== 0), 0);
      if (entries > data.length / 4) return data;
      const moved = new Float32Array(data.length);
      for (const [row, values] of kept.entries()) moved.set(values, row * width);
      return moved;
    }),
  ),
  weightMutant(
    'identity-by-first-row',
    'V18',
    'a square recurrent kernel whose first row is that of an identity, taken for one',
    only('recurrentKernel', (data, { cell: { units } }) => {
      const isFirst = data.subarray(0, units).every((value, k) => value === Number(k === 0));
      if (data.length !== units * units || !isFirst) return data;
      return data.map((_, k) => Number(k % (units + 1) === 0));
    }),
  ),
  weightMutant(
    'gates-interleaved',
    'W1',
    'the gates of a unit side by side, [units, gates] for [gates, units]',
    (data, checked) => columns(data, checked, (gate, unit, gates) => unit * gates + gate),
  ),
  weightMutant(
    'kernel-column-major',
    'W1',
    'the kernel read column after column',
    only('kernel', (data, { inputDim }) => columnMajor(data, inputDim)),
  ),
  weightMutant('bias-dropped', 'V17', 'no bias added', only('bias', zeros)),
  weightMutant(
    'bias-twice',
    'V1',
    'the bias added with x·W and again with h·U',
    only('bias', (data, checked) => (isAfter(checked) ? data : added(data, data))),
  ),
  weightMutant(
    'second-row-dropped',
    'W4',
    'the second bias row of a GRU dropped',
    onRows((b, d) => [b, zeros(d)]),
  ),
  weightMutant(
    'first-row-dropped',
    'W4',
    'the first bias row of a GRU dropped',
    onRows((b, d) => [zeros(b), d]),
  ),
  weightMutant(
    'rows-swapped',
    'W4',
    'the two bias rows of a GRU exchanged',
    onRows((b, d) => [d, b]),
  ),
  weightMutant(
    'rows-summed',
    'V4',
    "a GRU's two bias rows summed: the second one outside the reset",
    onRows((b, d) => [added(b, d), zeros(d)]),
  ),
  weightMutant(
    'forget-bias-added',
    'V11',
    '1 added to the forget gate at run time',
    only(
      'bias',
      raiseForget(({ cell }) => cell.kind === 'lstm'),
    ),
  ),
  weightMutant(
    'forget-bias-without-bias',
    'V8',
    'a forget bias of 1 where useBias is false',
    only(
      'bias',
      raiseForget(({ cell }) => cell.kind === 'lstm' && !cell.useBias),
    ),
  ),
  weightMutant(
    'input-tail-dropped',
    'V17',
    'inputs past a multiple of 4 left out of the product',
    only('kernel', (data, { inputDim }) =>
      inputDim < 4 ? data : dropRows(data, inputDim, inputDim - (inputDim % 4)),
    ),
  ),
  weightMutant(
    'state-tail-dropped',
    'V17',
    'units past a multiple of 4 left out of the recurrent product',
    only('recurrentKernel', (data, { cell }) =>
      cell.units < 4 ? data : dropRows(data, cell.units, cell.units - (cell.units % 4)),
    ),
  ),
];
