// Files that are cut short, changed at random, or lie: a coded error or an answer, within the memory that they declare.

import fc from 'fast-check';
import { isRnnError } from '@gatefold/contract';
import { expect, test } from 'vitest';
import { importModel } from '../src/index.ts';
import { bytesOfFile, filesOf } from './files.ts';

/** `GATEFOLD_FUZZ=10000` tries as many of each kind. */
const runs = Number(process.env['GATEFOLD_FUZZ'] ?? 150);

const kinds: Readonly<Record<string, readonly string[]>> = {
  '.keras': filesOf('.keras'),
  '.h5': filesOf('.h5', '.hdf5'),
  '.pt': filesOf('.pt'),
  '.npz': filesOf('.npz', '.npy'),
  '.pkl': filesOf('.pkl'),
  '.safetensors': filesOf('.safetensors'),
};

const places = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

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

test.each(Object.entries(kinds))(
  '%s: no error without a code',
  async (_, names) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), damages, async (name, damage) => {
        const bytes = bytesOfFile(name);
        const damaged =
          'cut' in damage ? bytes.subarray(0, Math.floor(damage.cut * bytes.length)) : bytes;
        if ('change' in damage) {
          const reach = damage.early ? Math.min(2000, bytes.length) : bytes.length;
          for (const [place, value] of damage.change) bytes[Math.floor(place * reach)] = value;
        }
        // What the arrays of an undamaged file take is far below this.
        const limits = { memoryLimit: 16 * bytes.length + 65_536 };
        const error: unknown = await importModel(damaged, limits).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        const told = error instanceof Error ? error.stack : String(error);
        expect(error === undefined || isRnnError(error), told).toBe(true);
      }),
      { numRuns: runs },
    );
  },
  600_000,
);
