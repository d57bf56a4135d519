// The messages of onnx.proto that a model of recurrent layers needs, and their encoding. Field numbers, types and enum
// values are those of onnx/onnx.proto, https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto.

import protobuf from 'protobufjs/light.js';

export interface AttributeProto {
  readonly name: string;
  readonly type: 'INT' | 'STRING' | 'FLOATS' | 'INTS' | 'STRINGS';
  readonly i?: number;
  readonly s?: string;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly strings?: readonly string[];
}

export interface NodeProto {
  readonly opType: string;
  /** Names of values; empty for an optional input that is not given, or an output that nobody reads. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}

export interface TensorProto {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: 'FLOAT' | 'INT64';
  /** Little-endian, as every machine that ONNX Runtime is built for has it. */
  readonly rawData: Uint8Array;
}

/** A size, or the name of one that every call chooses. */
export type Dimension = number | string;

export interface ValueInfoProto {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: number;
      readonly shape: { readonly dim: readonly { dimValue?: number; dimParam?: string }[] };
    };
  };
}

export interface ModelProto {
  readonly irVersion: number;
  readonly producerName: string;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly graph: {
    readonly name: string;
    readonly node: readonly NodeProto[];
    readonly initializer: readonly TensorProto[];
    readonly input: readonly ValueInfoProto[];
    readonly output: readonly ValueInfoProto[];
  };
}

/** A field of a message: its number, and `[]` behind the type of a repeated one. */
type Field = readonly [number: number, type: string];

function message(fields: Readonly<Record<string, Field>>): protobuf.IType {
  return {
    edition: 'proto2',
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, [id, type]]) => [
        name,
        type.endsWith('[]')
          ? { id, type: type.slice(0, -2), rule: 'repeated' as const }
          : { id, type },
      ]),
    ),
  };
}

// proto2, as onnx.proto is: a field that is set is written, also when it is 0. What is bytes there and holds text is a
// string here: the two have the same form on the wire.
const root = protobuf.Root.fromJSON({
  nested: {
    AttributeType: { values: { INT: 2, STRING: 3, FLOATS: 6, INTS: 7, STRINGS: 8 } },
    DataType: { values: { FLOAT: 1, INT64: 7 } },
    AttributeProto: message({
      name: [1, 'string'],
      i: [3, 'int64'],
      s: [4, 'string'],
      floats: [7, 'float[]'],
      ints: [8, 'int64[]'],
      strings: [9, 'string[]'],
      type: [20, 'AttributeType'],
    }),
    NodeProto: message({
      input: [1, 'string[]'],
      output: [2, 'string[]'],
      opType: [4, 'string'],
      attribute: [5, 'AttributeProto[]'],
    }),
    TensorProto: message({
      dims: [1, 'int64[]'],
      dataType: [2, 'DataType'],
      name: [8, 'string'],
      rawData: [9, 'bytes'],
    }),
    Dimension: message({ dimValue: [1, 'int64'], dimParam: [2, 'string'] }),
    TensorShapeProto: message({ dim: [1, 'Dimension[]'] }),
    TensorType: message({ elemType: [1, 'int32'], shape: [2, 'TensorShapeProto'] }),
    TypeProto: message({ tensorType: [1, 'TensorType'] }),
    ValueInfoProto: message({ name: [1, 'string'], type: [2, 'TypeProto'] }),
    GraphProto: message({
      node: [1, 'NodeProto[]'],
      name: [2, 'string'],
      initializer: [5, 'TensorProto[]'],
      input: [11, 'ValueInfoProto[]'],
      output: [12, 'ValueInfoProto[]'],
    }),
    OperatorSetIdProto: message({ domain: [1, 'string'], version: [2, 'int64'] }),
    ModelProto: message({
      irVersion: [1, 'int64'],
      producerName: [2, 'string'],
      graph: [7, 'GraphProto'],
      opsetImport: [8, 'OperatorSetIdProto[]'],
    }),
  },
});

/** The numbers of types in TensorProto.DataType. */
export const elementTypes = { FLOAT: 1, INT32: 6 };

/** The bytes of a .onnx file. */
export function encodeModel(model: ModelProto): Uint8Array {
  const type = root.lookupType('ModelProto');
  return type.encode(type.fromObject(model)).finish();
}
