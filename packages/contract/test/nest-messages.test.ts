// What is said to somebody whose weights or states are nested otherwise than the layer: always a way that works.

import { expect, test } from 'vitest';
import {
  bidirectional,
  gru,
  isRnnError,
  kerasWeights,
  type LayerConfig,
  lstm,
  nameState,
  stacked,
  weightsInOrder,
} from '../src/index.ts';
import { makeWeights, zeros } from './make-weights.ts';
import { tinyBackend } from './tiny-backend.ts';

const backend = tinyBackend();
const one = lstm({ units: 2 });
const stack = stacked({ cells: [lstm({ units: 2 }), gru({ units: 2 })] });
const both = bidirectional({ layer: one });
const bothOfStacks = bidirectional({ layer: stack });
const cell = makeWeights(one, 3);
const bareCell = { h: zeros(1, 2), c: zeros(1, 2) };

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isRnnError(error)) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

const withWeights = (config: LayerConfig, weights: unknown): string =>
  messageOf(() => backend.layer(config, weights as never));

const withState = (config: LayerConfig, initialState: unknown): string => {
  const layer = backend.layer(config, makeWeights(config, 3));
  return messageOf(() => layer.run(zeros(1, 1, 3), { initialState: initialState as never }));
};

test('E6 a flat list of weights is told of weightsInOrder, which takes it', () => {
  for (const [config, must] of [
    [one, 'lstm weights: must be { kernel, recurrentKernel, bias }, got an array of 3'],
    [stack, 'stacked weights: must be a list of 2, one for each cell, got an array of 6'],
    [both, 'bidirectional weights: must be { forward, backward }, got an array of 6'],
  ] as const) {
    const list = kerasWeights<LayerConfig>(config, makeWeights(config, 3));
    expect(withWeights(config, list)).toBe(
      `${must}; weightsInOrder(config, list) nests a flat list, in Keras's order`,
    );
    backend.layer<LayerConfig>(config, weightsInOrder<LayerConfig>(config, list)).dispose();
  }
});

test('E6 a weight by the name of Keras’s variable', () => {
  const { recurrentKernel, ...rest } = cell;
  for (const name of ['recurrent_kernel', 'lstm/lstm_cell/recurrent_kernel:0']) {
    expect(withWeights(one, { ...rest, [name]: recurrentKernel })).toBe(
      `lstm.${name}: is not a weight; did you mean recurrentKernel`,
    );
  }
  expect(withWeights(one, { ...cell, peephole: zeros(2) })).toBe(
    'lstm.peephole: is not a weight; known: kernel, recurrentKernel, bias',
  );
});

test('E6 weights nested as those of another layer', () => {
  expect(withWeights(stack, cell)).toBe(
    'stacked weights: must be a list of 2, one for each cell, got { kernel, recurrentKernel, bias }; give each cell its own, [{ kernel, recurrentKernel, bias }, …]',
  );
  expect(withWeights(one, [cell])).toBe(
    'lstm weights: must be { kernel, recurrentKernel, bias }, got an array of 1; a list belongs to stacked cells; give { kernel, recurrentKernel, bias } alone',
  );
  expect(withWeights(one, { forward: cell, backward: cell })).toBe(
    'lstm weights: must be { kernel, recurrentKernel, bias }, got { forward, backward }; { forward, backward } belongs to a bidirectional layer',
  );
  for (const direction of ['forward', 'backward']) {
    expect(withWeights(one, { [direction]: cell })).toBe(
      `lstm weights: must be { kernel, recurrentKernel, bias }, got { ${direction} }; { forward, backward } belongs to a bidirectional layer`,
    );
  }
  expect(withWeights(one, zeros(3, 8))).toBe(
    'lstm weights: must be { kernel, recurrentKernel, bias }, got { shape, data }; give each tensor its name, { kernel: tensor, recurrentKernel: tensor, bias: tensor }',
  );
  expect(withWeights(both, [cell, cell])).toBe(
    'bidirectional weights: must be { forward, backward }, got an array of 2; name the two, { forward, backward }',
  );
  expect(withWeights(bothOfStacks, { forward: cell, backward: cell })).toBe(
    'bidirectional.forward weights: must be a list of 2, one for each cell, got { kernel, recurrentKernel, bias }; give each cell its own, [{ kernel, recurrentKernel, bias }, …]',
  );
});

test('E26 weights that throw when they are read', () => {
  const trap = {
    get kernel() {
      throw new Error('not for you');
    },
  };
  expect(withWeights(one, trap)).toMatch(
    /^lstm weights: must be readable, got .* thrown by reading/,
  );
});

test('E13 a flat list of states is told of nameState, which takes it', () => {
  for (const [config, count, must] of [
    [one, 2, 'lstm.run: initialState: must be { h, c }, got an array of 2'],
    [
      stack,
      3,
      'stacked.run: initialState: must be a list of 2, one for each cell, got an array of 3',
    ],
    [both, 4, 'bidirectional.run: initialState: must be { forward, backward }, got an array of 4'],
  ] as const) {
    const list = Array.from({ length: count }, () => zeros(1, 2));
    expect(withState(config, list)).toBe(
      `${must}; nameState(config, list) nests a flat list, in Keras's order`,
    );
    const layer = backend.layer<LayerConfig>(config, makeWeights<LayerConfig>(config, 3));
    layer.run(zeros(1, 1, 3), {
      initialState: nameState<LayerConfig, (typeof list)[0]>(config, list),
    });
  }
});

test('E13 states nested as those of another layer', () => {
  expect(withState(stack, bareCell)).toBe(
    'stacked.run: initialState: must be a list of 2, one for each cell, got { h, c }; give each cell its own, [{ h, c }, …]',
  );
  expect(withState(both, bareCell)).toBe(
    'bidirectional.run: initialState: must be { forward, backward }, got { h, c }; give each direction its own, { forward: { h, c }, backward: { h, c } }',
  );
  expect(withState(one, { forward: bareCell, backward: bareCell })).toBe(
    'lstm.run: initialState: must be { h, c }, got { forward, backward }; { forward, backward } belongs to a bidirectional layer',
  );
  expect(
    withState(bothOfStacks, { forward: [bareCell, bareCell], backward: [bareCell, bareCell] }),
  ).toBe(
    'bidirectional.run: initialState.forward[1]: must be { h }, got { h, c }; give all the states of the layer under their names, or none to begin with zeros',
  );
  expect(withState(gru({ units: 2 }), zeros(1, 2))).toBe(
    'gru.run: initialState: must be { h }, got { shape, data }; give each tensor its name, { h: tensor }',
  );
});
