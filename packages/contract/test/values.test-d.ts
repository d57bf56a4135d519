// What may be given, as TypeScript sees it: whether it compiles is the assertion.

import { expectTypeOf, test } from 'vitest';
import {
  bidirectional,
  gru,
  type HostTensor,
  lstm,
  permuteGates,
  simpleRNN,
  stacked,
  tensor,
} from '../src/index.ts';

test('E27 a builder takes a config of its own kind only', () => {
  expectTypeOf(gru(gru({ units: 4 })).kind).toEqualTypeOf<'gru'>();
  // @ts-expect-error -- an LSTM's config
  gru(lstm({ units: 4 }));
  // @ts-expect-error -- a SimpleRNN's config
  lstm(simpleRNN({ units: 4 }));
  // @ts-expect-error -- a cell's config
  stacked({ kind: 'lstm', cells: [lstm({ units: 4 })] });
  expectTypeOf(
    bidirectional(bidirectional({ layer: lstm({ units: 4 }) })).kind,
  ).toEqualTypeOf<'bidirectional'>();
});

test('C18 tensor() takes typed arrays, alone or as rows', () => {
  expectTypeOf(tensor(new Float32Array(6), [2, 3])).toEqualTypeOf<HostTensor>();
  expectTypeOf(tensor([new Float64Array(2), [1, 2]])).toEqualTypeOf<HostTensor>();
  // @ts-expect-error -- to be converted with Number
  tensor(new BigInt64Array(2));
  // @ts-expect-error -- text
  tensor(['1', '2']);
});

test('W6 permuteGates is told the units', () => {
  // @ts-expect-error -- no units
  permuteGates(tensor([1, 2, 3]), { from: 'zrn', to: 'rzn' });
  expectTypeOf(permuteGates).parameter(1).toHaveProperty('units');
});
