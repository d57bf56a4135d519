// C22: configs of real writers, broken in every way that a program may break them.

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeConfig } from '../src/builders.ts';
import {
  fromKerasConfig,
  isRnnError,
  type KerasObject,
  lstm,
  toKerasConfig,
} from '../src/index.ts';
import { revoked, throwing } from './hostile.ts';
import { askedForOthers, layersWrittenBy, othersWrittenBy, writers } from './keras-fixtures.ts';

/** A real object, and the version that wrote it. */
interface Real {
  readonly version: string;
  readonly object: KerasObject;
}

const real: readonly Real[] = [
  ...writers.flatMap((version) =>
    [...layersWrittenBy(version).values()].map((object) => ({ version, object })),
  ),
  ...askedForOthers.flatMap((version) =>
    [...othersWrittenBy(version).values()].map((object) => ({ version, object })),
  ),
];

type Place = Record<string, unknown>;

/** Every object and list in a value, itself first. */
function placesIn(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Place, ...Object.values(value).flatMap(placesIn)];
}

const parts = real.flatMap(({ object }) => placesIn(object));
const keys = [...new Set(parts.flatMap((part) => Object.keys(part)))];
const words = [...new Set(parts.flatMap((part) => Object.values(part)))].filter(
  (value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
);

const throwIt = (): never => {
  throw 'mine';
};
const hostile: ProxyHandler<object> = {
  get: throwIt,
  ownKeys: throwIt,
  getPrototypeOf: throwIt,
};

function deep(): unknown {
  return Array.from({ length: 5000 }).reduce((inner) => [inner], null);
}

/** What JSON holds and Keras does not mean, and what no JSON holds. */
const junk: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => 0,
  () => -1.5,
  () => Number.NaN,
  () => Infinity,
  () => '',
  () => 'x'.repeat(5000),
  () => '\u001b[2J',
  () => 1n,
  () => Symbol('mine'),
  () => throwIt,
  () => [],
  () => ({}),
  () => Object.assign([], { length: 2 ** 32 - 1 }),
  () => Array(1000).fill('sigmoid'),
  deep,
  () => new Map([['units', 3]]),
  () => new Date(0),
  () => new Float32Array(100_000),
  () => ({ toString: 1, valueOf: null }),
  () => throwing({ class_name: 'LSTM' }, 'config'),
  () => new Proxy({}, hostile),
  () => new Proxy([], hostile),
  revoked,
];

type Change = (root: { value: unknown }, place: Place, key: string) => void;

