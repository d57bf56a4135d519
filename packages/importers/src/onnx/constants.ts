// Weights that exporters wrap in nodes: what a node makes of constants alone is worked out here.
// onnx.ai/onnx/operators: Constant, Identity, Cast, Unsqueeze, Squeeze, Reshape, Transpose, Concat, Slice, Gather.

import { FileError, type HostTensor } from '@gatefold/contract';
import { gather } from '../array-reader.ts';
import type { Budget } from '../budget.ts';
import type { OnnxGraph, OnnxNode, OnnxTensor } from './model.ts';

/** Longer chains of nodes are no weights. */
const deepest = 64;

type Fold = (node: OnnxNode, inputs: readonly HostTensor[]) => HostTensor | undefined;

/** The constants of a graph, and of those that it lies in. */
export class Constants {
  readonly #graph: OnnxGraph;
  readonly #outer: Constants | undefined;
  readonly #read: (tensor: OnnxTensor) => HostTensor;
  readonly #budget: Budget;
  readonly #makers: ReadonlyMap<string, OnnxNode>;
  readonly #known = new Map<string, HostTensor | undefined>();

  constructor(
    graph: OnnxGraph,
    outer: Constants | undefined,
    read: (tensor: OnnxTensor) => HostTensor,
    budget: Budget,
  ) {
    this.#graph = graph;
    this.#outer = outer;
    this.#read = read;
    this.#budget = budget;
    this.#makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  }

  /** The node that makes a value, in this graph or around it. */
  maker(name: string): OnnxNode | undefined {
    return this.#makers.get(name) ?? this.#outer?.maker(name);
  }

  /** The value of a name, when it is a constant. */
  value(name: string, depth = 0): HostTensor | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.#workOut(name, depth));
    return this.#known.get(name);
  }

  #workOut(name: string, depth: number): HostTensor | undefined {
    if (depth > deepest) return undefined;
    const initializer = this.#graph.initializers.get(name);
    if (initializer !== undefined) return this.#read(initializer);
    const node = this.#makers.get(name);
    if (node === undefined) return this.#outer?.value(name, depth);
    if (node.type === 'Constant') return this.#constant(node);
    const fold = Object.hasOwn(folds, node.type) ? folds[node.type] : undefined;
    if (fold === undefined || node.outputs.length !== 1) return undefined;
    const inputs = node.inputs.map((input) => this.value(input, depth + 1));
    if (inputs.includes(undefined)) return undefined;
    const folded = fold(node, inputs as HostTensor[]);
    if (folded !== undefined) this.#budget.take(name, 4 * folded.data.length);
    return folded;
  }

  #constant({ attributes }: OnnxNode): HostTensor | undefined {
    const tensor = attributes.get('value')?.tensor;
    if (tensor !== undefined) return this.#read(tensor);
    const list = attributes.get('value_floats')?.floats ?? attributes.get('value_ints')?.ints;
    if (list !== undefined) return { shape: [list.length], data: Float32Array.from(list) };
    const one = attributes.get('value_float')?.float ?? attributes.get('value_int')?.int;
    return one === undefined ? undefined : { shape: [], data: Float32Array.of(one) };
  }
}

/** Axes of a node: an attribute in older opsets, an input in newer ones. */
function axesOf(
  { attributes }: OnnxNode,
  input: HostTensor | undefined,
  rank: number,
): number[] | undefined {
  const axes = attributes.get('axes')?.ints ?? (input === undefined ? undefined : [...input.data]);
  return axes?.map((axis) => (axis < 0 ? axis + rank : axis));
}

const same: Fold = (_, [tensor]) => tensor;

