// The draws of one time step in each layout. States lie in texture arrays; step s reads one and writes another.

import type { CellConfig } from '@gatefold/contract';
import { cellSource } from './cells.ts';
import { quadsDraws } from './layouts/quads.ts';
import { splitDraws } from './layouts/split.ts';
import { unitsDraws } from './layouts/units.ts';
import type {
  LayoutName,
  PlacedPass,
  StateForm,
  StepDraw,
  StepVariant,
} from './layouts/variant.ts';

const draws: Readonly<
  Record<LayoutName, (cell: CellConfig, variant: StepVariant, placed: PlacedPass) => StepDraw[]>
> = { quads: quadsDraws, units: unitsDraws, split: splitDraws };

/** The draws of a step, in order. */
export function stepDraws(cell: CellConfig, variant: StepVariant): readonly StepDraw[] {
  const { passes, hasC } = cellSource(cell);
  const present = passes.filter((pass) => pass !== undefined);
  return present.flatMap((pass, index) => {
    const placed = { pass, hasC, isSecond: index === 1, isLast: index === present.length - 1 };
    return draws[variant.layout](cell, variant, placed);
  });
}

export function stateForm(cell: CellConfig, { layout, rows }: StepVariant): StateForm {
  const states = cellSource(cell).hasC ? 2 : 1;
  if (layout === 'units') return { layers: 1, texelsPerQuad: 4, rows: 1, isPaired: true };
  const own = layout === 'split' ? 1 : rows;
  return { layers: states * own, texelsPerQuad: 1, rows: own, isPaired: false };
}
