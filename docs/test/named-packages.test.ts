// Every package of ours that a page or a source names exists, and has the door that is named with it.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { adapters, filesOf, mentionsIn, missing, pages, root, sources, tests } from './mentions.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
}

const manifests = filesOf([
  '{docs,conformance}/package.json',
  '{packages,conformance/adapters}/*/package.json',
]).map((file) => JSON.parse(readFileSync(`${root}${file}`, 'utf8')) as Manifest);
const published = manifests.filter((manifest) => !manifest.private);

/** As an import names them: `@gatefold/contract`, `@gatefold/contract/author`. */
function doorsOf({ name, exports = {} }: Manifest): readonly string[] {
  return [name, ...Object.keys(exports).map((door) => name + door.slice(1))];
}

// In node_modules it is a folder, whose files are no doors.
const ourName = /(?<!node_modules\/)(@gatefold\/[a-z][a-z\d-]*(?:\/[a-z][a-z\d-]*(?:\.json)?)?)/g;

test('every @gatefold package and door exists', () => {
  const doors = new Set(manifests.flatMap(doorsOf));
  const mentions = mentionsIn([...pages, ...sources, ...tests, ...adapters], ourName);
  expect(mentions.length).toBeGreaterThan(100);
  expect(missing(mentions, ({ name }) => doors.has(name))).toEqual([]);
});

test('what is published names nothing that is private', () => {
  const doors = new Set(published.flatMap(doorsOf));
  const theirs = [...pages, ...sources].filter((file) =>
    /^packages\/(contract|cpu|webgl)\/|^conformance\/(src|template|README)/.test(file),
  );
  expect(missing(mentionsIn(theirs, ourName), ({ name }) => doors.has(name))).toEqual([]);
});

test('every backend that a message or a page recommends is published', () => {
  const names = new Set(published.map(({ name }) => name.split('/')[1]));
  const advice = mentionsIn([...pages, ...sources], /\buse the ([\w ]+?) backend\b/gi);
  expect(advice.length).toBeGreaterThan(0);
  expect(
    missing(advice, ({ name }) => name.split(/ or | and /).every((one) => names.has(one))),
  ).toEqual([]);
});
