// Changes the arguments of a call in one place, as mistakes do and as nobody would.

import { detached, elsewhere, junk, resizableBuffer, shrunk, unreadable } from './hostile.ts';

type Tree = Record<string, unknown>;

/** One place in a tree of arguments. */
interface Place {
  readonly parent: Tree;
  readonly key: string;
}

/** Which place, which change, and which of its variants; numbers of any size. */
export type Choice = readonly [place: number, change: number, variant: number];

/** Whether a change made something that throws when it is read, or lies. */
type Change = (place: Place, variant: number, others: readonly Place[]) => boolean;

/** Changes a tree that nobody else holds; tells whether it can still be read. */
export function mutate(tree: unknown[], [place, change, variant]: Choice): boolean {
  const places = placesIn(tree as unknown as Tree);
  if (places.length === 0) return true;
  const { parent, key } = pick(places, place);
  if (unreadable.includes(parent[key])) return false;
  return !pick(changes, change)({ parent, key }, variant, places);
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

function isBranch(value: unknown): value is Tree {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  if (unreadable.includes(value) || junk.includes(value)) return false;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false;
  const descriptors = Object.values(Object.getOwnPropertyDescriptors(value));
  return descriptors.every((one) => 'value' in one);
}

/** The arguments of a call once for each place in them: there, a getter gives the real value once, and junk from then on. */
export function* restless(
  realArguments: () => unknown[],
): Generator<{ place: string; given: unknown[]; settle: () => void }> {
  const { length } = placesIn(realArguments() as unknown as Tree);
  for (let index = 0; index < length; index++) {
    const given = realArguments();
    const { parent, key } = placesIn(given as unknown as Tree)[index] as Place;
    if ((parent as unknown) === given) continue;
    const value = parent[key];
    let isSettled = false;
    let reads = 0;
    const get = (): unknown => (isSettled || reads++ === 0 ? value : pick(junk, index));
    Object.defineProperty(parent, key, { get, enumerable: true });
    yield { place: `${index}: ${key}`, given, settle: () => (isSettled = true) };
  }
}

/** Deep enough for the weights of a stack in both directions; a change may have made a circle. */
function placesIn(parent: Tree, depth = 6): Place[] {
  return Object.keys(parent).flatMap((key) => {
    const value = parent[key];
    return [{ parent, key }, ...(depth > 0 && isBranch(value) ? placesIn(value, depth - 1) : [])];
  });
}

/** The mistakes that are made most. */
const alter: Change = ({ parent, key }, variant) => {
  put(parent, key, altered(parent[key], variant));
  return false;
};

/** A tensor of another shape, with as many numbers. */
const reshape: Change = ({ parent, key }, variant) => {
  const value = parent[key];
  const old = isBranch(value) ? value['shape'] : undefined;
  if (!isBranch(old) || !Array.isArray(old) || !old.every(Number.isInteger)) return false;
  const given: readonly number[] = old;
  const shape = pick(
    [
      given.toReversed(),
      [1, ...given],
      [...given, 1],
      given.slice(1),
      [...given.slice(0, -1), 2 * (given.at(-1) ?? 1)],
      [(given[0] ?? 0) + 1, ...given.slice(1)],
      given.map(() => 1),
    ],
    variant,
  );
  const size = shape.reduce((product, one) => product * one, 1);
  if (size > 0 && size < 1000) {
    put(parent, key, { shape, data: Float32Array.from({ length: size }, (_, k) => k) });
  }
  return false;
};

const changes: readonly Change[] = [
  alter,
  alter,
  reshape,
  reshape,
  ({ parent, key }, variant) => {
    put(parent, key, pick(junk, variant));
    return false;
  },
  ({ parent, key }, variant) => {
    put(parent, key, pick(unreadable, variant));
    return true;
  },
  ({ parent, key }) => {
    delete parent[key];
    return false;
  },
  ({ parent, key }, variant) => {
    const value = parent[key];
    const name = pick(
      ['kind', 'units', 'mask', 'h', 'shape', 'toString', 'extra', '__proto__'],
      variant,
    );
    if (isBranch(value)) put(value, name, pick(junk, variant >> 3));
    return false;
  },
  ({ parent, key }) => {
    const { [key]: value } = parent;
    delete parent[key];
    const renamed = key.replace(/([A-Z])/g, (letter) => `_${letter.toLowerCase()}`);
    put(parent, renamed, value);
    return false;
  },
  ({ parent, key }, variant, [first]) => {
    // The list of arguments is the test's own.
    if (parent === first?.parent) put(parent, key, pick(unreadable, variant));
    else
      Object.defineProperty(parent, key, { get: unwilling, enumerable: true, configurable: true });
    return true;
  },
  ({ parent, key }) => {
    const value = parent[key];
    if (isBranch(value)) put(parent, key, new Proxy(value, {}));
    return false;
  },
  // A value of the same call in the wrong place.
  ({ parent, key }, variant, others) => {
    const other = pick(others, variant);
    put(parent, key, other.parent[other.key]);
    return false;
  },
  ({ parent, key }, variant) => {
    const value = parent[key];
    if (!Array.isArray(value) || !isBranch(value)) return false;
    if (variant % 3 === 0) value.pop();
    else if (variant % 3 === 1) value.push(value[0]);
    else put(parent, key, [value]);
    return false;
  },
];

function unwilling(): never {
  throw new TypeError('not to be read');
}

/** Also where the key is `__proto__`, as JSON.parse does. */
function put(parent: Tree, key: string, value: unknown): void {
  Object.defineProperty(parent, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** The same kind of value with another content. */
function altered(value: unknown, variant: number): unknown {
  if (typeof value === 'number') {
    return pick(
      [value + 1, value - 1, -value, value + 0.5, value * 2 ** 40, `${value}`, [value]],
      variant,
    );
  }
  if (typeof value === 'string') {
    return pick(
      [value.toUpperCase(), `${value} `, [value], 'gelu', 'softmax', 'hard_sigmoid', 'gru'],
      variant,
    );
  }
  if (typeof value === 'boolean') return pick([!value, Number(value), `${value}`, null], variant);
  if (value instanceof Float32Array && ArrayBuffer.isView(value) && value.length > 0)
    return pick(arrays, variant)(value);
  return value;
}

const arrays: readonly ((numbers: Float32Array) => unknown)[] = [
  (numbers) => Float64Array.from(numbers),
  (numbers) => [...numbers],
  (numbers) => elsewhere(`new Float32Array([${[...numbers].join()}])`),
  ({ length }) => detached(length),
  ({ length }) => shrunk(length),
  (numbers) => numbers.subarray(1),
  (numbers) => {
    const copy = new Float32Array(resizableBuffer(numbers.length));
    copy.set(numbers);
    return copy;
  },
  (numbers) => {
    const copy = new Float32Array(new SharedArrayBuffer(4 * numbers.length));
    copy.set(numbers);
    return copy;
  },
  (numbers) => new Proxy(numbers, {}),
  (numbers) => Float32Array.from([...numbers, 1]),
];
