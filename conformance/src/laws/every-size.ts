// Every size from 1 to 100, each in its turn: an index that is reckoned in floats is off at widths that nobody expects.

import type { CellWeights } from '@gatefold/contract';
import { claimedCells, type CellVariant, holds } from '../claimed.ts';
import type { Lab } from '../lab.ts';
import { forStoredWeights, runPlain } from '../oracle.ts';
import { distinct, seeded } from '../random.ts';
import { lawTolerance } from '../tolerance.ts';
import { expectAlike } from '../values.ts';
import { shareOf } from './coverings.ts';
import { cellIn, scaleOf } from './large-trial.ts';
import { cellOf, drawScaled, noFlags } from './trial.ts';

const most = 100;

type Sizes = Readonly<Record<'units' | 'inputDim' | 'batch' | 'timeSteps', number>>;
const few: Sizes = { units: 2, inputDim: 2, batch: 2, timeSteps: 2 };

/** What one size goes with: so many steps that a row number is large beside the width of a row. */
const beside: Readonly<Record<keyof Sizes, Sizes>> = {
  units: few,
  inputDim: { ...few, timeSteps: 20 },
  batch: few,
  timeSteps: few,
};

/** What is as large as what: a transposition in place is right for squares alone, or for all but squares. */
const alike: readonly (readonly (keyof Sizes)[])[] = [
  ['batch', 'timeSteps'],
  ['inputDim', 'units'],
  ['inputDim', 'timeSteps'],
  ['batch', 'timeSteps', 'inputDim', 'units'],
];

/** So large, which others have in common. */
const sized = (names: readonly (keyof Sizes)[], size: number): Partial<Sizes> =>
  Object.fromEntries(names.map((name) => [name, size]));

/** A layer gives what the plain backend gives whatever its units, inputs, rows and steps are. */
export async function checkEverySize(lab: Lab): Promise<void> {
  const { supports } = lab;
  const variants = claimedCells(supports);
  /** With each cell, and with either output. */
  const eachTwice = (sizes: Partial<Sizes>): Sizes[] =>
    Array.from({ length: 2 * variants.length }, () => ({ ...few, ...sizes }));
  const all: Sizes[] = [
    ...(Object.keys(beside) as (keyof Sizes)[]).flatMap((name) =>
      Array.from({ length: most }, (_, index) => ({ ...beside[name], [name]: index + 1 })),
    ),
    // Whole chunks, and so many rows that a device takes another kernel.
    ...[128, 256, 512].flatMap((timeSteps) => eachTwice({ timeSteps })),
    ...[128, 300].flatMap((batch) => eachTwice({ batch })),
    ...alike.flatMap((names) => [9, 16].flatMap((size) => eachTwice(sized(names, size)))),
  ];
  for (const [place, sizes] of shareOf(all, lab.settings).entries()) {
    const variant = variants[place % variants.length] as CellVariant;
    const { batch, inputDim, units } = sizes;
    const cell = cellOf({ ...cellIn(supports, variant), units, useBias: true });
    // What grows is off by more than numbers below 1 are, and is tried for few steps.
    const timeSteps = holds(cell) ? sizes.timeSteps : Math.min(sizes.timeSteps, 4);
    const flags = {
      ...noFlags,
      returnSequences: Math.floor(place / variants.length) % 2 === 0,
      returnState: true,
    };
    const config = { ...cell, ...flags };
    const random = seeded(lab.seed + place);
    const weights = drawScaled(random, config, inputDim, scaleOf(cell)) as CellWeights;
    const call = { config, weights, x: distinct(random, [batch, timeSteps, inputDim]) };
    const sums = lawTolerance(supports.precision, config, units + inputDim, timeSteps);
    const tolerance = forStoredWeights(sums, lab, call);
    const got = await lab.run(config, weights, call.x);
    lab.note(
      expectAlike(`${cell.kind}, ${JSON.stringify(sizes)}:`, got, runPlain({}, call), tolerance),
    );
  }
}
