// Wording is not part of the contract, but whoever changes it should mean to. Codes are: see E22.

import { expect, test } from 'vitest';
import {
  bidirectional,
  DisposedError,
  FileError,
  fromKerasConfig,
  gru,
  isRnnError,
  type LayerConfig,
  lstm,
  RnnError,
  simpleRNN,
  stacked,
  tensor,
} from '../src/index.ts';
import { backendFromEngine, type EngineSupports } from '../src/engine.ts';
import { checkStreamBatch } from '../src/shell/check-call.ts';
import { makeWeights, zeros } from './make-weights.ts';
import { refusalOf } from './refusal-of.ts';
import { limitedBackend, tinyBackend } from './tiny-backend.ts';

const backend = tinyBackend();

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}

function lstmLayer() {
  const config = lstm({ units: 2, returnState: true });
  return backend.layer(config, makeWeights(config, 3));
}

test('E1 x without its batch axis', () => {
  const layer = lstmLayer();
  expect(refusalOf(() => layer.run(zeros(5, 3)))).toEqual([
    'RNN_SHAPE',
    'lstm.run: x: must be [batch, timeSteps, inputDim] = [batch, timeSteps, 3], got [5, 3]; keep the batch axis when it is 1',
  ]);
  expect(refusalOf(() => layer.run(zeros(1, 5, 4)))[1]).toBe(
    'lstm.run: x: must be [batch, timeSteps, inputDim] = [batch, timeSteps, 3], got [1, 5, 4]; the first kernel says what inputDim is',
  );
});

test('E2 numbers in a plain array', () => {
  const x = { shape: [1, 1, 3], data: [1, 2, 3] } as never;
  expect(refusalOf(() => lstmLayer().run(x))).toEqual([
    'RNN_DTYPE',
    'lstm.run: x: data must be a Float32Array, got [1, 2, 3]; convert with Float32Array.from(data), or use tensor(nestedArrays)',
  ]);
});

test('E3 a shape that does not hold its numbers', () => {
  const x = { shape: [1, 2, 3], data: new Float32Array(5) };
  expect(refusalOf(() => lstmLayer().run(x))).toEqual([
    'RNN_SHAPE',
    'lstm.run: x: shape [1, 2, 3] holds 6 numbers, got data of 5; give the shape that the numbers have',
  ]);
  for (const [other, actual] of [
    [[[[1, 2, 3]]], 'an array of 1'],
    [null, 'null'],
    [7, '7'],
  ] as const) {
    expect(refusalOf(() => lstmLayer().run(other as never))).toEqual([
      'RNN_SHAPE',
      `lstm.run: x: must be { shape, data } with whole dimensions, got ${actual}; tensor(nestedArrays) makes one`,
    ]);
  }
});

test('E4 a transposed kernel', () => {
  const config = lstm({ units: 2 });
  const weights = { ...makeWeights(config, 3), kernel: zeros(8, 3) };
  expect(refusalOf(() => backend.layer(config, weights))).toEqual([
    'RNN_SHAPE',
    'lstm.kernel: must be [inputDim, 4·units] = [inputDim, 8], got [8, 3]; it looks transposed: PyTorch and ONNX keep the gates on the first axis',
  ]);
});

test('E4 a recurrent kernel of another width', () => {
  const config = gru({ units: 2 });
  const weights = { ...makeWeights(config, 3), recurrentKernel: zeros(2, 8) };
  expect(refusalOf(() => backend.layer(config, weights))[1]).toBe(
    'gru.recurrentKernel: must be [units, 3·units] = [2, 6], got [2, 8]; as wide is that of lstm({ units: 2 })',
  );
});

test('E5 one bias for a GRU that resets after the product', () => {
  const config = gru({ units: 2 });
  const weights = { ...makeWeights(config, 3), bias: zeros(6) };
  expect(refusalOf(() => backend.layer(config, weights))).toEqual([
    'RNN_SHAPE',
    'gru.bias: must be [2, 3·units] = [2, 6], got [6]; one bias belongs to resetAfter: false; with resetAfter x·W and h·U have a row each',
  ]);
});

