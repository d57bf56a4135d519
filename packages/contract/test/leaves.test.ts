// Flat lists and nests: what of a layer stands where, for states, weights and results alike.

import { expect, test } from 'vitest';
import {
  bidirectional,
  type BidirectionalConfig,
  gru,
  kerasOutputs,
  kerasWeights,
  type LayerConfig,
  lstm,
  nameState,
  simpleRNN,
  stacked,
  tensor,
  tensorsOf,
  weightShapes,
  weightsInOrder,
} from '../src/index.ts';
import { leavesIn, mapLeaves, placesOf, stateLeaves } from '../src/author.ts';
import { pathTo } from '../src/leaves.ts';
import { makeWeights, zeros } from './make-weights.ts';
import { tinyBackend } from './tiny-backend.ts';
import { refusalOf } from './refusal-of.ts';

const stack = stacked({
  cells: [lstm({ units: 2 }), gru({ units: 3, useBias: false })],
  returnState: true,
});
const both = bidirectional({ layer: stack });
const uneven = bidirectional({
  layer: lstm({ units: 2, returnState: true }),
  backwardLayer: gru({ units: 3, returnState: true, goBackwards: true }),
  mergeMode: null,
});
const configs: readonly LayerConfig[] = [
  simpleRNN({ units: 2, returnState: true }),
  lstm({ units: 2, useBias: false, returnState: true }),
  stack,
  both,
  uneven,
];

/** Each a number of its own. */
function numbered(count: number) {
  return Array.from({ length: count }, (_, index) => tensor([[index]]));
}

test('S14 states are named in the order h c, cell by cell, forward before backward', () => {
  const [a, b, c, d, e, f] = numbered(6);
  expect(nameState(lstm({ units: 1 }), [a, b])).toEqual({ h: a, c: b });
  expect(nameState(stack, [a, b, c])).toEqual([{ h: a, c: b }, { h: c }]);
  expect(nameState(both, [a, b, c, d, e, f])).toEqual({
    forward: [{ h: a, c: b }, { h: c }],
    backward: [{ h: d, c: e }, { h: f }],
  });
  expect(nameState(uneven, [a, b, c])).toEqual({ forward: { h: a, c: b }, backward: { h: c } });
});

test('S14 the paths of a state are those under which its leaves are found', () => {
  expect(stateLeaves(both).map(({ path }) => path)).toEqual([
    'forward[0].h',
    'forward[0].c',
    'forward[1].h',
    'backward[0].h',
    'backward[0].c',
    'backward[1].h',
  ]);
  for (const config of configs) {
    const list = stateLeaves(config).map(({ units }) => zeros(1, units));
    const found = leavesIn(nameState(config, list));
    expect(found.map(([path]) => path)).toEqual(stateLeaves(config).map(({ path }) => path));
    expect(found.every(([, leaf], index) => leaf === list[index])).toBe(true);
  }
});

test('S14 a list of another length, and what is no list, are refused', () => {
  expect(refusalOf(() => nameState(lstm({ units: 1 }), numbered(1)))).toEqual([
    'RNN_SHAPE',
    'nameState: must be a list of 2: h, c, got a list of 1; list what Keras returns after the output, and no more',
  ]);
  expect(refusalOf(() => nameState(stack, { h: zeros(1, 1) } as never))).toEqual([
    'RNN_SHAPE',
    'nameState: must be a list of 3: [0].h, [0].c, [1].h, got { h }; list what Keras returns after the output, and no more',
  ]);
  const deep = stacked({ cells: Array.from({ length: 30 }, () => lstm({ units: 1 })) });
  expect(refusalOf(() => nameState(deep, numbered(3)))[1]).toBe(
    'nameState: must be a list of 60: [0].h, [0].c, [1].h, [1].c, [2].h, [2].c, …, got a list of 3; list what Keras returns after the output, and no more',
  );
});

test('S4 kerasOutputs and tensorsOf go by names, not by the order of keys', () => {
  const [output, h, c] = numbered(3);
  const result = { state: { c, h }, output };
  expect(kerasOutputs(result)).toEqual([output, h, c]);
  expect(tensorsOf(result)).toEqual([output, h, c]);
});

test('S4 a result may be of a class, whose parts are getters', () => {
  const [tensor0, h] = numbered(2);
  class Made {
    get output() {
      return tensor0;
    }
    get state() {
      return { h };
    }
  }
  expect(kerasOutputs(new Made())).toEqual([tensor0, h]);
  expect(tensorsOf(new Made())).toEqual([tensor0, h]);
});

test('S15 tensorsOf lists what run made, of every config', () => {
  const backend = tinyBackend();
  for (const config of configs) {
    const result = backend.layer(config, makeWeights(config, 2)).run(zeros(1, 2, 2));
    const tensors = tensorsOf(result);
    expect(tensors).toEqual(kerasOutputs(result).flat());
    expect(tensors.length).toBe(backend.memory().tensors);
    for (const made of tensors) made.dispose();
    expect(backend.memory().tensors).toBe(0);
  }
});

