// Collects the nodes of an ONNX graph and names the values between them.

import type { HostTensor } from '@gatefold/contract';
import {
  type AttributeProto,
  type Dimension,
  encodeModel,
  elementTypes,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx-proto.ts';

/** The newest operators that RNN, LSTM and GRU have: onnx/defs/rnn/defs.cc. */
export const opset = 22;
/** Goes with that opset: docs/Versioning.md of onnx. */
const irVersion = 10;

/** The name of a value in the graph; empty for an optional input that is not given. */
export type Value = string;

type Attributes = Readonly<Record<string, Attribute>>;

/** Numbers are integers; lists of fractions say so. */
type Attribute =
  | number
  | string
  | readonly string[]
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] };

export class GraphBuilder {
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  #named = 0;

  /** A value that every call gives. */
  input(
    name: string,
    shape: readonly Dimension[],
    type: keyof typeof elementTypes = 'FLOAT',
  ): Value {
    this.#inputs.push(describe(name, shape, type));
    return name;
  }

  /** A value that every call gets. */
  output(name: string, value: Value, shape: readonly Dimension[]): void {
    this.#nodes.push({ opType: 'Identity', input: [value], output: [name], attribute: [] });
    this.#outputs.push(describe(name, shape, 'FLOAT'));
  }

  floats({ shape, data }: HostTensor): Value {
    return this.#initializer(shape, 'FLOAT', data);
  }

  integers(numbers: readonly (number | bigint)[]): Value {
    return this.#initializer([numbers.length], 'INT64', BigInt64Array.from(numbers.map(BigInt)));
  }

  /** A node with one output. */
  node(opType: string, input: readonly Value[], attributes: Attributes = {}): Value {
    return this.nodeOf(opType, input, 1, attributes)[0] as Value;
  }

  nodeOf(
    opType: string,
    input: readonly Value[],
    outputs: number,
    attributes: Attributes,
  ): readonly Value[] {
    const output = Array.from({ length: outputs }, () => this.#name(opType));
    const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
    this.#nodes.push({ opType, input, output, attribute });
    return output;
  }

  /** The bytes of the model, for the operators of an opset. */
  encode(version: number): Uint8Array {
    const read = new Set(this.#nodes.flatMap(({ input }) => input));
    const made = new Set(this.#outputs.map(({ name }) => name));
    // What nobody reads is not asked for, so that the operators' shorter ways are taken too.
    const node = this.#nodes.map((item) => ({
      ...item,
      output: item.output.map((name) => (read.has(name) || made.has(name) ? name : '')),
    }));
    return encodeModel({
      irVersion,
      producerName: 'gatefold',
      opsetImport: [{ domain: '', version }],
      graph: {
        name: 'layer',
        node,
        initializer: this.#initializers,
        input: this.#inputs,
        output: this.#outputs,
      },
    });
  }

  #initializer(
    dims: readonly number[],
    dataType: TensorProto['dataType'],
    { buffer, byteOffset, byteLength }: Float32Array | BigInt64Array,
  ): Value {
    const name = this.#name('constant');
    const rawData = new Uint8Array(buffer, byteOffset, byteLength);
    this.#initializers.push({ name, dims, dataType, rawData });
    return name;
  }

  #name(what: string): Value {
    return `${what}_${this.#named++}`;
  }
}

function describe(
  name: string,
  shape: readonly Dimension[],
  type: keyof typeof elementTypes,
): ValueInfoProto {
  const dim = shape.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}

function attributeOf(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') return { name, type: 'INT', i: value };
  if (typeof value === 'string') return { name, type: 'STRING', s: value };
  if ('ints' in value) return { name, type: 'INTS', ints: value.ints };
  if ('floats' in value) return { name, type: 'FLOATS', floats: value.floats };
  return { name, type: 'STRINGS', strings: value };
}
