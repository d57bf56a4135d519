// The ONNX model of a config and its weights: Keras's layer written in ONNX operators.

import {
  type BidirectionalConfig,
  type CellWeights,
  type DirectionalConfig,
  type LayerConfig,
  type WeightsOf,
} from '@gatefold/contract';
import { cellsOf, flagsOf, stateLeaves, unitsOf } from '@gatefold/contract/author';
import { GraphBuilder, opset as newest, type Value } from './graph-builder.ts';
import { addRecurrence, areLike, type Pass, type PassOutcome } from './recurrence.ts';

/** The cells of one direction, in the order in which they run. */
interface Direction {
  readonly config: DirectionalConfig;
  readonly passes: readonly Pass[];
}

interface DirectionOutcome {
  readonly config: DirectionalConfig;
  readonly last: PassOutcome;
  readonly state: readonly (() => Value)[];
}

/** Under which names a model takes a layer's states and gives its results. */
export const names = {
  input: 'x',
  /** int32 [batch]: how many steps of each row are real. */
  lengths: 'lengths',
  initial: (path: string): string => `initial ${path}`,
  final: (path: string): string => `final ${path}`,
  /** One, or two when a Bidirectional does not merge. */
  outputs: (config: LayerConfig): readonly string[] =>
    config.kind === 'bidirectional' && config.mergeMode === null
      ? ['forward', 'backward']
      : ['output'],
};

/** Where a Slice ends that takes steps of -1 down to row 0: an index below every other. */
const beforeTheFirst = -(2n ** 63n);

export interface ModelOptions {
  /** Whether the states of the last layer are inputs too; without, the operators begin with their own zeros. */
  readonly takesState?: boolean;
  /** Whether the lengths of rows are an input: later steps of a row are padding, and their outputs are zero. */
  readonly takesLengths?: boolean;
  /** What feeds the layer, from the input up: layers that return sequences. */
  readonly below?: readonly (readonly [config: LayerConfig, weights: WeightsOf<LayerConfig>])[];
  /** 14 or newer: a runtime may have a kernel for older operators alone. */
  readonly opset?: number;
}

/** Writes the model: x [batch, timeSteps, inputDim] in, outputs and states as the config asks out. */
export function onnxModel(
  config: LayerConfig,
  weights: WeightsOf<LayerConfig>,
  { takesState = false, takesLengths = false, below = [], opset = newest }: ModelOptions = {},
): Uint8Array {
  const graph = new GraphBuilder();
  const inputDim = directionsOf(...(below[0] ?? [config, weights]))[0]?.[1][0]?.kernel
    .shape[0] as number;
  let x = graph.input(names.input, ['batch', 'timeSteps', inputDim]);
  const lengths = takesLengths ? graph.input(names.lengths, ['batch'], 'INT32') : undefined;
  for (const [lower, own] of below) {
    const made = runLayer(graph, x, lower, own, { lengths });
    [x] = outputsOf(graph, lower, made) as [Value];
  }
  const initial = takesState
    ? stateLeaves(config).map(({ path, units }) =>
        graph.input(names.initial(path), ['batch', units]),
      )
    : undefined;
  const made = runLayer(graph, x, config, weights, { lengths, initial });
  writeOutputs(graph, config, made);
  if (flagsOf(config).returnState) {
    const values = made.flatMap(({ state }) => state);
    for (const [index, { path, units }] of stateLeaves(config).entries()) {
      const value = values[index] as () => Value;
      graph.output(names.final(path), value(), ['batch', units]);
    }
  }
  return graph.encode(opset);
}

/** @param x  [batch, timeSteps, inputDim] */
function runLayer(
  graph: GraphBuilder,
  x: Value,
  config: LayerConfig,
  weights: WeightsOf<LayerConfig>,
  { lengths, initial }: { lengths: Value | undefined; initial?: Value[] | undefined },
): readonly DirectionOutcome[] {
  const timeMajor = graph.node('Transpose', [x], { perm: { ints: [1, 0, 2] } });
  const directions = directionsOf(config, weights).map(([direction, own]) => ({
    config: direction,
    passes: cellsOf(direction).map((cell, index) => ({
      cell,
      weights: own[index] as CellWeights,
      reverse: direction.goBackwards,
      lengths,
      initial: initial?.splice(0, cell.kind === 'lstm' ? 2 : 1),
    })),
  }));
  return runDirections(graph, timeMajor, directions);
}