test('E5 two biases for a GRU that resets before it, and for an LSTM', () => {
  const before = gru({ units: 2, resetAfter: false });
  const weights = { ...makeWeights(before, 3), bias: zeros(2, 6) };
  expect(refusalOf(() => backend.layer(before, weights))[1]).toBe(
    'gru.bias: must be [3·units] = [6], got [2, 6]; two rows belong to resetAfter: true',
  );
  const config = lstm({ units: 2 });
  const torch = { ...makeWeights(config, 3), bias: zeros(16) };
  expect(refusalOf(() => backend.layer(config, torch))[1]).toBe(
    'lstm.bias: must be [4·units] = [8], got [16]; PyTorch, ONNX and cuDNN keep two biases: add them',
  );
});

test('E6 weights by the names of PyTorch, and a bias too many', () => {
  const config = lstm({ units: 2 });
  const torch = { ...makeWeights(config, 3), weight_ih_l0: zeros(8, 3) };
  expect(refusalOf(() => backend.layer(config, torch))).toEqual([
    'RNN_CONFIG',
    'lstm.weight_ih_l0: is not a weight; PyTorch keeps weights transposed, with two biases and, for a GRU, in the order r z n',
  ]);
  const bare = lstm({ units: 2, useBias: false });
  expect(refusalOf(() => backend.layer(bare, makeWeights(config, 3)))[1]).toBe(
    'lstm.bias: must be absent with useBias: false; drop it, or set useBias: true',
  );
  expect(refusalOf(() => backend.layer(config, makeWeights(bare, 3)))[1]).toBe(
    'lstm.bias: is required with useBias: true; give it, or set useBias: false',
  );
});

test('E6 weights of another form than the layer', () => {
  const stack = stacked({ cells: [lstm({ units: 2 }), gru({ units: 2 })] });
  const cell = makeWeights(lstm({ units: 2 }), 3);
  expect(refusalOf(() => backend.layer(stack, [cell] as never))[1]).toBe(
    'stacked weights: must be a list of 2, one for each cell, got an array of 1; give the weights of the layer that the config describes',
  );
  const both = bidirectional({ layer: lstm({ units: 2 }) });
  expect(refusalOf(() => backend.layer(both, cell as never))[1]).toBe(
    'bidirectional weights: must be { forward, backward }, got { kernel, recurrentKernel, bias }; give each direction its own, { forward: { kernel, recurrentKernel, bias }, backward: { kernel, recurrentKernel, bias } }',
  );
});

test('E7 an unknown key lists the known ones', () => {
  expect(refusalOf(() => lstm({ units: 2, projection: 4 } as never))).toEqual([
    'RNN_CONFIG',
    'lstm.projection: is not an option; known: units, activation, recurrentActivation, useBias, returnSequences, returnState, goBackwards, alignOutput, stateful, zeroOutputForMask',
  ]);
});

test('E7 a key in snake case is told its spelling', () => {
  expect(refusalOf(() => gru({ units: 2, return_sequences: true } as never))[1]).toBe(
    'gru.return_sequences: is not an option; did you mean returnSequences',
  );
});

test('E7 a key of training says so', () => {
  expect(refusalOf(() => lstm({ units: 2, recurrent_dropout: 0.1 } as never))[1]).toBe(
    'lstm.recurrent_dropout: is not an option; it does not change inference, so leave it out; fromKerasConfig sorts such keys out of a Keras config',
  );
  const config = { class_name: 'LSTM', config: { units: 2, recurrent_dropout: 0.1 } };
  expect(fromKerasConfig(config, { kerasVersion: '3.15.1' }).config).toEqual(lstm({ units: 2 }));
});

test('E8 no units', () => {
  for (const [units, actual] of [
    [0, '0'],
    [2.5, '2.5'],
    ['4', "'4'"],
    [undefined, 'undefined'],
  ] as const) {
    expect(refusalOf(() => lstm({ units } as never))).toEqual([
      'RNN_CONFIG',
      `lstm.units: must be a whole number of at least 1, got ${actual}; give the width of the state, as in { units: 4 }`,
    ]);
  }
});

test('E9 an unknown activation', () => {
  expect(refusalOf(() => lstm({ units: 1, activation: 'hard_sigmoid' } as never))).toEqual([
    'RNN_CONFIG',
    "lstm.activation: must be the name of an activation, got 'hard_sigmoid'; hardSigmoid is Keras 3's, hardSigmoidKeras2 is Keras 2's",
  ]);
  expect(refusalOf(() => simpleRNN({ units: 1, activation: 'leaky_relu' } as never))[1]).toBe(
    "simpleRNN.activation: must be the name of an activation, got 'leaky_relu'; did you mean 'leakyRelu'",
  );
  expect(refusalOf(() => simpleRNN({ units: 1, activation: 'softmax' } as never))[1]).toBe(
    "simpleRNN.activation: must be the name of an activation, got 'softmax'; it mixes the units, and the next step sees them mixed: only where you want it of the output alone, use linear and apply it there",
  );
});

