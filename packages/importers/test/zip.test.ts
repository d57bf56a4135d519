// Zips: every byte of an entry is checked, and what is stored is no copy.

import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { Budget } from '../src/budget.ts';
import { importModel, type Imported } from '../src/index.ts';
import { readZip } from '../src/zip.ts';
import { bytesOfFile, filesOf } from './files.ts';

const zips = filesOf('.keras', '.pt', '.npz');

test.each(zips)('%s: no flipped bit changes a number in silence', async (name) => {
  const whole = shown(await importModel(bytesOfFile(name)));
  let refused = 0;
  for (let part = 0; part < 60; part++) {
    const bytes = bytesOfFile(name);
    const place = Math.floor((part / 60) * bytes.length);
    bytes[place] = (bytes[place] as number) ^ 1;
    const read = await importModel(bytes).then(shown, (error: unknown) => error);
    // Times of entries, and what fills up to a multiple of 64 bytes, are nobody's numbers.
    if (read === whole) continue;
    expect(read, `byte ${place}`).toMatchObject({ code: 'RNN_FILE' });
    refused++;
  }
  expect(refused).toBeGreaterThan(20);
});

const shown = ({ layers, tensors }: Imported): string =>
  JSON.stringify([[...layers], [...tensors]]);

const noise = Uint8Array.from({ length: 5000 }, (_, index) => (index * index * 7) >> 3);

test.each([0, 6] as const)('level %d: names and bytes of fflate come back', (level) => {
  const files = {
    'a/b.bin': noise,
    'ü.txt': new TextEncoder().encode('text'),
    empty: new Uint8Array(),
  };
  const zip = zipSync(files, { level });
  const read = readZip('test', zip, new Budget('test', 1e6));
  expect(
    Object.fromEntries([...read].map(([name, bytes]) => [name, Uint8Array.from(bytes)])),
  ).toEqual(files);
  const isView = read.get('a/b.bin')?.buffer === zip.buffer;
  expect(isView).toBe(level === 0);
});

test('what deflated entries declare is counted, before it is allocated', () => {
  const zip = zipSync({ bomb: new Uint8Array(1e6) });
  expect(zip.length).toBeLessThan(2000);
  expect(() => readZip('test', zip, new Budget('test', 999_999))).toThrow(
    /bomb: must fit into what is left of memoryLimit/,
  );
});

test.each([
  [
    'the directory',
    (zip: Uint8Array) => zip.subarray(0, -30),
    /must end with the directory of a zip/,
  ],
  ['a method', (zip: Uint8Array) => set(zip, 10, 12), /must be stored or deflated, got method 12/],
  ['encryption', (zip: Uint8Array) => set(zip, 8, 1), /must not be encrypted/],
  ['a size', (zip: Uint8Array) => set(zip, 24, 9), /must be \d+ bytes long, got 5000|must fit/],
])('%s is refused by name', (_, change, says) => {
  const zip = change(zipSync({ file: noise }, { level: 0 }));
  expect(() => readZip('test', zip, new Budget('test'))).toThrow(says);
});

/** Changes a byte of the first entry of the directory. */
function set(zip: Uint8Array, place: number, value: number): Uint8Array {
  const [p, k, one, two] = [0x50, 0x4b, 1, 2];
  const at = zip.findIndex(
    (byte, index) =>
      byte === p && zip[index + 1] === k && zip[index + 2] === one && zip[index + 3] === two,
  );
  zip[at + place] = value;
  return zip;
}