/** The directions, forward before backward, with the weights of their cells. */
function directionsOf(
  config: LayerConfig,
  weights: unknown,
): readonly (readonly [DirectionalConfig, readonly CellWeights[]])[] {
  const listed = (direction: DirectionalConfig, own: unknown) =>
    [direction, (direction.kind === 'stacked' ? own : [own]) as readonly CellWeights[]] as const;
  if (config.kind !== 'bidirectional') return [listed(config, weights)];
  const { forward, backward } = weights as Record<'forward' | 'backward', unknown>;
  return [listed(config.layer, forward), listed(config.backwardLayer, backward)];
}

/** Two like cells are one node with direction `bidirectional`, as exporters write it; all else is a node a cell. */
function runDirections(
  graph: GraphBuilder,
  x: Value,
  directions: readonly Direction[],
): readonly DirectionOutcome[] {
  const firsts = directions.map(({ passes }) => passes[0] as Pass);
  const [forward, backward] = firsts as [Pass, Pass?];
  const isOneNode =
    backward !== undefined &&
    directions.every(({ passes }) => passes.length === 1) &&
    areLike(forward.cell, backward.cell);
  if (!isOneNode) return directions.map((direction) => runDirection(graph, x, direction));
  return addRecurrence(graph, x, firsts).map((last, index) => ({
    config: (directions[index] as Direction).config,
    last,
    state: last.state,
  }));
}

/** A stack's next cell reads row t at step t, whichever way the steps are taken: ONNX's own order. */
function runDirection(
  graph: GraphBuilder,
  x: Value,
  { config, passes }: Direction,
): DirectionOutcome {
  let last: PassOutcome | undefined;
  const state: (() => Value)[] = [];
  for (const pass of passes) {
    [last] = addRecurrence(graph, last?.y() ?? x, [pass]) as [PassOutcome];
    state.push(...last.state);
  }
  return { config, last: last as PassOutcome, state };
}

function writeOutputs(
  graph: GraphBuilder,
  config: LayerConfig,
  made: readonly DirectionOutcome[],
): void {
  const rows = flagsOf(config).returnSequences ? ['batch', 'timeSteps'] : ['batch'];
  const outputs = outputsOf(graph, config, made);
  const units =
    config.kind === 'bidirectional' && config.mergeMode === 'concat'
      ? [unitsOf(config.layer) + unitsOf(config.backwardLayer)]
      : made.map(({ config: own }) => unitsOf(own));
  for (const [index, name] of names.outputs(config).entries()) {
    graph.output(name, outputs[index] as Value, [...rows, units[index] as number]);
  }
}

/** [batch, timeSteps, units] or [batch, units]: one, or two when a Bidirectional does not merge. */
function outputsOf(
  graph: GraphBuilder,
  config: LayerConfig,
  made: readonly DirectionOutcome[],
): readonly Value[] {
  const { returnSequences } = flagsOf(config);
  const outputs = made.map(({ config: own, last }) => {
    if (!returnSequences) return (last.state[0] as () => Value)();
    const y = graph.node('Transpose', [last.y()], { perm: { ints: [1, 0, 2] } });
    // ONNX puts the outputs of direction `reverse` back into the order of time. Keras leaves those of goBackwards in
    // the order in which they were made (clause R1), except in a Bidirectional, which puts them back itself.
    return own.goBackwards && !own.alignOutput && config.kind !== 'bidirectional'
      ? flipSteps(graph, y)
      : y;
  });
  return config.kind === 'bidirectional' ? mergeOutputs(graph, config, outputs) : outputs;
}

/** [batch, timeSteps, units], last step first. */
function flipSteps(graph: GraphBuilder, y: Value): Value {
  const [start, end, axis, step] = [[-1], [beforeTheFirst], [1], [-1]].map((numbers) =>
    graph.integers(numbers),
  ) as [Value, Value, Value, Value];
  return graph.node('Slice', [y, start, end, axis, step]);
}

function mergeOutputs(
  graph: GraphBuilder,
  { mergeMode }: BidirectionalConfig,
  outputs: readonly Value[],
): readonly Value[] {
  switch (mergeMode) {
    case null:
      return outputs;
    case 'concat':
      return [graph.node('Concat', outputs, { axis: -1 })];
    case 'sum':
      return [graph.node('Add', outputs)];
    case 'mul':
      return [graph.node('Mul', outputs)];
    case 'ave': {
      const two = graph.floats({ shape: [], data: Float32Array.of(2) });
      return [graph.node('Div', [graph.node('Add', outputs), two])];
    }
  }
}