test('E10 a flag that is no boolean', () => {
  expect(refusalOf(() => lstm({ units: 1, returnState: 1 } as never))).toEqual([
    'RNN_CONFIG',
    'lstm.returnState: must be true or false, got 1; leave it out for false',
  ]);
});

test('E11 a mask of another length', () => {
  const mask = { shape: [1, 4], data: [1, 1, 1, 1] };
  expect(refusalOf(() => lstmLayer().run(zeros(1, 5, 3), { mask }))).toEqual([
    'RNN_SHAPE',
    'lstm.run: mask: must be { shape, data } with shape [batch, timeSteps] = [1, 5], got [1, 4]; a mask has an entry for every step of every row',
  ]);
});

test('E11 a mask as nested arrays', () => {
  const mask = [[true, false]];
  expect(refusalOf(() => lstmLayer().run(zeros(1, 2, 3), { mask } as never))).toEqual([
    'RNN_SHAPE',
    'lstm.run: mask: must be { shape, data } with shape [batch, timeSteps] = [1, 2], got an array of 1; tensor(nestedArrays) makes one of numbers, 1 to keep a step and 0 to skip it',
  ]);
});

test('E11 a mask of a rank, with entries, or in a place that it cannot have', () => {
  const run = (mask: unknown): string[] =>
    refusalOf(() => lstmLayer().run(zeros(1, 2, 3), { mask } as never));
  const rows = 'lstm.run: mask: must be { shape, data } with shape [batch, timeSteps] = [1, 2]';
  expect(run({ shape: [1, 2, 2], data: [1, 1, 1, 1] })).toEqual([
    'RNN_SHAPE',
    `${rows}, got [1, 2, 2]; a mask has an entry for every step of every row`,
  ]);
  expect(run({ shape: [1, 2], data: [1, '0'] })).toEqual([
    'RNN_CONFIG',
    "lstm.run: mask[1]: must be a number or a boolean, got '0'; write 1 or true to keep the step, 0 or false to skip it",
  ]);
  const { output } = lstmLayer().run(zeros(1, 2, 3));
  expect(run(output)).toEqual([
    'RNN_DTYPE',
    'lstm.run: mask: must be { shape, data } with data in an array, got a tensor of a backend; read it first: { shape: mask.shape, data: await mask.data() }',
  ]);
});

test('E12 a state of another batch', () => {
  const initialState = { h: zeros(2, 2), c: zeros(2, 2) };
  expect(refusalOf(() => lstmLayer().run(zeros(1, 5, 3), { initialState }))).toEqual([
    'RNN_SHAPE',
    'lstm.run: initialState.h: must be [batch, units] = [1, 2], got [2, 2]; every row has a state of its own',
  ]);
  const flat = { h: zeros(1, 2), c: zeros(2) };
  expect(refusalOf(() => lstmLayer().run(zeros(1, 5, 3), { initialState: flat }))[1]).toBe(
    'lstm.run: initialState.c: must be [batch, units] = [1, 2], got [2]; keep the batch axis when it is 1',
  );
});

test('E12 the place of a state inside a Bidirectional of stacks is named', () => {
  const config = bidirectional({
    layer: stacked({ cells: [gru({ units: 2 }), lstm({ units: 2 })] }),
  });
  const layer = backend.layer(config, makeWeights(config, 3));
  const good = [{ h: zeros(1, 2) }, { h: zeros(1, 2), c: zeros(1, 2) }] as const;
  const bad = [{ h: zeros(1, 2) }, { h: zeros(1, 2), c: zeros(1, 3) }] as const;
  const initialState = { forward: good, backward: bad };
  expect(refusalOf(() => layer.run(zeros(1, 5, 3), { initialState }))[1]).toBe(
    'bidirectional.run: initialState.backward[1].c: must be [batch, units] = [1, 2], got [1, 3]; the cell has 2 units',
  );
});