const folds: Readonly<Record<string, Fold>> = {
  Identity: same,
  Cast: same,
  Unsqueeze: (node, [tensor, input]) => {
    if (tensor === undefined) return undefined;
    const count = node.attributes.get('axes')?.ints.length ?? input?.data.length ?? 0;
    const axes = axesOf(node, input, tensor.shape.length + count) ?? [];
    const rest = [...tensor.shape];
    const shape = Array.from({ length: tensor.shape.length + count }, (_, axis) =>
      axes.includes(axis) ? 1 : (rest.shift() as number),
    );
    return reshaped(tensor, shape);
  },
  Squeeze: (node, [tensor, input]) => {
    if (tensor === undefined) return undefined;
    const axes = axesOf(node, input, tensor.shape.length);
    const keeps = (size: number, axis: number): boolean =>
      axes === undefined ? size !== 1 : !axes.includes(axis);
    return reshaped(tensor, tensor.shape.filter(keeps));
  },
  Reshape: (_, [tensor, input]) => {
    if (tensor === undefined || input === undefined) return undefined;
    const shape = [...input.data].map((size, axis) =>
      size === 0 ? (tensor.shape[axis] ?? 0) : size,
    );
    const rest = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
    return reshaped(
      tensor,
      shape.map((size) => (size === -1 ? tensor.data.length / rest : size)),
    );
  },
  Transpose: ({ attributes }, [tensor]) => {
    if (tensor === undefined) return undefined;
    const axes =
      attributes.get('perm')?.ints ?? tensor.shape.map((_, axis) => tensor.shape.length - 1 - axis);
    return permuteAxes(tensor, axes);
  },
  Concat: ({ attributes }, tensors) => {
    const axis = attributes.get('axis')?.int ?? 0;
    return joined(tensors, axis);
  },
  Slice: ({ attributes }, [tensor, ...inputs]) => {
    if (tensor === undefined) return undefined;
    const list = (name: string, index: number): readonly number[] | undefined =>
      attributes.get(name)?.ints ??
      (inputs[index] === undefined ? undefined : [...inputs[index].data]);
    const [starts, ends, axes, steps] = [
      list('starts', 0),
      list('ends', 1),
      list('axes', 2),
      list('steps', 3),
    ];
    if (starts === undefined || ends === undefined || steps?.some((step) => step !== 1))
      return undefined;
    return sliced(tensor, starts, ends, axes ?? starts.map((_, axis) => axis));
  },
  Gather: ({ attributes }, [tensor, input]) => {
    if (tensor === undefined || input === undefined || input.shape.length > 1) return undefined;
    const axis = attributes.get('axis')?.int ?? 0;
    const at = axis < 0 ? axis + tensor.shape.length : axis;
    const rows = [...input.data].map((index) => {
      const start = index < 0 ? index + (tensor.shape[at] ?? 0) : index;
      return sliced(tensor, [start], [start + 1], [at]);
    });
    const picked = joined(rows, at);
    return input.shape.length === 0 && picked !== undefined
      ? reshaped(
          picked,
          picked.shape.filter((_, one) => one !== at),
        )
      : picked;
  },
};

function reshaped({ shape: from, data }: HostTensor, shape: readonly number[]): HostTensor {
  const size = shape.reduce((product, next) => product * next, 1);
  if (size === data.length) return { shape, data };
  throw new FileError({
    where: 'importOnnx',
    expected: `must reshape [${from.join(', ')}] to as many numbers`,
    actual: `[${shape.join(', ')}]`,
    remedy: 'the file is damaged: fetch it again',
  });
}

function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, next) => product * next, 1));
}

function permuteAxes({ shape, data }: HostTensor, axes: readonly number[]): HostTensor | undefined {
  const isOrder = axes.length === shape.length && shape.every((_, axis) => axes.includes(axis));
  if (!isOrder) return undefined;
  const strides = stridesOf(shape);
  const moved = axes.map((axis) => shape[axis] as number);
  return {
    shape: moved,
    data: gather(
      moved,
      axes.map((axis) => strides[axis] as number),
      0,
      data,
    ),
  };
}

function sliced(
  { shape, data }: HostTensor,
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[],
): HostTensor {
  const strides = stridesOf(shape);
  const size = [...shape];
  let offset = 0;
  for (const [index, given] of axes.entries()) {
    const axis = given < 0 ? given + shape.length : given;
    const length = shape[axis] ?? 0;
    const clamp = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
    const [start, end] = [clamp(starts[index] ?? 0), clamp(ends[index] ?? 0)];
    offset += start * (strides[axis] ?? 0);
    size[axis] = Math.max(end - start, 0);
  }
  return { shape: size, data: gather(size, strides, offset, data) };
}

function joined(tensors: readonly HostTensor[], axis: number): HostTensor | undefined {
  const [first] = tensors;
  if (first === undefined) return undefined;
  const at = axis < 0 ? axis + first.shape.length : axis;
  const outer = first.shape.slice(0, at).reduce((product, size) => product * size, 1);
  const widths = tensors.map(({ data }) => data.length / outer);
  const fits = tensors.every(
    ({ shape }) =>
      shape.length === first.shape.length &&
      shape.every((size, one) => one === at || size === first.shape[one]),
  );
  if (!fits || outer === 0) return undefined;
  const width = widths.reduce((sum, one) => sum + one, 0);
  const data = new Float32Array(outer * width);
  let column = 0;
  for (const [index, tensor] of tensors.entries()) {
    const own = widths[index] as number;
    for (let row = 0; row < outer; row++) {
      data.set(tensor.data.subarray(row * own, (row + 1) * own), row * width + column);
    }
    column += own;
  }
  const size = tensors.reduce((sum, { shape }) => sum + (shape[at] as number), 0);
  return { shape: first.shape.map((one, axis2) => (axis2 === at ? size : one)), data };
}
