// Files that are cut short, changed at random, or lie: a coded error or an answer, within the memory that they declare.

import fc from 'fast-check';
import { isRnnError } from '@gatefold/contract';
import { unzipSync, zipSync } from 'fflate';
import { expect, test, vi } from 'vitest';
import { countArrays, countedBytes } from './counted-arrays.ts';
import { bytesOfFile, filesOf } from './files.ts';

/** `GATEFOLD_FUZZ=10000` tries as many of each kind, and prints what it saw. */
const asked = process.env['GATEFOLD_FUZZ'];
const runs = Number(asked ?? 150);

const kinds: Readonly<Record<string, readonly string[]>> = {
  '.keras': filesOf('.keras'),
  '.h5': filesOf('.h5', '.hdf5'),
  'model.json': ['tfjs-plain', 'tfjs-connected', 'tfjs-uint8', 'tfjs-keras3'].map(
    (folder) => `${folder}/model.json`,
  ),
  '.pt': filesOf('.pt'),
  '.npz': filesOf('.npz', '.npy'),
  '.pkl': filesOf('.pkl'),
  '.safetensors': filesOf('.safetensors'),
  '.onnx': filesOf('.onnx'),
};

/** Anywhere alike: fc.double is nearly always close to 0. */
const places = fc.noBias(fc.nat(2 ** 31 - 1)).map((place) => place / 2 ** 31);

/** Cut off, or some bytes changed: most of them where a file says what it holds. */
const damages = fc.oneof(
  { weight: 1, arbitrary: fc.record({ cut: places }) },
  {
    weight: 5,
    arbitrary: fc.record({
      change: fc.array(fc.tuple(places, fc.oneof(fc.constant(0), fc.constant(255), fc.nat(255))), {
        minLength: 1,
        maxLength: 8,
      }),
      early: fc.boolean(),
    }),
  },
);

type Damage = typeof damages extends fc.Arbitrary<infer T> ? T : never;

function damaged(bytes: Uint8Array, damage: Damage): Uint8Array {
  if ('cut' in damage) return bytes.subarray(0, Math.floor(damage.cut * bytes.length));
  const changed = Uint8Array.from(bytes);
  const reach = damage.early ? Math.min(2000, bytes.length) : bytes.length;
  for (const [place, value] of damage.change) changed[Math.floor(place * reach)] = value;
  return changed;
}

/** The checksums of a zip would keep every change within it from the readers: an entry is changed, and zipped anew. */
function damagedInside(bytes: Uint8Array, damage: Damage, place: number): Uint8Array {
  const entries = unzipSync(bytes);
  const names = Object.keys(entries);
  const name = names[Math.floor(place * names.length)] as string;
  return zipSync(
    { ...entries, [name]: damaged(entries[name] as Uint8Array, damage) },
    { level: 0 },
  );
}

const isZip = ([first, second]: Uint8Array): boolean => first === 0x50 && second === 0x4b;

test.each(Object.entries(kinds))(
  '%s: no error without a code, and no more memory than declared',
  async (kind, names) => {
    countArrays();
    vi.resetModules();
    const { importModel } = await import('../src/index.ts');
    const seen = { refused: 0, slowest: 0, share: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        damages,
        fc.option(places),
        async (name, damage, place) => {
          const whole = bytesOfFile(name);
          const isOutside = place === null;
          const bytes = isOutside
            ? damaged(whole, damage)
            : isZip(whole)
              ? damagedInside(whole, damage, place)
              : whole;
          // A file that lies beside another is damaged in its place.
          const file = (path: string): Uint8Array => {
            const folder = name.includes('/') ? `${name.split('/')[0]}/` : '';
            const beside = bytesBeside(folder + path);
            return isOutside ? beside : damaged(beside, damage);
          };
          // What the arrays of an undamaged file take is far below this.
          const memoryLimit = 16 * whole.length + 65_536;
          countedBytes();
          const start = performance.now();
          const error: unknown = await importModel(bytes, { memoryLimit, file }).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          seen.slowest = Math.max(seen.slowest, performance.now() - start);
          const share = countedBytes() / memoryLimit;
          seen.share = Math.max(seen.share, share);
          if (error !== undefined) seen.refused++;
          const told = error instanceof Error ? error.stack : String(error);
          expect(error === undefined || isRnnError(error), told).toBe(true);
          // Each array is read, and its gates are turned and joined: no array is copied more often.
          expect(share).toBeLessThan(4);
        },
      ),
      { numRuns: runs },
    );
    vi.unstubAllGlobals();
    if (asked === undefined) return;
    const { refused, slowest, share } = seen;
    console.log(
      `${kind}: ${runs} mutations, ${refused} refused with a code, none without; slowest ${slowest.toFixed(0)} ms; ` +
        `at most ${(100 * share).toFixed(0)} % of memoryLimit allocated`,
    );
  },
  3_600_000,
);

function bytesBeside(path: string): Uint8Array {
  try {
    return bytesOfFile(path);
  } catch {
    // A name that the damage made up.
    return new Uint8Array();
  }
}
