import { expect, test } from 'vitest';
import { bidirectional, gru, lstm, simpleRNN, stacked } from '../src/index.ts';

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
