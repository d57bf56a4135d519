// A cell as a layer that returns all that it has: what files mean that keep weights and no flags.

import {
  type CellConfig,
  gru,
  type GRUConfig,
  lstm,
  type LSTMConfig,
  simpleRNN,
  type SimpleRNNConfig,
} from '@gatefold/contract';

type WholeLayer = LSTMConfig<true, true> | GRUConfig<true, true> | SimpleRNNConfig<true, true>;

/** The layer of a cell, with the sequence and the state returned. */
export function wholeLayer(
  cell: CellConfig,
  more: {
    readonly goBackwards?: boolean;
    readonly alignOutput?: boolean;
    readonly zeroOutputForMask?: boolean;
  } = {},
): WholeLayer {
  const flags = { returnSequences: true, returnState: true, ...more } as const;
  if (cell.kind === 'simpleRNN') {
    const { units, useBias, activation } = cell;
    return simpleRNN({ units, useBias, activation, ...flags });
  }
  const { units, useBias, activation, recurrentActivation } = cell;
  const options = { units, useBias, activation, recurrentActivation, ...flags };
  return cell.kind === 'lstm' ? lstm(options) : gru({ ...options, resetAfter: cell.resetAfter });
}