test('S15 a part of a result is listed too, and what has no tensor is refused', () => {
  const [h, c] = numbered(2);
  expect(tensorsOf({ forward: { h }, backward: { h: c } })).toEqual([h, c]);
  for (const list of [tensorsOf, kerasOutputs]) {
    expect(refusalOf(() => list({ output: 5 } as never))).toEqual([
      'RNN_SHAPE',
      `${list.name}: must hold tensors, got { output }; pass what run() returned`,
    ]);
  }
});

test('W7 weights are named in Keras’s order, and listed in it', () => {
  expect(placesOf(both).map(({ path, before }) => [path, before?.units])).toEqual([
    ['forward[0]', undefined],
    ['forward[1]', 2],
    ['backward[0]', undefined],
    ['backward[1]', 2],
  ]);
  for (const config of configs) {
    const weights = makeWeights(config, 5);
    const list = kerasWeights(config, weights);
    expect(weightsInOrder(config, list)).toEqual(weights);
    // The numbers themselves, not a copy.
    const again = kerasWeights(config, weightsInOrder(config, list));
    expect(again.every(({ data }, k) => data === list[k]?.data)).toBe(true);
  }
  const paths = leavesIn(makeWeights(uneven, 5)).map(([path]) => path);
  expect(paths).toEqual([
    'forward.kernel',
    'forward.recurrentKernel',
    'forward.bias',
    'backward.kernel',
    'backward.recurrentKernel',
    'backward.bias',
  ]);
  const listed = kerasWeights(stack, makeWeights(stack, 5)).map(({ shape }) => shape);
  expect(listed).toEqual([[5, 8], [2, 8], [8], [2, 9], [3, 9]]);
});

test('W8 a list of weights of another length', () => {
  const lists: readonly [LayerConfig, number, string][] = [
    [
      lstm({ units: 1 }),
      2,
      'weightsInOrder: must be a list of 3: kernel, recurrentKernel, bias, got a list of 2; a list without biases belongs to useBias: false',
    ],
    [
      gru({ units: 1, useBias: false }),
      3,
      'weightsInOrder: must be a list of 2: kernel, recurrentKernel, got a list of 3; a list with biases belongs to useBias: true',
    ],
    [
      lstm({ units: 1 }),
      6,
      'weightsInOrder: must be a list of 3: kernel, recurrentKernel, bias, got a list of 6; those of both directions belong to bidirectional({ layer })',
    ],
    [
      bidirectional({ layer: simpleRNN({ units: 1 }) }),
      3,
      'weightsInOrder: must be a list of 6: forward.kernel, forward.recurrentKernel, forward.bias, backward.kernel, backward.recurrentKernel, backward.bias, got a list of 3; a Bidirectional lists those of both directions, forward first',
    ],
    [
      lstm({ units: 1 }),
      12,
      'weightsInOrder: must be a list of 3: kernel, recurrentKernel, bias, got a list of 12; give all that get_weights() of the Keras layer returns, in its order',
    ],
  ];
  for (const [config, count, message] of lists) {
    expect(refusalOf(() => weightsInOrder(config, numbered(count)))).toEqual([
      'RNN_SHAPE',
      message,
    ]);
  }
});

test('W8 an array of another shape than its place', () => {
  const config = bidirectional({ layer: lstm({ units: 2 }) });
  const list = [...kerasWeights(config, makeWeights(config, 3))];
  expect(refusalOf(() => weightsInOrder(config, list.with(4, zeros(8, 2))))).toEqual([
    'RNN_SHAPE',
    'weightsInOrder: bidirectional.backward.recurrentKernel: must be [units, 4·units] = [2, 8], got [8, 2]; it looks transposed: PyTorch and ONNX keep the gates on the first axis',
  ]);
  expect(refusalOf(() => weightsInOrder(config, list.with(3, zeros(4, 8))))[1]).toBe(
    'weightsInOrder: bidirectional.backward.kernel: must be [inputDim, 4·units] = [3, 8], got [4, 8]; both directions read the same x',
  );
  const wide = kerasWeights(stack, makeWeights(stack, 5)).with(3, zeros(5, 9));
  expect(refusalOf(() => weightsInOrder(stack, wide))[1]).toBe(
    'weightsInOrder: stacked[1].kernel: must be [inputDim, 3·units] = [2, 9], got [5, 9]; it reads the 2 units of the cell before',
  );
});

test('W1 weightShapes of what is no cell, or reads nothing', () => {
  for (const config of [stack, both]) {
    expect(refusalOf(() => weightShapes(config as never, 3))).toEqual([
      'RNN_CONFIG',
      `weightShapes: must be the config of one cell, got a ${config.kind} config; ask for each of its cells`,
    ]);
  }
  expect(weightShapes(gru({ units: 2 }), 1).kernel.shape).toEqual([1, 6]);
  for (const [inputDim, actual] of [
    [0, '0'],
    [2.5, '2.5'],
    ['3', "'3'"],
    [3n, '3n'],
    [null, 'null'],
  ] as const) {
    expect(refusalOf(() => weightShapes(gru({ units: 1 }), inputDim as never))[1]).toBe(
      `weightShapes: inputDim: must be a whole number of at least 1, got ${actual}; it is the last size of x`,
    );
  }
});

