// The gates that the playground draws are those of the layer: put together again by the equations of clauses V2 to V4,
// they give its states.

import { cpu } from '@gatefold/cpu';
import { expect, test } from 'vitest';
import { prepare } from '../.vitepress/theme/components/playground/prepare.ts';
import { runLayer } from '../.vitepress/theme/components/playground/run-layer.ts';
import {
  choices,
  defaults,
  type Settings,
} from '../.vitepress/theme/components/playground/settings.ts';
import { type CellTrace, traceOf } from '../.vitepress/theme/components/playground/trace.ts';

const common = { units: 3, inputDim: 2, timeSteps: 6, batch: 2, input: 'random' } as const;
const variants: readonly Partial<Settings>[] = [
  {},
  { mask: ['110101', '111000'] },
  { mask: ['011111', '111110'], goBackwards: true },
];
const cases = choices.cell.flatMap((cell) =>
  choices.arrangement.flatMap((arrangement) =>
    choices.dialect.flatMap((dialect) =>
      variants.map((variant) => ({
        ...defaults,
        ...common,
        cell,
        arrangement,
        dialect,
        ...variant,
      })),
    ),
  ),
);

const named = '$cell, $arrangement, $dialect, mask $mask, goBackwards $goBackwards';

test.each(cases)(`the trace ends where the layer does: ${named}`, async (settings) => {
  using backend = await cpu();
  const prepared = prepare(settings);
  const traces = await traceOf(backend, prepared);
  const { returned } = await runLayer(backend, prepared);
  const last = traces.flatMap(({ path, signals }) =>
    signals
      .filter(({ kind }) => kind === 'state')
      .toReversed() // h before c, as Keras returns them
      .map(({ name, data }) => ({
        path: path.startsWith('[') ? `state${path}.${name}` : ['state', path, name].join('.'),
        numbers: data.subarray(-settings.batch * settings.units),
      })),
  );
  const states = returned.slice(1);
  expect(last.map(({ path }) => path.replace('..', '.'))).toEqual(states.map(({ path }) => path));
  for (const [index, { numbers }] of states.entries()) {
    // A second cell reads what the first one returns, which is float64 inside of a layer.
    expect(distance(last[index]?.numbers ?? [], numbers)).toBeLessThan(1e-6);
  }
});

test.each(cases.filter(({ cell }) => cell !== 'simpleRNN'))(
  `gates make the states: ${named}`,
  async (settings) => {
    using backend = await cpu();
    for (const trace of await traceOf(backend, prepare(settings))) {
      const again = statesAgain(trace, settings);
      for (const { name, kind, data } of trace.signals) {
        const wanted = kind === 'state' ? again[name as 'h' | 'c'] : data;
        expect(distance(data, wanted), name).toBeLessThan(1e-6);
      }
    }
  },
);

function distance(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  return Math.max(...Array.from(wanted, (value, at) => Math.abs(value - (found[at] ?? NaN))));
}

/** h and c of each step, from its gates and from the states before it. */
function statesAgain(
  { signals, cell, kept }: CellTrace,
  { batch, units }: Settings,
): { readonly h: readonly number[]; readonly c: readonly number[] } {
  const signal = (name: string): Float32Array =>
    signals.find((each) => each.name === name)?.data ?? new Float32Array();
  const [i, f, g, o] = ['i', 'f', 'g', 'o'].map(signal) as Four;
  const [z, n, h, c] = ['z', 'n', 'h', 'c'].map(signal) as Four;
  const size = batch * units;
  const before = (state: Float32Array, at: number): number => (at < size ? 0 : state[at - size]!);
  const each = (value: (at: number) => number, state: Float32Array): readonly number[] =>
    Array.from(state, (_, at) => {
      const isKept = kept[Math.floor(at / size)]?.[Math.floor((at % size) / units)];
      return isKept ? value(at) : before(state, at);
    });
  if (cell.kind === 'gru') {
    return { h: each((at) => z[at]! * before(h, at) + (1 - z[at]!) * n[at]!, h), c: [] };
  }
  return {
    c: each((at) => f[at]! * before(c, at) + i[at]! * g[at]!, c),
    h: each((at) => o[at]! * Math.tanh(c[at]!), h),
  };
}

type Four = [Float32Array, Float32Array, Float32Array, Float32Array];
