// A layout says how the work of one time step is spread over fragments, and what a texel of its state holds.

import type { Pass } from '../cells.ts';

/**
 * The layouts of a time step:
 *
 * - `quads`: a fragment computes four units, of one row or of several; what software rendering does best.
 * - `units`: a fragment computes one unit, so that four times as many share the work; for small layers on a GPU.
 * - `split`: two draws, the first of which sums a part of one gate's products to a fragment; for large layers on a GPU.
 */
export const layoutNames = ['quads', 'units', 'split'] as const;

export type LayoutName = (typeof layoutNames)[number];

/**
 * How weights lie in their texture, a texel holding four consecutive k of one column:
 *
 * - `lines`: those of a column side by side, as a processor walks through memory.
 * - `columns`: those of neighbouring units side by side, as neighbouring fragments of a GPU fetch them at once.
 */
export type WeightOrder = 'lines' | 'columns';

export interface StepVariant {
  readonly layout: LayoutName;
  readonly order: WeightOrder;
  /** Rows that share each fetched weight: in `units`, one. */
  readonly rows: 1 | 2 | 4;
  /** 2 for both directions of a Bidirectional side by side: its units follow the forward ones. */
  readonly directions: 1 | 2;
  /** Whether x·W + b is there already (project.ts), or is summed here, as `quads` alone can. */
  readonly projected: boolean;
  /** Whether states are matrices: one row a fragment, one step a run; `quads` alone. */
  readonly single: boolean;
}

/** One draw of a step. */
export interface StepDraw {
  readonly source: string;
  /** What it writes: the next state, what a cell's second pass needs of its first, or sums of products. */
  readonly target: 'state' | 'gates' | 'sums';
  /** Gates whose products lie in `sums`, which it writes or reads; 0 where it does neither. */
  readonly sums: number;
}

/** A pass of a cell, and its place among them. */
export interface PlacedPass {
  readonly pass: Pass;
  readonly hasC: boolean;
  readonly isSecond: boolean;
  /** Whether the step ends with it, so that the mask decides what stays. */
  readonly isLast: boolean;
  readonly form: StateForm;
}

/** How states lie in their array while steps run. */
export interface StateForm {
  readonly layers: number;
  /** Of what a cell's second pass needs of its first. */
  readonly gateLayers: number;
  /** Texels that four units of a row take. */
  readonly texelsPerQuad: 1 | 4;
  /** Rows whose states lie above each other in the layers: h of each, then c of each. */
  readonly rows: 1 | 2 | 4;
  /** Whether a texel holds h and c of one unit, rather than one of them of four units. */
  readonly isPaired: boolean;
}
