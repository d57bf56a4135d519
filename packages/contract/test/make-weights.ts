// Weights of any config, all zero: for tests of everything but numbers.

import {
  type CellConfig,
  type CellWeights,
  type DirectionalConfig,
  type HostTensor,
  type LayerConfig,
  sizeOf,
  type WeightsOf,
} from '../src/index.ts';
import { cellsOf, gateCounts } from '../src/author.ts';

export function zeros(...shape: number[]): HostTensor {
  return { shape, data: new Float32Array(sizeOf(shape)) };
}

export function makeWeights<const C extends LayerConfig>(
  config: C,
  inputDim: number,
): WeightsOf<C> {
  if (config.kind !== 'bidirectional') return directionWeights(config, inputDim) as never;
  return {
    forward: directionWeights(config.layer, inputDim),
    backward: directionWeights(config.backwardLayer, inputDim),
  } as never;
}

function directionWeights(config: DirectionalConfig, inputDim: number): unknown {
  let width = inputDim;
  const weights = cellsOf(config).map((cell) => {
    const made = cellWeights(cell, width);
    width = cell.units;
    return made;
  });
  return config.kind === 'stacked' ? weights : weights[0];
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
