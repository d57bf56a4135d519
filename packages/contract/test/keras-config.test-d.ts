// Types of what is read from Keras's configs: compiled, not run.

import { expectTypeOf, test } from 'vitest';
import {
  type Backend,
  type BidirectionalConfig,
  type CellConfig,
  type DirectionalConfig,
  fromKerasConfig,
  type GRUCell,
  type GRUConfig,
  type HostTensor,
  isBidirectional,
  isGRU,
  isLSTM,
  isStacked,
  type KerasObject,
  kerasWeights,
  type LayerConfig,
  type LSTMCell,
  type LSTMConfig,
  type MergeMode,
  nameState,
  type SimpleRNNConfig,
  type StackedConfig,
  type Tensor,
  tensor,
  tensorsOf,
  weightsInOrder,
} from '../src/index.ts';

declare const backend: Backend;
declare const json: KerasObject;
declare const arrays: readonly HostTensor[];
const x = tensor([[[1]]]);
const keras3 = { kerasVersion: '3.15.1' };

function configOf<const K extends KerasObject>(object: K) {
  return fromKerasConfig(object, keras3).config;
}

test('C4 a literal class_name decides the type, and literal flags those of the result', () => {
  const simple = configOf({ class_name: 'SimpleRNN', config: { units: 1 } });
  expectTypeOf(simple).toEqualTypeOf<SimpleRNNConfig<false, false>>();
  const sequences = configOf({ class_name: 'GRU', config: { units: 1, return_sequences: true } });
  expectTypeOf(sequences).toEqualTypeOf<GRUConfig<true, false>>();
  const layer = backend.layer(
    configOf({ class_name: 'LSTM', config: { units: 1, return_state: true } }),
    weightsInOrder(configOf({ class_name: 'LSTM', config: { units: 1 } }), arrays),
  );
  const { output, state } = layer.run(x);
  expectTypeOf(output.data()).toEqualTypeOf<Promise<Float32Array>>();
  expectTypeOf(output.shape.length).toEqualTypeOf<2>();
  expectTypeOf(state).toHaveProperty('c');
});

test('C4 options of which no key is known leave the flags open', () => {
  const object: { class_name: 'LSTM'; config: Record<string, unknown> } = {
    class_name: 'LSTM',
    config: {},
  };
  expectTypeOf(configOf(object)).toEqualTypeOf<LSTMConfig>();
  const flagged: { class_name: 'GRU'; config: { units: number; return_state?: boolean } } = {
    class_name: 'GRU',
    config: { units: 1 },
  };
  expectTypeOf(configOf(flagged)).toEqualTypeOf<GRUConfig<false>>();
});

test('C4 RNN is the layer of its cell, or a stack', () => {
  const cell = { class_name: 'LSTMCell', config: { units: 1 } } as const;
  const gruCell = { class_name: 'GRUCell', config: { units: 1 } } as const;
  const one = configOf({ class_name: 'RNN', config: { cell } });
  expectTypeOf(one).toEqualTypeOf<LSTMConfig<false, false>>();
  const listed = configOf({ class_name: 'RNN', config: { cell: [cell, gruCell] } });
  expectTypeOf(listed).toEqualTypeOf<StackedConfig<false, false, readonly [LSTMCell, GRUCell]>>();
  const stacked = configOf({
    class_name: 'RNN',
    config: { cell: { class_name: 'StackedRNNCells', config: { cells: [cell, gruCell] } } },
  });
  expectTypeOf(stacked).toEqualTypeOf<typeof listed>();
  const open = { class_name: 'RNN', config: { cell: json, return_sequences: true } } as const;
  expectTypeOf(configOf(open)).toEqualTypeOf<DirectionalConfig<true, false>>();
});

test('C4 Bidirectional has what is known of its layers', () => {
  const layer = { class_name: 'LSTM', config: { units: 1 } } as const;
  const both = configOf({ class_name: 'Bidirectional', config: { layer } });
  expectTypeOf(both).toEqualTypeOf<BidirectionalConfig<LSTMConfig<false, false>, 'concat'>>();
  const apart = configOf({
    class_name: 'Bidirectional',
    config: {
      layer,
      merge_mode: null,
      backward_layer: { class_name: 'GRU', config: { units: 1, go_backwards: true } },
    },
  });
  expectTypeOf(apart).toEqualTypeOf<
    BidirectionalConfig<LSTMConfig<false, false>, null, GRUConfig<false, false>>
  >();
  const open = configOf({ class_name: 'Bidirectional', config: { layer: json } });
  expectTypeOf(open).toEqualTypeOf<BidirectionalConfig<DirectionalConfig, 'concat'>>();
  const wide: { class_name: 'Bidirectional'; config: Record<string, unknown> } = {
    class_name: 'Bidirectional',
    config: {},
  };
  expectTypeOf(configOf(wide)).toEqualTypeOf<
    BidirectionalConfig<DirectionalConfig, MergeMode, DirectionalConfig>
  >();
});

test('C4 a class_name that is any string, and any, give a config of any kind', () => {
  expectTypeOf(configOf(json)).toEqualTypeOf<LayerConfig>();
  expectTypeOf(fromKerasConfig(JSON.parse('{}'), keras3).config).toEqualTypeOf<LayerConfig>();
});

test('S15 what a layer of any kind returns is a list of tensors', () => {
  const config = configOf(json);
  const result = backend.layer(config, weightsInOrder(config, arrays)).run(x);
  const [output, ...states] = tensorsOf(result);
  expectTypeOf(output).toEqualTypeOf<Tensor>();
  expectTypeOf(states).toEqualTypeOf<Tensor[]>();
});

test('C4 the guards narrow a config of any kind', () => {
  const config = configOf(json);
  if (isLSTM(config)) expectTypeOf(config).toEqualTypeOf<LSTMConfig>();
  if (isGRU(config)) expectTypeOf(config.resetAfter).toEqualTypeOf<boolean>();
  if (isStacked(config)) expectTypeOf(config.cells).toEqualTypeOf<readonly CellConfig[]>();
  if (isBidirectional(config)) return;
  expectTypeOf(config).toEqualTypeOf<DirectionalConfig>();
  const { output } = backend.layer(config, weightsInOrder(config, arrays)).run(x);
  expectTypeOf(output.data()).toEqualTypeOf<Promise<Float32Array>>();
});

test('W7 lists have the types of nests', () => {
  const both = configOf({
    class_name: 'Bidirectional',
    config: { layer: { class_name: 'LSTM', config: { units: 1, return_state: true } } },
  });
  const weights = weightsInOrder(both, arrays);
  expectTypeOf(weights.backward.recurrentKernel).toEqualTypeOf<HostTensor>();
  expectTypeOf(kerasWeights(both, weights)).toEqualTypeOf<readonly HostTensor[]>();
  const { forward } = nameState(both, arrays);
  expectTypeOf(forward).toEqualTypeOf<{ readonly h: HostTensor; readonly c: HostTensor }>();
  backend.layer(both, weights).run(x, { initialState: nameState(both, arrays) });
});
