// The draws of one time step in each layout. States lie in textures or arrays of them; step s reads one and writes another.

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
  const form = stateForm(cell, variant);
  return present.flatMap((pass, index) => {
    const [isSecond, isLast] = [index === 1, index === present.length - 1];
    const placed = { pass, hasC, isSecond, isLast, form };
    return draws[variant.layout](cell, variant, placed);
  });
}

export function stateForm(cell: CellConfig, { layout, rows }: StepVariant): StateForm {
  const states = cellSource(cell).hasC ? 2 : 1;
  if (layout === 'units') {
    return { layers: 1, gateLayers: 1, texelsPerQuad: 4, rows: 1, isPaired: true };
  }
  const own = layout === 'split' ? 1 : rows;
  return {
    layers: states * own,
    gateLayers: 2 * own,
    texelsPerQuad: 1,
    rows: own,
    isPaired: false,
  };
}
