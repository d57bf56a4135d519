// ONNX's messages, as far as recurrent layers need them: onnx/onnx.proto, whose field numbers these are.

import { type Field, floatsOf, readFields, signed, textOf, varintsOf } from './protobuf.ts';

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** TensorProto.DataType: 1 is float. */
  readonly type: number;
  /** Little-endian numbers of that type, where the file has them so. */
  readonly raw: Uint8Array | undefined;
  /** Numbers of float_data, int32_data, int64_data and double_data, as bytes of that field. */
  readonly typed: ReadonlyMap<'float' | 'int32' | 'int64' | 'double', readonly Field[]>;
  /** Where the numbers lie, when that is another file: `location`, `offset`, `length`. */
  readonly external: ReadonlyMap<string, string>;
}

export interface OnnxAttribute {
  readonly name: string;
  readonly float: number;
  readonly int: number;
  readonly text: string;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly texts: readonly string[];
  readonly tensor: OnnxTensor | undefined;
  readonly graphs: readonly OnnxGraph[];
}

export interface OnnxNode {
  readonly name: string;
  readonly type: string;
  readonly domain: string;
  /** Empty texts where an optional input is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly string[];
}

export interface OnnxModel {
  readonly producer: string;
  readonly graph: OnnxGraph | undefined;
}

/** The depth of subgraphs beyond which a file is no model. */
const deepest = 24;

export function readOnnxModel(where: string, bytes: Uint8Array): OnnxModel {
  const fields = readFields(where, bytes);
  const text = (number: number): string => {
    const field = fields.find((one) => one.number === number);
    return field === undefined ? '' : textOf(field);
  };
  const graph = fields.find(({ number }) => number === 7);
  return {
    producer: `${text(2)} ${text(3)}`.trim(),
    graph: graph === undefined ? undefined : readGraph(where, graph.bytes, 0),
  };
}

function readGraph(where: string, bytes: Uint8Array, depth: number): OnnxGraph {
  const fields = depth > deepest ? [] : readFields(where, bytes);
  const all = (number: number): readonly Field[] => fields.filter((one) => one.number === number);
  const initializers = all(5).map((field) => readTensor(where, field.bytes));
  return {
    nodes: all(1).map((field) => readNode(where, field.bytes, depth)),
    initializers: new Map(initializers.map((tensor) => [tensor.name, tensor])),
    inputs: all(11).map((field) => {
      const name = readFields(where, field.bytes).find(({ number }) => number === 1);
      return name === undefined ? '' : textOf(name);
    }),
  };
}

function readNode(where: string, bytes: Uint8Array, depth: number): OnnxNode {
  const fields = readFields(where, bytes);
  const texts = (number: number): string[] =>
    fields.filter((one) => one.number === number).map((one) => textOf(one));
  const attributes = fields
    .filter(({ number }) => number === 5)
    .map((field) => readAttribute(where, field.bytes, depth));
  return {
    name: texts(3)[0] ?? '',
    type: texts(4)[0] ?? '',
    domain: texts(7)[0] ?? '',
    inputs: texts(1),
    outputs: texts(2),
    attributes: new Map(attributes.map((attribute) => [attribute.name, attribute])),
  };
}

function readAttribute(where: string, bytes: Uint8Array, depth: number): OnnxAttribute {
  const fields = readFields(where, bytes);
  const all = (number: number): readonly Field[] => fields.filter((one) => one.number === number);
  const [text] = all(4);
  const [tensor] = all(5);
  return {
    name: all(1).map((one) => textOf(one))[0] ?? '',
    float: all(2).flatMap((one) => floatsOf(one))[0] ?? 0,
    int: all(3).map(({ value }) => signed(value))[0] ?? 0,
    text: text === undefined ? '' : textOf(text),
    floats: all(7).flatMap((one) => floatsOf(one)),
    ints: all(8).flatMap((one) => varintsOf(where, one)),
    texts: all(9).map((one) => textOf(one)),
    tensor: tensor === undefined ? undefined : readTensor(where, tensor.bytes),
    graphs: [...all(6), ...all(11)].map((field) => readGraph(where, field.bytes, depth + 1)),
  };
}

function readTensor(where: string, bytes: Uint8Array): OnnxTensor {
  const fields = readFields(where, bytes);
  const all = (number: number): readonly Field[] => fields.filter((one) => one.number === number);
  const external = all(13).map((field): [string, string] => {
    const entry = readFields(where, field.bytes);
    const text = (number: number): string =>
      entry.filter((one) => one.number === number).map((one) => textOf(one))[0] ?? '';
    return [text(1), text(2)];
  });
  return {
    name: all(8).map((one) => textOf(one))[0] ?? '',
    shape: all(1).flatMap((field) => varintsOf(where, field)),
    type: all(2).map(({ value }) => signed(value))[0] ?? 0,
    raw: all(9)[0]?.bytes,
    typed: new Map([
      ['float', all(4)],
      ['int32', all(5)],
      ['int64', all(7)],
      ['double', all(10)],
    ]),
    external: new Map(external),
  };
}
