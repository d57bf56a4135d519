// One RNN, LSTM or GRU node: a cell in one direction, or two like cells in both.

import {
  type CellConfig,
  type CellWeights,
  type HostTensor,
  permuteGates,
} from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { onnxActivation } from './onnx-activations.ts';

/** A cell that is to run over a sequence. */
export interface Pass {
  readonly cell: CellConfig;
  readonly weights: CellWeights;
  /** Last step first. */
  readonly reverse: boolean;
  /** int32 [batch], how many steps of each row are real; undefined where all are. */
  readonly lengths: Value | undefined;
  /** h, and an LSTM's c, [batch, units] each; undefined for the operator's own zeros. */
  readonly initial: readonly Value[] | undefined;
}

/** What a pass gives; each is added to the graph when it is asked for, since the operators' outputs are optional. */
export interface PassOutcome {
  /** [timeSteps, batch, units], row t of step t in either direction */
  readonly y: () => Value;
  /** [batch, units]: h, and an LSTM's c, after the last step that was processed */
  readonly state: readonly (() => Value)[];
}

const operators = { simpleRNN: 'RNN', lstm: 'LSTM', gru: 'GRU' } as const;

/** Whether one node can run both: it has one width and one formula. */
export function areLike(forward: CellConfig, backward: CellConfig): boolean {
  const formula = (cell: CellConfig): unknown => cell.kind === 'gru' && cell.resetAfter;
  return (
    forward.kind === backward.kind &&
    forward.units === backward.units &&
    forward.useBias === backward.useBias &&
    formula(forward) === formula(backward)
  );
}

/**
 * Adds a node.
 *
 * @param x  [timeSteps, batch, inputDim]; the batch-first `layout` of opset 14 is not served by ONNX Runtime's CPU
 *   (rnn.h, lstm_base.h and deep_cpu_gru.h refuse it)
 * @param passes  one, or forward and reverse over the same x with cells that are {@link areLike alike}
 */
export function addRecurrence(
  graph: GraphBuilder,
  x: Value,
  passes: readonly Pass[],
): readonly PassOutcome[] {
  const [{ cell, initial, reverse, lengths = '' }] = passes as readonly [Pass];
  const leaves = cell.kind === 'lstm' ? 2 : 1;
  const joined = (leaf: number): Value => {
    const each = passes.map((pass) =>
      graph.node('Unsqueeze', [(pass.initial as readonly Value[])[leaf] as Value, axis(graph, 0)]),
    );
    return each.length === 1 ? (each[0] as Value) : graph.node('Concat', each, { axis: 0 });
  };
  const weights = [
    graph.floats(stack(passes.map((pass) => onnxKernel(pass.cell, pass.weights.kernel)))),
    graph.floats(stack(passes.map((pass) => onnxKernel(pass.cell, pass.weights.recurrentKernel)))),
    cell.useBias ? graph.floats(stack(passes.map((pass) => onnxBias(pass)))) : '',
  ];
  const states = initial === undefined ? [] : initial.map((_, leaf) => joined(leaf));
  const inputs = [x, ...weights, lengths, ...states];
  const direction = passes.length === 2 ? 'bidirectional' : reverse ? 'reverse' : 'forward';
  const made = graph.nodeOf(operators[cell.kind], inputs, 1 + leaves, {
    hidden_size: cell.units,
    direction,
    ...activationAttributes(passes),
    ...(cell.kind === 'gru' ? { linear_before_reset: Number(cell.resetAfter) } : {}),
  });
  const [y, ...final] = made as [Value, ...Value[]];
  return passes.map((_, index) => ({
    y: once(() => pick(graph, y, index, passes.length, 1)),
    state: final.map((leaf) => once(() => pick(graph, leaf, index, passes.length, 0))),
  }));
}

/** One direction of an output that has an axis for directions. */
function pick(graph: GraphBuilder, from: Value, index: number, count: number, at: number): Value {
  if (count === 1) return graph.node('Squeeze', [from, axis(graph, at)]);
  const own = graph.node('Slice', [
    from,
    graph.integers([index]),
    graph.integers([index + 1]),
    axis(graph, at),
  ]);
  return graph.node('Squeeze', [own, axis(graph, at)]);
}

function axis(graph: GraphBuilder, at: number): Value {
  return graph.integers([at]);
}

/** RNN: f. LSTM: f for i o f, g for the candidate, h for c. GRU: f for z r, g for the candidate. Direction by direction. */
function activationAttributes(passes: readonly Pass[]) {
  const all = passes
    .flatMap(({ cell }) => {
      if (cell.kind === 'simpleRNN') return [cell.activation];
      const { activation, recurrentActivation } = cell;
      const gated = [recurrentActivation, activation];
      return cell.kind === 'lstm' ? [...gated, activation] : gated;
    })
    .map(onnxActivation);
  // Consumed in the order of the activations, by those that have them (onnx/defs/rnn/defs.cc).
  const alphas = all.flatMap(({ alpha }) => alpha ?? []);
  const betas = all.flatMap(({ beta }) => beta ?? []);
  return {
    activations: all.map(({ name }) => name),
    ...(alphas.length > 0 ? { activation_alpha: { floats: alphas } } : {}),
    ...(betas.length > 0 ? { activation_beta: { floats: betas } } : {}),
  };
}

/** W [inputDim, g·units] as ONNX has it, [g·units, inputDim] in the order i o f c or z r h; U likewise. */
function onnxKernel(cell: CellConfig, kernel: HostTensor): HostTensor {
  const { shape, data } = inOnnxOrder(cell, kernel);
  const [rows, columns] = shape as [number, number];
  const transposed = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      transposed[column * rows + row] = data[row * columns + column] as number;
    }
  }
  return { shape: [columns, rows], data: transposed };
}

/** Keras's z r h is ONNX's too; i f c o becomes i o f c. */
function inOnnxOrder({ kind, units }: CellConfig, weight: HostTensor): HostTensor {
  return kind === 'lstm' ? permuteGates(weight, { units, from: 'ifgo', to: 'iofg' }) : weight;
}

/** [2·g·units]: Wb, then Rb, which is zero where Keras has one bias. */
function onnxBias({ cell, weights }: Pass): HostTensor {
  const given = weights.bias as HostTensor;
  const { data } = inOnnxOrder(cell, given);
  const both = new Float32Array(2 * gateCounts[cell.kind] * cell.units);
  both.set(data);
  return { shape: [both.length], data: both };
}

/** Tensors of one shape under a new first axis. */
function stack(tensors: readonly HostTensor[]): HostTensor {
  const [first] = tensors as readonly [HostTensor];
  const data = new Float32Array(tensors.length * first.data.length);
  for (const [index, tensor] of tensors.entries()) data.set(tensor.data, index * first.data.length);
  return { shape: [tensors.length, ...first.shape], data };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