test('E13 a state without its c', () => {
  const other = { h: zeros(1, 2), d: zeros(1, 2) } as never;
  expect(refusalOf(() => lstmLayer().run(zeros(1, 5, 3), { initialState: other }))[1]).toMatch(
    /^lstm\.run: initialState: must be \{ h, c \}, got \{ h, d \};/,
  );
  const initialState = { h: zeros(1, 2) } as never;
  expect(refusalOf(() => lstmLayer().run(zeros(1, 5, 3), { initialState }))).toEqual([
    'RNN_SHAPE',
    'lstm.run: initialState: must be { h, c }, got { h }; give all the states of the layer under their names, or none to begin with zeros',
  ]);
  const bare = zeros(1, 2) as never;
  expect(refusalOf(() => lstmLayer().run(zeros(1, 5, 3), { initialState: bare }))[1]).toBe(
    'lstm.run: initialState: must be { h, c }, got { shape, data }; give each tensor its name, { h: tensor, c: tensor }',
  );
});

test('E14 an option that run does not have', () => {
  const options = { initial_state: [] } as never;
  expect(refusalOf(() => lstmLayer().run(zeros(1, 5, 3), options))).toEqual([
    'RNN_CONFIG',
    'lstm.run: options.initial_state: is not an option; did you mean initialState',
  ]);
});

test('E15 a tensor of another backend', () => {
  const config = lstm({ units: 3, returnSequences: true });
  const elsewhere = tinyBackend()
    .layer(config, makeWeights(config, 3))
    .run(zeros(1, 2, 3));
  expect(refusalOf(() => lstmLayer().run(elsewhere.output))).toEqual([
    'RNN_FOREIGN',
    'lstm.run: x: must be a tensor of this tiny backend, or a host tensor, got a tensor of another backend; read it with data() and pass { shape, data }',
  ]);
});

test('E16 what the backend does not claim', () => {
  const forwards = limitedBackend({ goBackwards: false, masking: false });
  const backwards = gru({ units: 2, goBackwards: true });
  expect(refusalOf(() => forwards.layer(backwards, makeWeights(backwards, 3)))).toEqual([
    'RNN_UNSUPPORTED',
    'tiny.gru: goBackwards is not supported (supports.goBackwards: false); use a backend that claims it',
  ]);
  const config = lstm({ units: 2 });
  const layer = forwards.layer(config, makeWeights(config, 3));
  const mask = { shape: [1, 1], data: [1] };
  expect(refusalOf(() => layer.run(zeros(1, 1, 3), { mask }))[1]).toBe(
    'tiny: lstm.run: mask is not supported (supports.masking: false); use a backend that claims it',
  );
  const frame = { shape: [1], data: [1] };
  expect(refusalOf(() => layer.stream().push(zeros(1, 3), { mask: frame }))[1]).toBe(
    'tiny: lstm.stream.push: mask is not supported (supports.masking: false); use a backend that claims it',
  );
  const smooth = lstm({ units: 2, activation: 'gelu' });
  expect(refusalOf(() => backend.layer(smooth, makeWeights(smooth, 3)))[1]).toBe(
    "tiny.lstm: activation 'gelu' is not supported (supports.activations: linear, tanh, sigmoid, relu); use a backend that claims it",
  );
});

