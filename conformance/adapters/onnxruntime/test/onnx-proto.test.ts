import { expect, test } from 'vitest';
import { encodeModel, type NodeProto } from '../src/onnx-proto.ts';

function bytesOf(node: NodeProto): string {
  const graph = { name: 'g', node: [node], initializer: [], input: [], output: [] };
  const opsetImport = [{ domain: '', version: 22 }];
  const model = { irVersion: 10, producerName: 'p', opsetImport, graph };
  return Buffer.from(encodeModel(model)).toString('hex');
}

// Written by hand from onnx.proto: field number * 8 + wire type, length, content.
test('a model is written as onnx.proto lays it out, zeros and empty names included', () => {
  const attribute = [
    '0a0161', // name = 1: 'a'
    '1800', // i = 3: 0, which proto3 would leave out
    'a00102', // type = 20: INT
  ].join('');
  const node = ['0a00', '120179', '2204526f6c6c', `2a08${attribute}`].join('');
  const graph = [`0a15${node}`, '120167'].join('');
  const model = ['080a', '120170', `3a1a${graph}`, '42040a001016'].join('');
  expect(
    bytesOf({
      opType: 'Roll',
      input: [''],
      output: ['y'],
      attribute: [{ name: 'a', type: 'INT', i: 0 }],
    }),
  ).toBe(model);
});
