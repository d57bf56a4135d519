// A workload in Gatefold's own terms.

import {
  bidirectional,
  type CellWeights,
  gru,
  type LayerConfig,
  lstm,
  stacked,
  type WeightsOf,
} from '@gatefold/contract';
import { isBidirectional, type Workload } from '../workloads.ts';

export interface WeightedLayer {
  readonly config: LayerConfig;
  readonly weights: WeightsOf<LayerConfig>;
}

/** The layers, from the input up: cells of one direction are one layer, those of both directions are a layer each. */
export function layersOf(
  workload: Workload,
  weights: readonly Required<CellWeights>[],
  { returnState = false } = {},
): WeightedLayer[] {
  const { returnSequences = false } = workload;
  if (!isBidirectional(workload)) {
    const flags = { returnSequences, returnState };
    const [first] = weights as readonly [Required<CellWeights>];
    if (weights.length === 1) return [{ config: cellOf(workload, flags), weights: first }];
    const cells = weights.map(() => cellOf(workload, {}));
    return [{ config: stacked({ cells, ...flags }), weights }] as WeightedLayer[];
  }
  return weights.map((own, index) => {
    const isTop = index === weights.length - 1;
    const layer = cellOf(workload, { returnSequences: !isTop || returnSequences });
    return { config: bidirectional({ layer }), weights: { forward: own, backward: own } };
  });
}

function cellOf({ kind, units, resetAfter }: Workload, flags: Record<string, boolean>) {
  return kind === 'lstm' ? lstm({ units, ...flags }) : gru({ units, resetAfter, ...flags });
}