test('E16 the first claim that is missing, in whichever cell or direction', () => {
  const [rnn, one, two] = [simpleRNN({ units: 2 }), lstm({ units: 2 }), gru({ units: 2 })];
  const backwards = { goBackwards: true } as const;
  const stateful = lstm({ units: 2, stateful: true });
  const zeroing = lstm({ units: 2, zeroOutputForMask: true });
  const mixed = stacked({ cells: [one, rnn] });
  const misses: [config: LayerConfig, supports: Partial<EngineSupports>, message: string][] = [
    [rnn, {}, 'engine.simpleRNN: simpleRNN is not supported (supports.cells: lstm, gru)'],
    [mixed, {}, 'engine.stacked: simpleRNN is not supported (supports.cells: lstm, gru)'],
    [
      mixed,
      { stacked: false },
      'engine.stacked: stacked is not supported (supports.stacked: false)',
    ],
    [
      bidirectional({ layer: one, backwardLayer: simpleRNN({ units: 2, ...backwards }) }),
      {},
      'engine.bidirectional: simpleRNN is not supported (supports.cells: lstm, gru)',
    ],
    [
      bidirectional({ layer: rnn, backwardLayer: lstm({ units: 2, ...backwards }) }),
      {},
      'engine.bidirectional: simpleRNN is not supported (supports.cells: lstm, gru)',
    ],
    [
      bidirectional({ layer: one }),
      { bidirectional: false },
      'engine.bidirectional: bidirectional is not supported (supports.bidirectional: false)',
    ],
    [two, {}, 'engine.gru: resetAfter: true is not supported (supports.resetAfter: false)'],
    [
      stateful,
      { stateful: false },
      'engine.lstm: stateful is not supported (supports.stateful: false)',
    ],
    [
      zeroing,
      { masking: false },
      'engine.lstm: zeroOutputForMask is not supported (supports.masking: false)',
    ],
  ];
  for (const [config, claims, message] of misses) {
    const supports: EngineSupports = {
      cells: ['lstm', 'gru'],
      activations: ['tanh', 'sigmoid'],
      resetAfter: [false],
      masking: true,
      goBackwards: false,
      stateful: true,
      bidirectional: true,
      stacked: true,
      precision: 'f32',
      ...claims,
    };
    const engine = backendFromEngine({ name: 'engine', supports, layer: () => ({}) as never });
    expect(refusalOf(() => engine.layer(config, makeWeights(config, 3)))).toEqual([
      'RNN_UNSUPPORTED',
      `${message}; use a backend that claims it`,
    ]);
  }
});

test('E17 alignOutput is refused where a Bidirectional aligns by itself', () => {
  const layer = lstm({ units: 1, alignOutput: true });
  expect(refusalOf(() => bidirectional({ layer }))).toEqual([
    'RNN_CONFIG',
    'bidirectional.layer.alignOutput: must be off: a Bidirectional puts both outputs into the order of time itself; leave it out',
  ]);
});

test('E17 directions that disagree', () => {
  const layer = lstm({ units: 2, goBackwards: true });
  expect(refusalOf(() => bidirectional({ layer }))).toEqual([
    'RNN_CONFIG',
    'bidirectional: layer must go forwards and backwardLayer backwards, got goBackwards: true and true; leave goBackwards off the layer; the backward copy is made for you',
  ]);
  const backwardLayer = lstm({ units: 2, goBackwards: true, returnState: true });
  expect(refusalOf(() => bidirectional({ layer: lstm({ units: 2 }), backwardLayer }))[1]).toBe(
    'bidirectional.backwardLayer.returnState: must equal layer.returnState = false, got true; set it on both; their results are merged',
  );
});

test('E17 what is no direction, and no way to merge two', () => {
  const forward = lstm({ units: 2 });
  const must = 'bidirectional.layer: must be a config that runs in one direction';
  for (const [options, message] of [
    [
      { layer: bidirectional({ layer: forward }) },
      `${must}, got a bidirectional config; run the two Bidirectional layers one after the other`,
    ],
    [{ layer: null }, `${must}, got null; make it with lstm({ units }) or another builder`],
    [
      { layer: forward, mergeMode: 'max' },
      "bidirectional.mergeMode: must be 'concat', 'sum', 'mul', 'ave' or null, got 'max'; leave it out for 'concat'",
    ],
  ] as const) {
    expect(refusalOf(() => bidirectional(options as never))).toEqual(['RNN_CONFIG', message]);
  }
});

test('E18 directions of different width that are to be added', () => {
  const layer = gru({ units: 2 });
  const backwardLayer = gru({ units: 3, goBackwards: true });
  expect(refusalOf(() => bidirectional({ layer, backwardLayer, mergeMode: 'sum' }))).toEqual([
    'RNN_CONFIG',
    "bidirectional.mergeMode: 'sum' needs equally wide directions, got 2 and 3 units; use 'concat' or null",
  ]);
});

