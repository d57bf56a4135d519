import { expect, test } from 'vitest';
import { withFlags } from '../src/author.ts';
import { bidirectional, gru, lstm, simpleRNN, stacked } from '../src/index.ts';
import { refusalLine } from './refusal-of.ts';

const flags = {
  returnSequences: false,
  returnState: false,
  goBackwards: false,
  alignOutput: false,
  stateful: false,
  zeroOutputForMask: false,
};

test('C1 simpleRNN completes with the defaults of Keras 3', () => {
  expect(simpleRNN({ units: 4 })).toEqual({
    kind: 'simpleRNN',
    units: 4,
    activation: 'tanh',
    useBias: true,
    ...flags,
  });
});

test('C1 lstm completes with the defaults of Keras 3', () => {
  expect(lstm({ units: 4 })).toEqual({
    kind: 'lstm',
    units: 4,
    activation: 'tanh',
    recurrentActivation: 'sigmoid',
    useBias: true,
    ...flags,
  });
});

test('C1 gru completes with the defaults of Keras 3', () => {
  expect(gru({ units: 4 })).toEqual({
    kind: 'gru',
    units: 4,
    activation: 'tanh',
    recurrentActivation: 'sigmoid',
    useBias: true,
    resetAfter: true,
    ...flags,
  });
});

test('C1 stacked keeps cells without flags, which are its own', () => {
  const config = stacked({ cells: [lstm({ units: 3 }), { kind: 'gru', units: 2 }] });
  expect(config).toEqual({
    kind: 'stacked',
    cells: [
      {
        kind: 'lstm',
        units: 3,
        activation: 'tanh',
        recurrentActivation: 'sigmoid',
        useBias: true,
      },
      {
        kind: 'gru',
        units: 2,
        activation: 'tanh',
        recurrentActivation: 'sigmoid',
        useBias: true,
        resetAfter: true,
      },
    ],
    ...flags,
  });
});

test('C1 bidirectional mirrors its layer and concatenates', () => {
  const layer = simpleRNN({ units: 4, returnSequences: true });
  expect(bidirectional({ layer })).toEqual({
    kind: 'bidirectional',
    layer,
    backwardLayer: { ...layer, goBackwards: true },
    mergeMode: 'concat',
  });
});

test('C2 a config survives JSON, and its builder gives it back as it is', () => {
  const configs = [
    simpleRNN({ units: 1, activation: 'relu', useBias: false }),
    lstm({ units: 2, recurrentActivation: 'hardSigmoidKeras2', returnState: true }),
    gru({ units: 3, resetAfter: false, goBackwards: true, stateful: true }),
    stacked({ cells: [lstm({ units: 3 }), gru({ units: 2 })], returnSequences: true }),
    bidirectional({ layer: gru({ units: 3, zeroOutputForMask: true }), mergeMode: null }),
  ];
  const builders = { simpleRNN, lstm, gru, stacked, bidirectional } as unknown as Record<
    string,
    (config: object) => object
  >;
  for (const config of configs) {
    const revived = JSON.parse(JSON.stringify(config)) as typeof config;
    expect(revived).toStrictEqual(config);
    expect(builders[config.kind]?.(revived)).toStrictEqual(config);
  }
});

test('E27 a builder refuses a config of another kind', () => {
  expect(refusalLine(() => gru(lstm({ units: 4 }) as never))).toBe(
    "RNN_CONFIG gru.kind: must be 'gru', or absent, got 'lstm'; call lstm(), or leave the kind out to make another layer of the same options",
  );
  expect(refusalLine(() => lstm(simpleRNN({ units: 4 }) as never))).toMatch(
    /^RNN_CONFIG lstm\.kind/,
  );
  const layer = lstm({ units: 2 });
  expect(refusalLine(() => bidirectional({ kind: 'stacked', layer } as never))).toMatch(
    /^RNN_CONFIG bidirectional\.kind/,
  );
  expect(refusalLine(() => stacked({ kind: 'lstm', cells: [layer] } as never))).toMatch(
    /^RNN_CONFIG stacked\.kind/,
  );
});

