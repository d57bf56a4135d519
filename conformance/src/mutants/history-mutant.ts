// A mutant whose layer leaves something behind for the next call.

import { layerMutant, type Mutant } from './mutant.ts';

export type LayerChange = Parameters<typeof layerMutant>[0]['change'];

export function historyMutant(
  id: string,
  clause: string,
  says: string,
  change: LayerChange,
): Mutant {
  return layerMutant({ id: `history/${id}`, clause, says, changesValues: true, change });
}