test('E19 a cell that carries a flag of its layer', () => {
  const cells = [lstm({ units: 2, returnSequences: true })];
  expect(refusalOf(() => stacked({ cells }))).toEqual([
    'RNN_CONFIG',
    'stacked.cells[0].returnSequences: belongs to the whole stack, not to a cell; set returnSequences on stacked({ … })',
  ]);
  expect(refusalOf(() => stacked({ cells: [] }))[1]).toBe(
    'stacked.cells: must be a list of at least one cell, got []; write cells: [lstm({ units }), …]',
  );
  const gone = Proxy.revocable([], {});
  gone.revoke();
  expect(refusalOf(() => stacked({ cells: gone.proxy }))[1]).toMatch(
    /^stacked\.cells: must be readable/,
  );
  expect(refusalOf(() => stacked({ cells: [null] } as never))[1]).toBe(
    "stacked.cells[0].kind: must be 'simpleRNN', 'lstm' or 'gru', got undefined; make the cell with lstm({ units }) or another builder",
  );
});

test('E20 resetState of a layer that keeps none', () => {
  expect(refusalOf(() => lstmLayer().resetState())).toEqual([
    'RNN_CONFIG',
    'lstm.resetState: only a stateful layer keeps a state; set stateful: true, or pass initialState to run()',
  ]);
});

test('E21 a frame without its batch axis', () => {
  const stream = lstmLayer().stream();
  expect(refusalOf(() => stream.push(zeros(3)))).toEqual([
    'RNN_SHAPE',
    'lstm.stream.push: frame: must be [batch, inputDim] = [1, 3], or [1, timeSteps, 3], got [3]; keep the batch axis when it is 1',
  ]);
});

test('E22 what a newcomer passes in the place of another thing is told so', () => {
  const layer = lstmLayer();
  const config = lstm({ units: 2 });
  const keras = { class_name: 'LSTM', config: { units: 2 } } as const;
  const read = fromKerasConfig(keras, { kerasVersion: '3.15.1' });
  const result = layer.run(zeros(1, 2, 3));
  const stream = layer.stream();
  const refusals: [action: () => unknown, message: string][] = [
    [
      () => layer.run(result as never),
      'lstm.run: x: must be { shape, data } with whole dimensions, got { output, state }; pass the output of the result, or a tensor of its state',
    ],
    [
      () => stream.push(zeros(1, 0, 3)),
      'lstm.stream.push: frame: must be [batch, inputDim] = [1, 3], or [1, timeSteps, 3], got [1, 0, 3]; a chunk has at least one step',
    ],
    [
      () => stream.push(zeros(1, 2)),
      'lstm.stream.push: frame: must be [batch, inputDim] = [1, 3], or [1, timeSteps, 3], got [1, 2]; the first kernel says what inputDim is',
    ],
    [
      () => backend.layer(read as never, {} as never),
      'tiny.layer: config: must be a config with kind simpleRNN, lstm, gru, stacked or bidirectional, got { config, trainingOnly }; pass the config inside of what fromKerasConfig returned',
    ],
    [
      () => backend.layer(keras as never, {} as never),
      "tiny.layer: config: must be a config with kind simpleRNN, lstm, gru, stacked or bidirectional, got { class_name, config }; fromKerasConfig(json).config makes one of Keras's own",
    ],
    [
      () => fromKerasConfig(JSON.stringify(keras) as never),
      `fromKerasConfig: must be a serialised layer { class_name, config }, got '{"class_name":"LSTM","config":{"units":2}}'; give what JSON.parse makes of it`,
    ],
    [
      () => fromKerasConfig(null as never),
      'fromKerasConfig: must be a serialised layer { class_name, config }, got null; give what JSON.parse gives',
    ],
    [
      () => fromKerasConfig(config as never),
      "fromKerasConfig: must be Keras's own config of a layer, { class_name, config }, got a lstm config of Gatefold; give it to backend.layer as it is",
    ],
  ];
  for (const [action, message] of refusals) expect(refusalOf(action)[1]).toBe(message);
});

test('E22 every error says where, what was expected and what was given', () => {
  const error = errorOf(() => lstm({ units: 0 }));
  expect(error).toBeInstanceOf(RnnError);
  expect(isRnnError(error)).toBe(true);
  expect(error).toMatchObject({
    name: 'ConfigError',
    code: 'RNN_CONFIG',
    where: 'lstm.units',
    expected: 'must be a whole number of at least 1',
    actual: '0',
  });
  const brief = new FileError({ where: 'here', expected: 'a file' });
  expect([brief.code, brief.message]).toEqual(['RNN_FILE', 'here: a file']);
});

test('E22 isRnnError knows ours, also of another copy of this package', () => {
  expect(isRnnError({ isRnnError: true, code: 'RNN_SHAPE' })).toBe(true);
  expect(isRnnError(new Error('another'))).toBe(false);
  expect(isRnnError(null)).toBe(false);
});