test('E27 a cell whose kind changes while it is read is refused', () => {
  const kinds = ['lstm', 'gru'];
  const cell = {
    units: 2,
    get kind() {
      return kinds.shift();
    },
  };
  expect(refusalLine(() => stacked({ cells: [cell as never] }))).toMatch(
    /^RNN_CONFIG stacked\.cells\[0\]\.kind: must be 'lstm', or absent, got 'gru'/,
  );
});

test('E27 a kind that is no name is refused', () => {
  for (const kind of [['gru'], 'GRU', null, { toString: () => 'gru' }]) {
    expect(refusalLine(() => gru({ kind, units: 4 } as never))).toMatch(/^RNN_CONFIG gru\.kind/);
    expect(refusalLine(() => stacked({ cells: [{ kind, units: 4 }] } as never))).toMatch(
      /^RNN_CONFIG stacked\.cells\[0\]\.kind/,
    );
  }
});

test('E10 a flag of a cell that is neither true nor false is refused, not dropped', () => {
  const cells = [{ kind: 'gru', units: 2, returnSequences: 0 }] as never;
  expect(refusalLine(() => stacked({ cells }))).toMatch(
    /^RNN_CONFIG stacked\.cells\[0\]\.returnSequences: must be true or false, got 0/,
  );
});

test('E28 options that are no plain object are refused', () => {
  const given = [
    new Map([['units', 4]]),
    [4],
    Object.create({ units: 4 }),
    new Date(0),
    4,
    null,
    undefined,
  ];
  for (const options of given) {
    expect(refusalLine(() => lstm(options as never))).toMatch(
      /^RNN_CONFIG lstm: must be a plain object of options, got .+; write \{ units: … \}$/,
    );
  }
  expect(lstm(Object.assign(Object.create(null), { units: 4 }))).toEqual(lstm({ units: 4 }));
});

test('E9 a name that every object has is no activation', () => {
  for (const activation of ['constructor', 'toString', ['tanh'], { toString: 1 }]) {
    expect(refusalLine(() => lstm({ units: 1, activation } as never))).toMatch(
      /^RNN_CONFIG lstm\.activation: must be the name of an activation, got .+; known: linear, tanh,/,
    );
  }
});

test('E17 the way out of directions that do not fit is one for these directions', () => {
  const forward = lstm({ units: 2, returnSequences: true });
  const backward = lstm({ units: 2, returnSequences: true, goBackwards: true });
  const adviceFor = (layer: typeof forward, backwardLayer: typeof forward): string =>
    refusalLine(() => bidirectional({ layer, backwardLayer })).split('; ')[1] as string;
  expect(adviceFor(backward, backward)).toBe('leave goBackwards off the layer');
  expect(adviceFor(forward, forward)).toMatch(/^set goBackwards on backwardLayer/);
  expect(adviceFor(backward, forward)).toBe(
    'exchange the two layers, their weights, and the halves of the output, whose steps then come in the other order',
  );
});

test('E8 what is wrong inside a Bidirectional is named by its place', () => {
  expect(refusalLine(() => bidirectional({ layer: { kind: 'lstm', units: 0 } } as never))).toMatch(
    /^RNN_CONFIG bidirectional\.layer\.units: must be/,
  );
});

test('C1 withFlags changes the flags of a layer, and those of both directions', () => {
  const changed = { returnSequences: true, stateful: true } as const;
  const one = lstm({ units: 2 });
  expect(withFlags(one, changed)).toEqual({ ...one, ...changed });
  const both = bidirectional({ layer: one, mergeMode: 'ave' });
  expect(withFlags(both, changed)).toEqual({
    ...both,
    layer: { ...one, ...changed },
    backwardLayer: { ...one, ...changed, goBackwards: true },
  });
});
