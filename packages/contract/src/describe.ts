// Values in words, for messages: short whatever the value is, and without running its toString or its getters.

import { typedArrayLength, typedArrayName } from './typed-array.ts';

const longestDescription = 120;
const longestText = 60;
const longestKey = 30;
/** Of how many items or keys a message prints each. */
const fewItems = 6;
/** What a double cannot hold is printed by its kind: a million digits take a second to print. */
const longestBigInt = 2n ** 64n;

/**
 * Prints a value in at most 120 characters, as the messages of refusals do.
 *
 * @see clause E24
 * @example
 *   import { describe } from '@gatefold/contract/author';
 *   describe({ few: 'quads' }); // => '{ few }'
 */
export function describe(value: unknown): string {
  try {
    return bounded(inWords(value), longestDescription);
  } catch {
    // A revoked proxy, or one with a trap that throws. The message is about what was required.
    return 'a value that throws when it is read';
  }
}

/** Prints a shape the way every message does: `[1, 3, 2]`. */
export function formatShape(shape: readonly unknown[]): string {
  const axes = Array.from({ length: Math.min(shape.length, 2 * fewItems) }, (_, axis) =>
    describe(shape[axis]),
  );
  if (axes.length < shape.length) axes.push(`… ${shape.length} axes`);
  return bounded(`[${axes.join(', ')}]`, longestDescription);
}

/** Cuts a text that is too long, and prints control characters, which a terminal would obey, as their codes. */
export function bounded(text: string, limit: number): string {
  // A character grows to at most four by being printed as its code.
  const printed = text
    .slice(0, limit + 1)
    // oxlint-disable-next-line no-control-regex -- these are what must not be printed
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
      return `\\x${(character.codePointAt(0) as number).toString(16).padStart(2, '0')}`;
    });
  return printed.length > limit ? `${printed.slice(0, limit - 1)}…` : printed;
}

function inWords(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return objectInWords(value);
  if (typeof value === 'bigint') {
    return -longestBigInt < value && value < longestBigInt ? `${value}n` : 'a long BigInt';
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function quoted(text: string): string {
  return text.length <= longestText
    ? `'${text}'`
    : `'${text.slice(0, longestText)}…' of ${text.length} characters`;
}

function objectInWords(value: object): string {
  if (Array.isArray(value)) return arrayInWords(value);
  const typedArray = typedArrayName(value);
  if (typedArray !== undefined) return withArticle(`${typedArray} of ${typedArrayLength(value)}`);
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (tag !== 'Object') return withArticle(tag);
  const keys = Object.keys(value);
  if (keys.length === 0) return '{}';
  const few = keys.slice(0, fewItems).map((key) => bounded(key, longestKey));
  return `{ ${few.join(', ')}${keys.length > fewItems ? `, … ${keys.length} keys` : ''} }`;
}

function arrayInWords(array: readonly unknown[]): string {
  const { length } = array;
  const items = Array.from({ length: Math.min(length, fewItems + 1) }, (_, index) => array[index]);
  const isShort = length <= fewItems && items.every((item) => item === null || !isObject(item));
  return isShort ? `[${items.map(inWords).join(', ')}]` : `an array of ${length}`;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' || typeof value === 'function';
}

/** As they are said: an Error, but a Uint8Array. */
function withArticle(noun: string): string {
  return `${/^[AEIO]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