/** Ways to break a value at a place in it. */
const changes: readonly [name: string, change: fc.Arbitrary<Change>][] = [
  ['delete', fc.constant((_, place, key) => void delete place[key])],
  [
    'junk',
    fc.constantFrom(...junk).map((make) => (_, place, key) => {
      place[key] = make();
    }),
  ],
  [
    'another word',
    fc.constantFrom(...words).map((word) => (_, place, key) => {
      place[key] = word;
    }),
  ],
  [
    'another part',
    fc.constantFrom(...parts).map((part) => (_, place, key) => {
      place[key] = structuredClone(part);
    }),
  ],
  [
    'another key',
    fc
      .constantFrom(...keys, '__proto__', 'constructor', 'x'.repeat(3000))
      .map((other) => (_, place, key) => {
        Object.defineProperty(place, other, {
          value: place[key],
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }),
  ],
  [
    'a circle',
    fc.constant((root, place, key) => {
      place[key] = root.value;
    }),
  ],
  [
    'the whole',
    fc.constantFrom(...junk).map((make) => (root) => {
      root.value = make();
    }),
  ],
];

const anyChange = fc.oneof(
  // A whole that is junk leaves nothing else to break.
  ...changes.map(([name, arbitrary]) => ({ arbitrary, weight: name === 'the whole' ? 1 : 10 })),
);
const anyOptions = fc.oneof(
  { arbitrary: fc.constant('its own' as const), weight: 12 },
  { arbitrary: fc.constant('none' as const), weight: 3 },
  { arbitrary: fc.constantFrom(...junk), weight: 1 },
  {
    arbitrary: fc.constantFrom(...junk).map((make) => () => ({ kerasVersion: make() })),
    weight: 1,
  },
);

function check(call: () => void): 'read' | 'refused' {
  try {
    call();
    return 'read';
  } catch (error) {
    if (!isRnnError(error)) throw error;
    mustEqual([error.message.length <= 1000, Boolean(error.remedy)], [true, true]);
    return 'refused';
  }
}

/** The matcher of vitest is too slow for 10,000 runs. */
function mustEqual(actual: unknown, expected: unknown): void {
  // oxlint-disable-next-line vitest/no-conditional-expect -- it prints what differs
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
}

/** What is read is a whole config, and is read again as it was from what is written of it, in which nothing is lost. */
function checkRead(
  given: unknown,
  { config, trainingOnly }: ReturnType<typeof fromKerasConfig>,
  version: string,
): void {
  mustEqual(normalizeConfig('test', config), config);
  mustEqual(JSON.parse(JSON.stringify(config)), config);
  const written = toKerasConfig(config, { kerasVersion: version, trainingOnly });
  const again = fromKerasConfig(written, { kerasVersion: version });
  // Keras 3 always writes a backward layer, also where none was given (C13).
  const { backward_layer: backward, ...rest } = again.trainingOnly;
  const isGiven = backward === undefined || 'backward_layer' in trainingOnly;
  mustEqual([again.config, isGiven ? again.trainingOnly : rest], [config, trainingOnly]);
  // In camelCase it is another spelling of the same.
  if (!version.startsWith('tfjs') && !('className' in (given as object))) mustHold(written, given);
}

/** Words for one activation: an alias, null, a function by name. */
const activationKeys = new Set(['activation', 'recurrent_activation']);

/** Whether all that was given of an object is in what was written, which has the defaults beside it. */
function mustHold(written: unknown, given: unknown): void {
  if (Array.isArray(given)) {
    given.forEach((item, index) => mustHold((written as readonly unknown[])[index], item));
    return;
  }
  for (const [key, value] of Object.entries(given as object)) {
    const found = (written as Record<string, unknown>)[key];
    if (value === undefined || activationKeys.has(key)) continue;
    // A list of cells is written as StackedRNNCells, and no backward layer of its own as none.
    if (key === 'cell' && Array.isArray(value)) continue;
    if (key === 'backward_layer' && value === null) continue;
    // Keras 2 writes it where it is set, and only there.
    if (key === 'zero_output_for_mask' && value === false) continue;
    if (['config', 'layer', 'backward_layer', 'cell', 'cells'].includes(key))
      mustHold(found, value);
    else mustEqual(found, JSON.parse(JSON.stringify(value)));
  }
}

const drawn = fc.record({
  which: fc.constantFrom(...real),
  broken: fc.array(fc.record({ change: anyChange, where: fc.nat(), key: fc.nat() }), {
    maxLength: 3,
  }),
  options: anyOptions,
});

test('C22 whatever becomes of a real config, it is read for what it says or refused with an RnnError', () => {
  const counts = { read: 0, refused: 0 };
  const property = fc.property(drawn, ({ which: { version, object }, broken, options }) => {
    const root: { value: unknown } = { value: structuredClone(object) };
    for (const { change, where, key } of broken) {
      const inside = placesInside(root.value);
      const place = inside[where % Math.max(inside.length, 1)] ?? {};
      const names = Object.keys(place);
      change(root, place, names[key % Math.max(names.length, 1)] ?? 'units');
    }
    const given =
      options === 'its own'
        ? { kerasVersion: version }
        : options === 'none'
          ? undefined
          : options();
    counts[
      check(() => {
        const read = fromKerasConfig(root.value as never, given as never);
        checkRead(root.value, read, version);
      })
    ] += 1;
  });
  fc.assert(property, { numRuns: 10_000 });
  // Neither is rare, so that both are tried.
  expect(counts.read).toBeGreaterThan(1000);
  expect(counts.refused).toBeGreaterThan(1000);
}, 120_000);

/** As placesIn, of what is still whole: a circle, a proxy or a deep list ends the search. */
function placesInside(value: unknown, depth = 0): readonly Place[] {
  if (depth > 8 || !isWhole(value)) return [];
  return [value, ...Object.values(value).flatMap((inner) => placesInside(inner, depth + 1))];
}

function isWhole(value: unknown): value is Place {
  try {
    if (Array.isArray(value))
      return value.length < 100 && Object.getPrototypeOf(value) === Array.prototype;
    if (Object.getPrototypeOf(value) !== Object.prototype) return false;
    // Object.values runs getters.
    const own = Object.values(Object.getOwnPropertyDescriptors(value));
    return own.every((descriptor) => 'value' in descriptor);
  } catch {
    return false;
  }
}

test('C22 whatever is given for trainingOnly, it is written or refused with an RnnError', () => {
  const counts = { read: 0, refused: 0 };
  const property = fc.property(drawn, ({ which: { version, object }, broken, options }) => {
    let read;
    try {
      read = fromKerasConfig(object, { kerasVersion: version });
    } catch {
      read = { config: lstm({ units: 2 }), trainingOnly: object as never };
    }
    const root: { value: unknown } = { value: structuredClone(read.trainingOnly) };
    for (const { change, where, key } of broken) {
      const inside = placesInside(root.value);
      const place = inside[where % Math.max(inside.length, 1)] ?? {};
      const names = Object.keys(place);
      change(root, place, names[key % Math.max(names.length, 1)] ?? 'name');
    }
    const given =
      typeof options === 'string' ? { kerasVersion: version, trainingOnly: root.value } : options();
    counts[
      check(() => {
        const written = toKerasConfig(read.config, given as never);
        const { config } = fromKerasConfig(written, { kerasVersion: version });
        mustEqual(config, read.config);
      })
    ] += 1;
  });
  fc.assert(property, { numRuns: 10_000 });
  expect(counts.read).toBeGreaterThan(1000);
  expect(counts.refused).toBeGreaterThan(1000);
}, 120_000);

test('C22 what is read is a copy, and what was given stays as it was', () => {
  for (const { version, object } of real.slice(0, 20)) {
    const before = structuredClone(object);
    const { trainingOnly } = fromKerasConfig(object, { kerasVersion: version });
    expect(object).toEqual(before);
    const shared = placesIn(trainingOnly).filter((part) => placesIn(object).includes(part));
    expect(shared).toEqual([]);
  }
});
