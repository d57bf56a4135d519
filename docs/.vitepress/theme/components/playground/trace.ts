// What goes on inside of a layer, step by step: its gates and its states.
//
// A backend returns states and never gates. But a gate is a layer itself: σ(x·W + h·U + b) of the gate's columns is one
// step of a SimpleRNN that begins with h. So the backend computes each gate with the equations that it has already, and
// what stands here is only how a GRU's r comes between h and the product. The tests put h and c together again from the
// gates, and compare them with the layer's own.

import {
  type ActivationName,
  type Backend,
  type CellConfig,
  type CellWeights,
  type DirectionalConfig,
  type HostTensor,
  kerasWeights,
  simpleRNN,
  sizeOf,
  tensorsOf,
} from '@gatefold/contract';
import { placesOf } from '@gatefold/contract/author';
import type { Prepared } from './prepare.ts';

type GateName = 'i' | 'f' | 'g' | 'o' | 'z' | 'r' | 'n';

/** What a cell reads, one of its gates, or one of its states, over time. */
export interface Signal {
  readonly name: GateName | 'x' | 'c' | 'h';
  readonly kind: 'input' | 'gate' | 'state';
  /** [timeSteps, batch, width], in the order of processing. */
  readonly data: Float32Array;
  /** inputDim for x, units for all others. */
  readonly width: number;
}

/** One cell of a layer, through a whole sequence. */
export interface CellTrace {
  /** As the contract writes it: `''` for the only cell, `forward`, `[1]`. */
  readonly path: string;
  readonly cell: CellConfig;
  /** Which step of x is processed first, second, … */
  readonly order: readonly number[];
  /** By place in that order and row: whether the step is kept, or masked. */
  readonly kept: readonly (readonly boolean[])[];
  /** First x, then the gates in Keras's order, then c, last h. */
  readonly signals: readonly Signal[];
}

/** A cell's weights and what it reads: [timeSteps, batch, inputDim]. */
interface Reading {
  readonly cell: CellConfig;
  readonly weights: Required<CellWeights>;
  readonly frames: HostTensor;
  readonly kept: readonly (readonly boolean[])[];
}

/** Follows each cell of a layer through the sequence. */
export async function traceOf(backend: Backend, prepared: Prepared): Promise<readonly CellTrace[]> {
  const { config, weights, x, mask } = prepared;
  const arrays = kerasWeights(config, weights);
  const [batch = 0, timeSteps = 0] = x.shape;
  const traces: CellTrace[] = [];
  for (const [index, { path, cell, before }] of placesOf(config).entries()) {
    const isReversed = config.kind === 'bidirectional' ? path === 'backward' : config.goBackwards;
    const order = Array.from({ length: timeSteps }, (_, t) => (isReversed ? timeSteps - 1 - t : t));
    const kept = order.map((t) =>
      Array.from({ length: batch }, (_, row) => Boolean(mask?.data[row * timeSteps + t] ?? true)),
    );
    const previous = before && traces.at(-1)?.signals.at(-1);
    const frames = previous
      ? { shape: [timeSteps, batch, before.units], data: previous.data }
      : framesOf(x, order);
    const [kernel, recurrentKernel, bias] = arrays.slice(3 * index) as Three<HostTensor>;
    const reading = { cell, weights: { kernel, recurrentKernel, bias }, frames, kept };
    traces.push({ path, cell, order, kept, signals: await signalsOf(backend, reading) });
  }
  return traces;
}

type Three<T> = [T, T, T];

async function signalsOf(backend: Backend, reading: Reading): Promise<readonly Signal[]> {
  const { cell, frames } = reading;
  const [, batch = 0, inputDim = 0] = frames.shape;
  const [h = empty, c] = await statesOf(backend, reading);
  // What each step begins with: zeros, then the state of the step before.
  const before = new Float32Array(h.length);
  before.set(h.subarray(0, h.length - batch * cell.units), batch * cell.units);
  const gates = await gatesOf(backend, reading, before);
  const signal = (name: string, kind: Signal['kind'], data: Float32Array): Signal => ({
    name: name as Signal['name'],
    kind,
    data,
    width: kind === 'input' ? inputDim : cell.units,
  });
  return [
    signal('x', 'input', frames.data),
    ...Object.entries(gates).map(([name, data]) => signal(name, 'gate', data)),
    ...(c ? [signal('c', 'state', c)] : []),
    signal('h', 'state', h),
  ];
}

/** The states after each step, h before c: a stream of the cell itself. */
async function statesOf(
  backend: Backend,
  { cell, weights, frames, kept }: Reading,
): Promise<readonly Float32Array[]> {
  const [timeSteps = 0, batch = 0, inputDim = 0] = frames.shape;
  using layer = backend.layer<DirectionalConfig>({ ...cell, ...plainFlags }, weights);
  using stream = layer.stream({ batch });
  const size = batch * cell.units;
  const states = tensorsOf(stream.state).map(() => new Float32Array(timeSteps * size));
  for (let t = 0; t < timeSteps; t++) {
    const data = frames.data.slice(t * batch * inputDim, (t + 1) * batch * inputDim);
    const mask = { shape: [batch], data: kept[t] ?? [] };
    stream.push({ shape: [batch, inputDim], data }, { mask });
    for (const [index, state] of tensorsOf(stream.state).entries()) {
      states[index]?.set(await state.data(), t * size);
    }
  }
  return states;
}

