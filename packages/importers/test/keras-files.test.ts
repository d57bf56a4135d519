// Files that real Keras wrote, of two lines and in every format, against what its get_weights() gave.

import { expect, test } from 'vitest';
import {
  type GraphArgument,
  type GraphTensor,
  importModel,
  type ModelGraph,
} from '../src/index.ts';
import { asTensor, bytesOfFile, expectedOf, filesOf, type Listed } from './files.ts';

interface ExpectedModel {
  readonly kerasVersion: string;
  readonly weights: Readonly<Record<string, readonly Listed[]>>;
}

const whole = filesOf('.keras', '.h5').filter(
  (name) => /^(keras3|tf_keras)-/.test(name) && !name.endsWith('.weights.h5'),
);

/** Every layer of a graph and of the models within it that is no model itself. */
function* layersOf(graph: ModelGraph): Generator<[string, readonly unknown[]]> {
  for (const { path, className, weights, graph: inner } of graph.layers.values()) {
    if (inner !== undefined) yield* layersOf(inner);
    else if (className !== 'InputLayer') yield [path, weights];
  }
}

test.each(whole)('%s: every weight of every layer, in the order of get_weights()', async (name) => {
  const expected = expectedOf(name.replace(/\.(keras|h5)$/, '')) as ExpectedModel;
  const { graph, writer } = await importModel(bytesOfFile(name));
  expect(writer).toBe(`Keras ${expected.kerasVersion}`);
  const weights = Object.entries(expected.weights).filter(([, list]) => list.length > 0);
  const found = [...layersOf(graph as ModelGraph)].filter(([, list]) => list.length > 0);
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(weights.map(([path, list]) => [path, list.map(asTensor)])),
  );
});

test.each(whole.filter((name) => name.includes('connected')))(
  '%s: who calls whom, and with which states',
  async (name) => {
    const { graph } = await importModel(bytesOfFile(name));
    const calls = (graph as ModelGraph).calls.map(({ layer, call }) => `${layer} ${call}`);
    expect(calls).toHaveLength(7);
    // Its first call gives the states of the decoder, its second the sequence.
    expect(calls.indexOf('decoder 0')).toBeGreaterThan(calls.indexOf('encoder 0'));
    expect(calls.indexOf('decoder 0')).toBeGreaterThan(calls.indexOf('encoder 1'));
    const decoder = (graph as ModelGraph).calls.find(({ layer }) => layer === 'decoder');
    const text = JSON.stringify(decoder);
    for (const output of [0, 1, 2]) expect(text).toContain(`"output":${output}`);
    expect((graph as ModelGraph).inputs.map(({ layer }) => layer)).toEqual(['x', 'y']);
  },
);

/** The tensors that calls of a graph read, and its outputs. */
function readIn({ calls, outputs }: ModelGraph): GraphTensor[] {
  const inside = (argument: GraphArgument): GraphTensor[] => {
    if (Array.isArray(argument)) return (argument as readonly GraphArgument[]).flatMap(inside);
    if ('tensor' in argument) return [argument.tensor];
    return 'entries' in argument ? Object.values(argument.entries).flatMap(inside) : [];
  };
  const read = calls.flatMap(({ args, kwargs }) => [...args, ...Object.values(kwargs)]);
  return [...read.flatMap(inside), ...outputs];
}

test.each(whole)('%s: no call reads what no call before it gives', async (name) => {
  const check = (graph: ModelGraph): void => {
    const given = new Set(graph.inputs.map(({ layer, call }) => `${layer} ${call}`));
    for (const call of graph.calls) {
      const own = readIn({ ...graph, calls: [call], outputs: [] });
      expect([...given]).toEqual(
        expect.arrayContaining(own.map((tensor) => `${tensor.layer} ${tensor.call}`)),
      );
      given.add(`${call.layer} ${call.call}`);
    }
    expect([...given]).toEqual(
      expect.arrayContaining(readIn(graph).map(({ layer, call }) => `${layer} ${call}`)),
    );
    for (const layer of graph.layers.values()) if (layer.graph) check(layer.graph);
  };
  check((await importModel(bytesOfFile(name))).graph as ModelGraph);
});

test('what makes a mask is operations in Keras 3, and not the layers of the same names', async () => {
  const { graph } = await importModel(bytesOfFile('keras3-masked.keras'));
  const classes = [...(graph as ModelGraph).layers.values()].map(({ className }) => className);
  expect(classes.filter((className) => className === 'Concatenate')).toHaveLength(1);
  expect(classes).toEqual(
    expect.arrayContaining(['ops.NotEqual', 'ops.Concatenate', 'ops.LogicalOr', 'ops.Any']),
  );
});

test.each(['keras3', 'tf_keras'])('%s: the configs of recurrent layers', async (line) => {
  const { layers, notes } = await importModel(bytesOfFile(`${line}-plain.keras`));
  const configs = [...layers.values()].map(({ config }) => config);
  expect(configs).toMatchObject([
    { kind: 'lstm', units: 4, returnSequences: true, recurrentActivation: 'sigmoid' },
    {
      kind: 'gru',
      resetAfter: false,
      recurrentActivation: line === 'keras3' ? 'hardSigmoid' : 'hardSigmoidKeras2',
    },
    { kind: 'gru', resetAfter: true, goBackwards: true },
    { kind: 'simpleRNN', activation: 'relu', useBias: false, returnSequences: false },
  ]);
  expect(notes).toEqual([
    {
      kind: 'dropped',
      path: 'first',
      says: 'Its dropout: Keras leaves that out when it predicts, and so do we.',
    },
  ]);
});

const bare = filesOf('.weights.h5', '-weights.hdf5').filter((name) =>
  /^(keras3|tf_keras)-/.test(name),
);

test.each(bare)('%s: what shapes alone tell, and that they do', async (name) => {
  const expected = expectedOf(name.replace(/(\.weights\.h5|-weights\.hdf5)$/, '')) as ExpectedModel;
  const { layers, graph, notes } = await importModel(bytesOfFile(name));
  expect(graph).toBeUndefined();
  expect(layers.size).toBeGreaterThan(0);
  const known = Object.values(expected.weights).map((list) => JSON.stringify(list.map(asTensor)));
  for (const [path, { weights }] of layers) {
    const own = 'forward' in weights ? Object.values(weights) : [weights];
    const list = own.flatMap((cell) => Object.values(cell as object));
    expect(known, path).toContain(JSON.stringify(list));
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'assumed', path }));
  }
});

test.each(filesOf('.h5').filter((name) => name.startsWith('hdf5')))(
  '%s: chunks, filters, widths and byte orders',
  async (name) => {
    const { tensors } = await importModel(bytesOfFile(name));
    const expected = expectedOf(name.replace('.h5', '')) as { tensors: Record<string, Listed> };
    expect(Object.fromEntries(tensors)).toEqual(
      Object.fromEntries(
        Object.entries(expected.tensors).map(([path, one]) => [path, asTensor(one)]),
      ),
    );
  },
);
