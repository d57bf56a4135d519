// Cells by themselves: three cells × both flags × direction × initial state × kind of mask.

import type { CallSpec, GoldenSpec, MaskKind } from '../golden.ts';
import {
  booleans,
  type CellName,
  cellNames,
  cells,
  equationClauses,
  flagsName,
  product,
  spec,
} from './spec.ts';

export const masks: readonly MaskKind[] = ['none', 'right', 'left', 'interior', 'row'];

const maskWords: Readonly<Record<MaskKind, string>> = {
  none: '',
  right: ', padded behind',
  left: ', padded before',
  interior: ', with gaps',
  row: ', a row masked throughout',
};

/** The clauses that a combination shows, the rarest first. */
function clausesOf(
  name: CellName,
  goBackwards: boolean,
  { mask = 'none', initialState = false }: CallSpec,
  returnSequences: boolean,
): string[] {
  const clauses: string[] = [];
  if (mask === 'row') clauses.push('M5');
  if (mask === 'left') clauses.push('M4');
  if (mask !== 'none') clauses.push(returnSequences ? 'M3' : 'M9', 'M2');
  if (mask !== 'none' && initialState) clauses.push('M13');
  if (goBackwards) clauses.push('R1', 'R3');
  if (mask !== 'none' && goBackwards) clauses.push('M12');
  if (initialState) clauses.push('I1');
  const equations = equationClauses[name];
  return mask === 'none' && !goBackwards ? [...equations, ...clauses] : [...clauses, ...equations];
}

export const cellSpecs: readonly GoldenSpec[] = cellNames.flatMap((name) =>
  product(booleans, booleans, booleans, masks).flatMap(
    ([returnSequences, returnState, goBackwards, mask]) =>
      booleans.map((initialState) => {
        const flags = flagsName(returnSequences, returnState);
        const config = { ...cells[name], returnSequences, returnState, goBackwards };
        const start = initialState ? 'initial-state' : 'zeros';
        const direction = goBackwards ? 'backwards' : 'forwards';
        return spec({
          id: `cells/${name}/${flags}/${direction}/${start}/${mask}`,
          group: mask === 'none' ? 'cells' : 'masked-cells',
          clauses: clausesOf(name, goBackwards, { mask, initialState }, returnSequences),
          says: `${name} with ${flags.replace('-', ' and ')}, ${direction}, from ${initialState ? 'an initial state' : 'zeros'}${maskWords[mask]}, as Keras`,
          config: config,
          calls: [{ mask, initialState }],
        });
      }),
  ),
);