test('E29 as many rows of steps as the widest cell of either direction leaves room for', () => {
  const roomy = tinyBackend({ allocate: () => new Float32Array(1) });
  const narrow = simpleRNN({ units: 1 });
  const most = roomy.layer(narrow, makeWeights(narrow, 1)).run(zeros(2 ** 32, 0, 1));
  expect(most.output.shape).toEqual([2 ** 32, 1]);
  const wide = simpleRNN({ units: 2, goBackwards: true });
  const config = bidirectional({ layer: narrow, backwardLayer: wide });
  const layer = roomy.layer(config, makeWeights(config, 1));
  expect(refusalOf(() => layer.run(zeros(2 ** 31 + 1, 0, 1)))).toEqual([
    'RNN_SHAPE',
    'bidirectional.run: x: batch · timeSteps · units must be at most 2^32, what one array holds, got [2147483649, 0, 1]; run it in smaller batches, or in chunks of its steps',
  ]);
});

test('L7 use after dispose', async () => {
  const owner = tinyBackend();
  const config = lstm({ units: 2 });
  const layer = owner.layer(config, makeWeights(config, 3));
  const { output } = layer.run(zeros(1, 1, 3));
  output.dispose();
  await expect(output.data()).rejects.toThrow(DisposedError);
  expect(refusalOf(() => output.dataSync())).toEqual([
    'RNN_DISPOSED',
    'tensor.dataSync: the tensor was used after dispose()',
  ]);
  layer.dispose();
  expect(refusalOf(() => layer.run(zeros(1, 1, 3)))[1]).toBe(
    'lstm.run: the layer was used after dispose()',
  );
  const left = owner.layer(config, makeWeights(config, 3));
  owner.dispose();
  expect(refusalOf(() => left.run(zeros(1, 1, 3)))[1]).toBe(
    'lstm.run: the backend was used after dispose()',
  );
  expect(refusalOf(() => owner.layer(config, makeWeights(config, 3)))[1]).toBe(
    'tiny.layer: the backend was used after dispose()',
  );
});

test('P8 another batch than the stored state’s', () => {
  const config = gru({ units: 2, stateful: true });
  const layer = backend.layer(config, makeWeights(config, 3));
  layer.run(zeros(2, 1, 3));
  expect(refusalOf(() => layer.run(zeros(1, 1, 3)))).toEqual([
    'RNN_SHAPE',
    'gru.run: x: batch must be 2, that of the stored state, got 1; resetState() before another batch size',
  ]);
});

test('T7 a stream of what goes backwards', () => {
  const config = bidirectional({ layer: gru({ units: 2 }) });
  expect(refusalOf(() => backend.layer(config, makeWeights(config, 3)).stream())).toEqual([
    'RNN_CONFIG',
    'bidirectional.stream: a layer that goes backwards needs the last step before the first; collect the sequence and run() it',
  ]);
});

test('T9 a batch that a stream cannot have', () => {
  for (const batch of [0, 2 ** 31 + 1]) {
    expect(refusalOf(() => lstmLayer().stream({ batch }))).toEqual([
      'RNN_CONFIG',
      `lstm.stream: batch: must be a whole number from 1 to 2147483648, whose states an array can hold, got ${batch}; leave it out for 1`,
    ]);
  }
  expect(checkStreamBatch('lstm.stream', lstm({ units: 2 }), 2 ** 31)).toBe(2 ** 31);
});

test('L12 a read at once that the backend does not claim', () => {
  const config = lstm({ units: 2 });
  const layer = limitedBackend({ dataSync: false }).layer(config, makeWeights(config, 3));
  expect(refusalOf(() => layer.run(zeros(1, 1, 3)).output.dataSync())).toEqual([
    'RNN_UNSUPPORTED',
    'tiny: tensor.dataSync: is not supported (supports.dataSync: false); await data()',
  ]);
});

test('L12 a target of another size', () => {
  const { output } = lstmLayer().run(tensor([[[1, 2, 3]]]));
  expect(refusalOf(() => output.dataSync(new Float32Array(3)))).toEqual([
    'RNN_SHAPE',
    'tensor.dataSync: target must be a Float32Array of 2, got a Float32Array of 3; leave target out for a new array',
  ]);
});