test('E22 what cannot be read is refused like anything else', () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const loop: Record<string, unknown> = {};
  loop['loop'] = loop;
  const trap = {
    get h() {
      throw new Error('not for you');
    },
  };
  const strange = [null, undefined, 7, 7n, 'seven', Symbol('7'), () => 7, [], [7], {}];
  const unreadable = [revoked.proxy, loop, trap, { forward: trap, backward: trap }];
  const config = lstm({ units: 1, stateful: true });
  const layer = tinyBackend().layer(config, makeWeights(config, 1));
  const ofConfigs: ((value: never) => unknown)[] = [
    (value) => nameState(value, []),
    (value) => weightsInOrder(value, []),
    (value) => kerasWeights(value, [] as never),
    (value) => weightShapes(value, 1),
  ];
  const ofNests: typeof ofConfigs = [
    (value) => kerasOutputs(value),
    (value) => tensorsOf(value),
    (value) => nameState(config, value),
    (value) => weightsInOrder(config, value),
    (value) => kerasWeights(config, value),
    (value) => kerasWeights(both as BidirectionalConfig, value),
    (value) => tinyBackend().layer(config, value),
    (value) => layer.run(zeros(1, 1, 1), { initialState: value ?? (7 as never) }),
    (value) => layer.resetState(value ?? (7 as never)),
  ];
  for (const value of strange) {
    for (const door of [...ofConfigs, ...ofNests]) {
      expect(refusalOf(() => door(value as never))[0]).toMatch(/^RNN_(SHAPE|CONFIG)$/);
    }
  }
  for (const value of unreadable) {
    for (const door of ofNests) {
      expect(refusalOf(() => door(value as never))[0]).toMatch(/^RNN_(SHAPE|CONFIG)$/);
    }
  }
});

test('E26 a weight is read once, so that what was checked is what is used', () => {
  const config = lstm({ units: 1 });
  const weights = makeWeights(config, 1);
  const reads: string[] = [];
  const watched = Object.entries(weights).map(([name, { shape, data }]) => {
    const watching = {
      data,
      get shape() {
        reads.push(name);
        return shape;
      },
    };
    return [name, watching];
  });
  tinyBackend().layer(config, Object.fromEntries(watched) as typeof weights);
  expect(reads).toEqual(Object.keys(weights));
});

test('E22 a refusal begins with the function that was called', () => {
  const config = lstm({ units: 1 });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const refusals: [where: string, action: () => unknown][] = [
    ['nameState: config', () => nameState(null as never, [])],
    ['weightsInOrder: config', () => weightsInOrder(null as never, [])],
    ['kerasWeights: config', () => kerasWeights(null as never, {} as never)],
    ['kerasWeights: lstm weights', () => kerasWeights(config, [] as never)],
    ['kerasWeights: lstm weights', () => kerasWeights(config, revoked.proxy as never)],
  ];
  for (const [where, action] of refusals) {
    expect(refusalOf(action)[1].startsWith(`${where}: `), where).toBe(true);
  }
});

test('D5 a leaf has data or a shape, and lies at most four levels deep', () => {
  const found = mapLeaves({ a: { data: 1 }, b: [{ shape: [1] }], c: 7 }, () => 'leaf');
  expect(found).toEqual({ a: 'leaf', b: ['leaf'], c: 7 });
  const deep = (levels: number): unknown => (levels === 0 ? { data: 1 } : [deep(levels - 1)]);
  expect(mapLeaves(deep(4), () => 'leaf')).toEqual([[[['leaf']]]]);
  expect(refusalOf(() => mapLeaves(deep(6), () => 'leaf', 'state'))).toEqual([
    'RNN_SHAPE',
    'state[0][0][0][0]: must be a tensor: directions, cells and names are the levels of a nest, got an array of 1; nest as the config does',
  ]);
});

test('D5 the steps of a path are joined by dots, or by brackets', () => {
  expect(
    [
      ['forward', 'h'],
      ['forward', 0],
      ['forward', '[0].h'],
      ['forward', ''],
      ['', 'h'],
      ['', ''],
    ].map(([outer, inner]) => pathTo(outer as string, inner as string)),
  ).toEqual(['forward.h', 'forward[0]', 'forward[0].h', 'forward', 'h', '']);
});

test('D5 leaves of other names come after those of Keras', () => {
  const [a, b] = numbered(2);
  expect(leavesIn({ peephole: a, h: b })).toEqual([
    ['h', b],
    ['peephole', a],
  ]);
});

test('D5 leaves are changed in their places', () => {
  const nest = { forward: [{ h: tensor([[1]]) }], backward: [{ h: tensor([[2]]) }] };
  expect(mapLeaves(nest, (leaf) => (leaf as { data: Float32Array }).data[0])).toEqual({
    forward: [{ h: 1 }],
    backward: [{ h: 2 }],
  });
  expect(mapLeaves(nest, (_, path) => path)).toEqual({
    forward: [{ h: 'forward[0].h' }],
    backward: [{ h: 'backward[0].h' }],
  });
  expect(mapLeaves(null, () => 7)).toBe(null);
});
