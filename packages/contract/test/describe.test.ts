import { expect, test } from 'vitest';
import { describe, formatShape } from '../src/describe.ts';
import { ConfigError, isRnnError, lstm } from '../src/index.ts';
import { junk, revoked, shrunk, unreadable } from './hostile.ts';

test('E24 a value is described in a few words, by its kind', () => {
  const words: readonly [unknown, string][] = [
    ['tanh', "'tanh'"],
    [-0, '-0'],
    [12n, '12n'],
    [10n ** 30n, 'a long BigInt'],
    [Symbol('x'), 'a symbol'],
    [() => 'the whole source', 'a function'],
    [[1, 'a', null], "[1, 'a', null]"],
    [[1, [2]], 'an array of 2'],
    [new Float64Array(3), 'a Float64Array of 3'],
    [new Int8Array(3), 'an Int8Array of 3'],
    [shrunk(3), 'a Float32Array of 0'],
    [new Map(), 'a Map'],
    [new Error('x'), 'an Error'],
    [{}, '{}'],
    [{ kernel: 1, bias: 2 }, '{ kernel, bias }'],
    [{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }, '{ a, b, c, d, e, f, … 7 keys }'],
    [revoked(), 'a value that throws when it is read'],
    ['\u001b[31m\n', "'\\x1b[31m\\x0a'"],
    ['x'.repeat(689_005), `'${'x'.repeat(60)}…' of 689005 characters`],
  ];
  expect(words.map(([value]) => describe(value))).toEqual(words.map(([, word]) => word));
});

test('E24 no value makes a description longer than 120 characters', () => {
  for (const value of [...junk, ...unreadable, junk, { junk }])
    expect(describe(value).length).toBeLessThan(121);
  expect(formatShape(Array.from({ length: 5000 }, () => 1))).toBe(
    '[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, … 5000 axes]',
  );
});

test('E24 a message is cut part by part, to at most 1,000 characters', () => {
  const long = 'x'.repeat(5000);
  const error = new ConfigError({ where: long, expected: long, actual: long, remedy: long });
  expect(error.message).toBe(
    `${error.where}: ${error.expected}, got ${error.actual}; ${error.remedy}`,
  );
  expect(error.message.length).toBeLessThanOrEqual(1000);
  expect(error.where).toMatch(/^x{119}…$/);
});

test('E24 a part that an author left out does not hide the rest', () => {
  const { message } = new ConfigError({ expected: 'must be there', actual: 5 } as never);
  expect(message).toBe('undefined: must be there, got 5');
});

test('E24 a key of a config that is long, or would steer a terminal, is printed safely', () => {
  let message = '';
  try {
    lstm({ units: 1, [`\u001b]0;${'x'.repeat(5000)}`]: 1 } as never);
  } catch (error) {
    if (!isRnnError(error)) throw error;
    ({ message } = error);
  }
  expect(message).toMatch(/^lstm\.\\x1b\]0;x+…: is not an option; known: units,/);
  expect(message.length).toBeLessThanOrEqual(1000);
});
