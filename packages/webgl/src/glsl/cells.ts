// The equations of the cells in GLSL, of one unit of a row or of four, which `num` stands for (common.ts). Letters as in the papers; r is the row's number.
// Each must equal its reference: packages/cpu/src/lstm-cell.ts, gru-cell.ts and simple-rnn-cell.ts.

import type { CellConfig } from '@gatefold/contract';

/** A sum of products that a gate is made of. */
export interface Sum {
  /** The GLSL variable, to which the row's number is added. */
  readonly name: string;
  /** Which gate's columns of W or U. */
  readonly gate: number;
}

/** One draw: the products that it sums, and what it makes of the sums. */
export interface Pass {
  /** s = x·W + b */
  readonly fromX: readonly Sum[];
  /** Products with h, or in a second pass with p; where a sum is among `fromX` too, both are added. */
  readonly fromH: readonly Sum[];
  /** Sums that begin with the second bias, which is added to h·U: a GRU's with resetAfter. */
  readonly secondBias: readonly Sum[];
  /** GLSL that ends with the new `h` and, where there is a second output, `c`. */
  finish(r: number): string;
  /** Textures that it writes for each row. */
  readonly outputs: readonly ('h' | 'c')[];
}

export interface CellSource {
  /** Whether the cell has a state c. */
  readonly hasC: boolean;
  /** One, or two where the second needs all units of the first. */
  readonly passes: readonly [Pass, Pass?];
}

export function cellSource(cell: CellConfig): CellSource {
  if (cell.kind === 'lstm') return lstmSource;
  if (cell.kind === 'simpleRNN') return simpleRNNSource;
  return cell.resetAfter ? gruSource : resetBeforeSource;
}

const sums = (...names: string[]): Sum[] => names.map((name, gate) => ({ name, gate }));

/** Clause V2; equals lstmCell. */
const lstmSource: CellSource = {
  hasC: true,
  passes: [
    {
      fromX: sums('si', 'sf', 'sg', 'so'),
      fromH: sums('si', 'sf', 'sg', 'so'),
      secondBias: [],
      outputs: ['h', 'c'],
      // #region lstm-cell
      finish: (r) => `
    num i = sigma(si${r});
    num f = sigma(sf${r});
    num g = a(sg${r});
    num o = sigma(so${r});
    num c = f * c${r} + i * g;
    num h = o * a(c);`,
      // #endregion
    },
  ],
};

/** Clauses V4 and V5, r resets the product; equals resetAfterCell. */
const gruSource: CellSource = {
  hasC: false,
  passes: [
    {
      fromX: sums('sz', 'sr', 'sn'),
      fromH: sums('sz', 'sr', 'qn'),
      secondBias: sums('sz', 'sr', 'qn'),
      outputs: ['h'],
      // #region gru-cell-reset-after
      finish: (r) => `
    num z = sigma(sz${r});
    num r = sigma(sr${r});
    num n = a(sn${r} + qn${r} * r);
    num h = z * h${r} + (1.0 - z) * n;`,
      // #endregion
    },
  ],
};

/** Clauses V3 and V5, r resets the state before the product, so that the second draw waits for the first; equals resetBeforeCell. */
const resetBeforeSource: CellSource = {
  hasC: false,
  // #region gru-cell-reset-before
  passes: [
    {
      fromX: sums('sz', 'sr'),
      fromH: sums('sz', 'sr'),
      secondBias: [],
      outputs: ['h', 'c'],
      // p = r ⊙ h and z, which the second pass reads as its vector and as its c.
      finish: (r) => `
    num c = sigma(sz${r});
    num h = sigma(sr${r}) * h${r};`,
    },
    {
      fromX: [{ name: 'sn', gate: 2 }],
      fromH: [{ name: 'sn', gate: 2 }],
      secondBias: [],
      outputs: ['h'],
      finish: (r) => `
    num z = c${r};
    num n = a(sn${r});
    num h = z * h${r} + (1.0 - z) * n;`,
    },
  ],
  // #endregion
};

/** Clause V1; equals simpleRNNCell. */
const simpleRNNSource: CellSource = {
  hasC: false,
  passes: [
    {
      fromX: sums('sh'),
      fromH: sums('sh'),
      secondBias: [],
      outputs: ['h'],
      // #region simple-rnn-cell
      finish: (r) => `
    num h = a(sh${r});`,
      // #endregion
    },
  ],
};
