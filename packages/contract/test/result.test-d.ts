// Types that follow the config: compiled, not run.

import { expectTypeOf, test } from 'vitest';
import {
  type Backend,
  bidirectional,
  type CellWeights,
  gru,
  kerasOutputs,
  type LayerConfig,
  lstm,
  type RunOptions,
  simpleRNN,
  stacked,
  type StateOf,
  type Tensor,
  tensor,
  type TensorLike,
  type WeightsOf,
} from '../src/index.ts';

declare const backend: Backend;
declare const weights: CellWeights;
declare const anyConfig: LayerConfig;
declare const flag: boolean;
const x = tensor([[[1]]]);

type State = Tensor<readonly [batch: number, units: number]>;
type Last = Tensor<readonly [batch: number, units: number]>;
type Sequence = Tensor<readonly [batch: number, timeSteps: number, units: number]>;

test('C3 without returnState there is no state', () => {
  const plain = backend.layer(lstm({ units: 1 }), weights).run(x);
  expectTypeOf(plain).not.toHaveProperty('state');
  const off = backend.layer(gru({ units: 1, returnState: false }), weights).run(x);
  expectTypeOf(off).not.toHaveProperty('state');
  // @ts-expect-error no state without returnState
  void plain.state;
});

test('C3 the state of an LSTM has h and c', () => {
  const { state } = backend.layer(lstm({ units: 1, returnState: true }), weights).run(x);
  expectTypeOf(state).toEqualTypeOf<{ readonly h: State; readonly c: State }>();
});

test('C3 the state of a GRU or a SimpleRNN has no c', () => {
  const fromGru = backend.layer(gru({ units: 1, returnState: true }), weights).run(x);
  expectTypeOf(fromGru.state).toEqualTypeOf<{ readonly h: State }>();
  // @ts-expect-error a GRU has no c
  void fromGru.state.c;
  const fromRnn = backend.layer(simpleRNN({ units: 1, returnState: true }), weights).run(x);
  expectTypeOf(fromRnn.state).toEqualTypeOf<{ readonly h: State }>();
  // @ts-expect-error a SimpleRNN has no c
  void fromRnn.state.c;
});

test('C3 the output has a time axis with returnSequences alone', () => {
  const last = backend.layer(lstm({ units: 1 }), weights).run(x).output;
  expectTypeOf(last).toEqualTypeOf<Last>();
  expectTypeOf(last.shape.length).toEqualTypeOf<2>();
  const sequence = backend.layer(lstm({ units: 1, returnSequences: true }), weights).run(x).output;
  expectTypeOf(sequence).toEqualTypeOf<Sequence>();
  expectTypeOf(sequence.shape.length).toEqualTypeOf<3>();
});

test('C4 the state of a stack is a tuple, one entry for each cell', () => {
  const cells = [lstm({ units: 3 }), gru({ units: 2 })] as const;
  const config = stacked({ cells, returnState: true });
  expectTypeOf<WeightsOf<typeof config>>().toEqualTypeOf<readonly [CellWeights, CellWeights]>();
  const { state } = backend.layer(config, [weights, weights]).run(x);
  expectTypeOf(state).toEqualTypeOf<
    readonly [{ readonly h: State; readonly c: State }, { readonly h: State }]
  >();
  // @ts-expect-error one entry for each cell
  void backend.layer(config, [weights]);
});

test('C4 a stack written in place has the same types', () => {
  const config = stacked({ cells: [lstm({ units: 3 }), gru({ units: 2 })], returnState: true });
  const { state } = backend.layer(config, [weights, weights]).run(x);
  expectTypeOf(state[0]).toHaveProperty('c');
  expectTypeOf(state[1]).not.toHaveProperty('c');
});

test('C4 a Bidirectional has { forward, backward }', () => {
  const config = bidirectional({ layer: lstm({ units: 1, returnState: true }) });
  expectTypeOf<WeightsOf<typeof config>>().toEqualTypeOf<{
    readonly forward: CellWeights;
    readonly backward: CellWeights;
  }>();
  const { output, state } = backend.layer(config, { forward: weights, backward: weights }).run(x);
  expectTypeOf(output).toEqualTypeOf<Last>();
  expectTypeOf(state.forward).toEqualTypeOf<{ readonly h: State; readonly c: State }>();
  expectTypeOf(state.backward).toEqualTypeOf<{ readonly h: State; readonly c: State }>();
  // @ts-expect-error a Bidirectional needs both
  void backend.layer(config, weights);
});

