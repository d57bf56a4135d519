// The equations of the cells in WGSL, of four units of a row. Letters as in the papers; h_ and c_ are the state before the step.
// Each must equal its reference: packages/cpu/src/lstm-cell.ts, gru-cell.ts and simple-rnn-cell.ts.

import type { CellConfig } from '@gatefold/contract';

/** A sum of products that a gate is made of. */
export interface Sum {
  /** The variable of WGSL. */
  readonly name: string;
  /** Which gate's columns of W or U. */
  readonly gate: number;
}

/** What is done between two barriers: the products that are summed, and what is made of the sums. */
export interface Pass {
  /** s = x·W + b */
  readonly fromX: readonly Sum[];
  /** Products with h, or in a second pass with p; where a sum is among `fromX` too, both are added. */
  readonly fromH: readonly Sum[];
  /** Sums to which the second bias is added, that of h·U: a GRU's with resetAfter. */
  readonly secondBias: readonly Sum[];
  /** WGSL that ends with what `outputs` names. */
  readonly finish: string;
  /** The new state; or, before a second pass, what that needs: p and z. */
  readonly outputs: readonly ('h' | 'c' | 'p' | 'z')[];
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

/** The passes of a cell, without the place of a second one that there is not. */
export function passesOf(cell: CellConfig): readonly Pass[] {
  return cellSource(cell).passes.filter((pass) => pass !== undefined);
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
      finish: `
  let i = sigma(si);
  let f = sigma(sf);
  let g = a(sg);
  let o = sigma(so);
  let c = f * c_ + i * g;
  let h = o * a(c);`,
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
      finish: `
  let z = sigma(sz);
  let r = sigma(sr);
  let n = a(sn + qn * r);
  let h = z * h_ + (1.0 - z) * n;`,
      // #endregion
    },
  ],
};

/** Clauses V3 and V5, r resets the state before the product, so that the second pass waits for the first; equals resetBeforeCell. */
const resetBeforeSource: CellSource = {
  hasC: false,
  // #region gru-cell-reset-before
  passes: [
    {
      fromX: sums('sz', 'sr'),
      fromH: sums('sz', 'sr'),
      secondBias: [],
      outputs: ['p', 'z'],
      // p = r ⊙ h, whose product with Un the second pass sums.
      finish: `
  let z = sigma(sz);
  let p = sigma(sr) * h_;`,
    },
    {
      fromX: [{ name: 'sn', gate: 2 }],
      fromH: [{ name: 'sn', gate: 2 }],
      secondBias: [],
      outputs: ['h'],
      finish: `
  let n = a(sn);
  let h = z * h_ + (1.0 - z) * n;`,
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
      finish: `
  let h = a(sh);`,
      // #endregion
    },
  ],
};
