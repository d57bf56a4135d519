// Weights of any config, all zero: for tests of everything but numbers.

import {
  type CellConfig,
  type CellWeights,
  type HostTensor,
  type LayerConfig,
  sizeOf,
  type WeightsOf,
} from '../src/index.ts';
import { gateCounts, nestCells, placesOf } from '../src/author.ts';

export function zeros(...shape: number[]): HostTensor {
  return { shape, data: new Float32Array(sizeOf(shape)) };
}

export function makeWeights<const C extends LayerConfig>(
  config: C,
  inputDim: number,
): WeightsOf<C> {
  const cells = placesOf(config).map(({ cell, before }) =>
    cellWeights(cell, before?.units ?? inputDim),
  );
  return nestCells(config, cells) as WeightsOf<C>;
}

function cellWeights(cell: CellConfig, inputDim: number): CellWeights {
  const columns = gateCounts[cell.kind] * cell.units;
  const rows = cell.kind === 'gru' && cell.resetAfter ? [2, columns] : [columns];
  return {
    kernel: zeros(inputDim, columns),
    recurrentKernel: zeros(cell.units, columns),
    ...(cell.useBias ? { bias: zeros(...rows) } : {}),
  };
}