test('C4 mergeMode null keeps the outputs apart', () => {
  const layer = gru({ units: 1, returnSequences: true });
  const apart = bidirectional({ layer, mergeMode: null });
  const result = backend.layer(apart, { forward: weights, backward: weights }).run(x);
  expectTypeOf(result.output).toEqualTypeOf<{
    readonly forward: Sequence;
    readonly backward: Sequence;
  }>();
  expectTypeOf(result).not.toHaveProperty('state');
  const merged = bidirectional({ layer, mergeMode: 'sum' });
  const { output } = backend.layer(merged, { forward: weights, backward: weights }).run(x);
  expectTypeOf(output).toEqualTypeOf<Sequence>();
});

test('C4 initialState takes what the kind has, host tensors or tensors of the backend', () => {
  type Given<C extends LayerConfig> = NonNullable<RunOptions<C>['initialState']>;
  const config = lstm({ units: 1 });
  expectTypeOf<Given<typeof config>>().toEqualTypeOf<{
    readonly h: TensorLike;
    readonly c: TensorLike;
  }>();
  const gate = gru({ units: 1 });
  expectTypeOf<Given<typeof gate>>().toEqualTypeOf<{ readonly h: TensorLike }>();
  const both = bidirectional({ layer: gate });
  expectTypeOf<Given<typeof both>>().toEqualTypeOf<{
    readonly forward: { readonly h: TensorLike };
    readonly backward: { readonly h: TensorLike };
  }>();
});

test('C4 the state of one layer is the initialState of another', () => {
  const encoder = backend.layer(lstm({ units: 1, returnState: true }), weights);
  const decoder = backend.layer(lstm({ units: 1, returnSequences: true }), weights);
  const { state } = encoder.run(x);
  const { output } = decoder.run(x, { initialState: state });
  expectTypeOf(output).toEqualTypeOf<Sequence>();
  const other = backend.layer(gru({ units: 1, returnState: true }), weights);
  // @ts-expect-error a GRU's state has no c for an LSTM
  decoder.run(x, { initialState: other.run(x).state });
});

test('C5 a flag that only the run time knows gives a state that may be undefined', () => {
  const config = lstm({ units: 1, returnState: flag });
  const result = backend.layer(config, weights).run(x);
  expectTypeOf(result.state).toEqualTypeOf<{ readonly h: State; readonly c: State } | undefined>();
  const sequences = lstm({ units: 1, returnSequences: flag });
  const { output } = backend.layer(sequences, weights).run(x);
  expectTypeOf(output).toEqualTypeOf<Tensor<Last['shape'] | Sequence['shape']>>();
});

test('C5 options that are only known at run time do so too', () => {
  const options: { units: number; returnState?: boolean } = { units: 1 };
  const result = backend.layer(gru(options), weights).run(x);
  expectTypeOf(result.state).toEqualTypeOf<{ readonly h: State } | undefined>();
});

test('C5 a config of any kind has a state that may be undefined', () => {
  const result = backend.layer(anyConfig, weights).run(x);
  expectTypeOf(result).toHaveProperty('output');
  expectTypeOf(result).toHaveProperty('state');
});

test('S4 kerasOutputs is a list of tensors, nested for stacked cells alone', () => {
  const plain = backend.layer(lstm({ units: 1, returnState: true }), weights).run(x);
  expectTypeOf(kerasOutputs(plain)).toEqualTypeOf<readonly Tensor[]>();
  const config = stacked({ cells: [lstm({ units: 1 })], returnState: true });
  const nested = backend.layer(config, [weights]).run(x);
  expectTypeOf(kerasOutputs(nested)).toEqualTypeOf<readonly (Tensor | readonly Tensor[])[]>();
});

test('L11 a result may be disposed of as a whole', () => {
  const result = backend.layer(gru({ units: 1 }), weights).run(x);
  expectTypeOf(result).toExtend<Disposable>();
});

test('C3 a backwardLayer of another cell has weights and a state of its own kind', () => {
  const config = bidirectional({
    layer: lstm({ units: 2, returnState: true }),
    backwardLayer: gru({ units: 3, returnState: true, goBackwards: true }),
  });
  type OfBoth = StateOf<typeof config>;
  expectTypeOf<OfBoth['forward']>().toEqualTypeOf<{ readonly h: State; readonly c: State }>();
  expectTypeOf<OfBoth['backward']>().toEqualTypeOf<{ readonly h: State }>();
});
