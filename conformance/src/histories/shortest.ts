// How a history that fails is made shorter: calls are left out, many at once and then one by one, and what is left is
// made plainer. fast-check's own arrays stop where leaving out the first of what is left no longer helps.

import * as fc from 'fast-check';
import type { Call, RepeatCall, RunCall } from './history.ts';

/** Lists of calls as they are drawn, which shrink to the shortest. */
export class Calls extends fc.Arbitrary<readonly Call[]> {
  readonly #drawn: fc.Arbitrary<readonly Call[]>;

  constructor(drawn: fc.Arbitrary<readonly Call[]>) {
    super();
    this.#drawn = drawn;
  }

  override generate(random: fc.Random): fc.Value<readonly Call[]> {
    return new fc.Value([...this.#drawn.generate(random, undefined).value], undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is readonly Call[] {
    return Array.isArray(value);
  }

  override shrink(calls: readonly Call[]): fc.Stream<fc.Value<readonly Call[]>> {
    return fc.stream(simpler(calls)).map((fewer) => new fc.Value(fewer, undefined));
  }
}

function* simpler(calls: readonly Call[]): IterableIterator<readonly Call[]> {
  for (
    let size = Math.ceil(calls.length / 2);
    size > 0;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < calls.length; start += size) {
      if (size < calls.length) yield [...calls.slice(0, start), ...calls.slice(start + size)];
    }
  }
  const onOne = calls.map((call) => ('layer' in call ? { ...call, layer: 0 } : call));
  if (JSON.stringify(onOne) !== JSON.stringify(calls)) yield onOne;
  for (const [index, call] of calls.entries()) {
    for (const plainer of plainerThan(call)) yield calls.with(index, plainer);
  }
}

/** One run in the place of many. */
function once({ layer, batch, timeSteps, k, read }: RepeatCall): RunCall {
  const plain = { x: 'new', state: 'none', age: 0, mask: false, freed: false } as const;
  return { do: 'run', layer, batch, timeSteps, k, read, ...plain };
}

/** The plainest value of each field; numbers go down to the smallest. */
const plainest: Readonly<Record<string, number | boolean | string>> = {
  layer: 0,
  stream: 0,
  age: 0,
  x: 'new',
  state: 'none',
  mask: false,
  freed: false,
  read: true,
  held: false,
  pending: false,
  changed: false,
  how: 'data',
  batch: 1,
  timeSteps: 1,
  times: 1,
};

function* plainerThan(call: Call): IterableIterator<Call> {
  if (call.do === 'repeat') yield once(call);
  // Of one result whole, which goes with the call: so much shorter than leaf by leaf.
  if ('state' in call && call.state === 'mixed') yield { ...call, state: 'kept', freed: true };
  for (const [name, value] of Object.entries(call)) {
    const plain = plainest[name];
    if (plain === undefined || plain === value) continue;
    yield { ...call, [name]: plain };
    if (typeof value !== 'number' || typeof plain !== 'number') continue;
    const half = Math.floor((plain + value) / 2);
    if (half > plain) yield { ...call, [name]: half };
    if (value - 1 > half) yield { ...call, [name]: value - 1 };
  }
}