const plainFlags = {
  returnSequences: false,
  returnState: true,
  goBackwards: false,
  alignOutput: false,
  stateful: false,
  zeroOutputForMask: false,
} as const;

/** The gates of all steps at once, each step a row that begins with the state before it. */
async function gatesOf(
  backend: Backend,
  { cell, weights, frames: x }: Reading,
  h: Float32Array, // [timeSteps, batch, units]
): Promise<Partial<Record<GateName, Float32Array>>> {
  if (cell.kind === 'simpleRNN') return {};
  const { units, activation: a, recurrentActivation: σ } = cell;
  const { kernel, recurrentKernel, bias } = weights;
  const [W, U] = [kernel, recurrentKernel].map((matrix) => blocksOf(matrix, units));
  const b = blocksOf(bias, units); // a row for x, and where a GRU resets after the product a row for h
  const gate = (activation: ActivationName, block: number): Promise<Float32Array> =>
    step(backend, activation, x, h, W?.[block], U?.[block], sumOfRows(b[block], units));

  if (cell.kind === 'lstm') {
    return { i: await gate(σ, 0), f: await gate(σ, 1), g: await gate(a, 2), o: await gate(σ, 3) };
  }
  const [z, r] = [await gate(σ, 0), await gate(σ, 1)];
  if (!cell.resetAfter) {
    const n = await step(backend, a, x, product(r, h), W?.[2], U?.[2], b[2]);
    return { z, r, n };
  }
  const [forX, forH] = [b[2]?.slice(0, units), b[2]?.slice(units)];
  // q = h·Un + dn
  const q = await step(
    backend,
    'linear',
    x,
    h,
    W?.[2]?.map(() => 0),
    U?.[2],
    forH,
  );
  const n = await step(backend, a, x, product(r, q), W?.[2], identity(units), forX);
  return { z, r, n };
}

/** activation(x·W + h·U + b) for every row. */
async function step(
  backend: Backend,
  activation: ActivationName,
  x: HostTensor, // [timeSteps, batch, inputDim]
  h: Float32Array, // [timeSteps, batch, units]
  W: Float32Array = empty, // [inputDim, units]
  U: Float32Array = empty, // [units, units]
  b: Float32Array = empty, // [units]
): Promise<Float32Array> {
  const [timeSteps = 0, batch = 0, inputDim = 0] = x.shape;
  const [rows, units] = [timeSteps * batch, b.length];
  using layer = backend.layer(simpleRNN({ units, activation }), {
    kernel: { shape: [inputDim, units], data: W },
    recurrentKernel: { shape: [units, units], data: U },
    bias: { shape: [units], data: b },
  });
  using result = layer.run(
    { shape: [rows, 1, inputDim], data: x.data },
    { initialState: { h: { shape: [rows, units], data: h } } },
  );
  return await result.output.data();
}

const empty = new Float32Array(0);

/** The blocks of `units` columns that a weight has side by side, one for each gate. */
function blocksOf({ shape, data }: HostTensor, units: number): readonly Float32Array[] {
  const width = shape.at(-1) as number;
  const rows = sizeOf(shape) / width;
  return Array.from({ length: width / units }, (_, block) => {
    const columns = new Float32Array(rows * units);
    for (let row = 0; row < rows; row++) {
      const start = row * width + block * units;
      columns.set(data.subarray(start, start + units), row * units);
    }
    return columns;
  });
}

/** [rows, units] becomes [units]. */
function sumOfRows(rows: Float32Array = empty, units: number): Float32Array {
  const sum = new Float32Array(units);
  for (const [index, value] of rows.entries())
    sum[index % units] = (sum[index % units] ?? 0) + value;
  return sum;
}

function product(v: Float32Array, w: Float32Array): Float32Array {
  return v.map((value, index) => value * (w[index] ?? NaN));
}

function identity(units: number): Float32Array {
  return Float32Array.from({ length: units * units }, (_, index) =>
    index % (units + 1) === 0 ? 1 : 0,
  );
}

/** x [batch, timeSteps, inputDim] as frames [timeSteps, batch, inputDim], in the order of processing. */
function framesOf({ shape, data }: HostTensor, order: readonly number[]): HostTensor {
  const [batch = 0, timeSteps = 0, inputDim = 0] = shape;
  const frames = new Float32Array(data.length);
  for (const [place, t] of order.entries()) {
    for (let row = 0; row < batch; row++) {
      const start = (row * timeSteps + t) * inputDim;
      frames.set(data.subarray(start, start + inputDim), (place * batch + row) * inputDim);
    }
  }
  return { shape: [timeSteps, batch, inputDim], data: frames };
}
