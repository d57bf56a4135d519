// A comparison as a table of rows and columns: time steps or batch rows down, units across.

import type { Comparison } from '../../comparison.ts';

export interface Cell {
  readonly wanted: number;
  readonly got: number;
  readonly allowed: number;
  /** How far off, in what is allowed: 1 is just within it; NaN where a number is not finite and not as wanted. */
  readonly share: number;
}

export interface Grid {
  readonly rowName: string;
  readonly columnName: string;
  readonly rows: number;
  readonly columns: number;
  /** Index of the first row and column that are shown, in the whole. */
  readonly rowOrigin: number;
  readonly columnOrigin: number;
  /** Of the whole. */
  readonly allRows: number;
  readonly allColumns: number;
  /** `batch row 1` where the whole has more of them than one; empty elsewhere. */
  readonly fixed: string;
  /** Row-major. */
  readonly cells: readonly Cell[];
  /** Place of the first difference within what is shown. */
  readonly first: { readonly row: number; readonly column: number };
}

export function gridOf({ shape, origin, size, wanted, got, allowed, first }: Comparison): Grid {
  const rank = shape.length;
  const at = (list: readonly number[], fromEnd: number, otherwise: number): number =>
    rank >= fromEnd ? (list.at(-fromEnd) as number) : otherwise;
  const [rows, columns] = [at(size, 2, 1), at(size, 1, 1)];
  // Of more axes than two, those before are at the first difference.
  const slab = first
    .slice(0, Math.max(rank - 2, 0))
    .reduce(
      (sum, place, axis) => sum * (size[axis] as number) + place - (origin[axis] as number),
      0,
    );
  const start = slab * rows * columns;
  const cells = Array.from({ length: rows * columns }, (_, k): Cell => {
    const [w, g, a] = [wanted, got, allowed].map((list) => list[start + k] as number) as [
      number,
      number,
      number,
    ];
    return { wanted: w, got: g, allowed: a, share: shareOf(w, g, a) };
  });
  return {
    rowName: rank >= 3 ? 'step' : 'batch row',
    columnName: 'unit',
    rows,
    columns,
    rowOrigin: at(origin, 2, 0),
    columnOrigin: at(origin, 1, 0),
    allRows: at(shape, 2, 1),
    allColumns: at(shape, 1, 1),
    fixed: rank >= 3 ? `batch row ${first.slice(0, rank - 2).join(', ')}` : '',
    cells,
    first: {
      row: at(first, 2, 0) - at(origin, 2, 0),
      column: at(first, 1, 0) - at(origin, 1, 0),
    },
  };
}

function shareOf(wanted: number, got: number, allowed: number): number {
  if (Object.is(wanted, got) || wanted === got) return 0;
  const error = Math.abs(got - wanted);
  return allowed === 0 && !Number.isNaN(error) ? Infinity : error / allowed;
}

/** Whether a number is not what it may be. */
export function isOff({ share }: Cell): boolean {
  return !(share <= 1);
}

/** The place of a cell in words: `batch row 0, step 3, unit 1`. */
export function placeOf(grid: Grid, row: number, column: number): string {
  const { fixed, rowName, columnName, rowOrigin, columnOrigin } = grid;
  return [
    ...(fixed === '' ? [] : [fixed]),
    `${rowName} ${rowOrigin + row}`,
    `${columnName} ${columnOrigin + column}`,
  ].join(', ');
}
