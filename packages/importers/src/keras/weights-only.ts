// Recurrent layers of files that hold weights and no config: what the shapes tell, and no more.

import { type CellConfig, gru, type HostTensor, lstm, simpleRNN } from '@gatefold/contract';
import { bidirectional, type LayerConfig, weightsInOrder } from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import type { ImportedLayer, Note } from '../imported.ts';
import { wholeLayer } from '../whole-layer.ts';
import { fromCuDNN } from './cudnn.ts';
import { fromKeras1 } from './keras-1.ts';

/**
 * Takes arrays for the weights of a recurrent layer, when their shapes are those of one.
 *
 * @param given  in the order of get_weights()
 * @returns      undefined when they are of another layer
 */
export function guessLayer(
  path: string,
  given: readonly HostTensor[],
  notes: Note[],
): ImportedLayer | undefined {
  const weights = joinGates(given);
  const whole = guessCell(weights);
  const half = weights.length / 2;
  const directions =
    whole === undefined && Number.isInteger(half)
      ? [guessCell(weights.slice(0, half)), guessCell(weights.slice(half))]
      : [];
  const [forward, backward] = directions;
  // Of directions that are unlike, or cells of a stack, the file does not tell which is which.
  const areAlike = forward !== undefined && JSON.stringify(forward) === JSON.stringify(backward);
  const cells = whole ? [whole] : areAlike ? [forward, forward] : undefined;
  if (cells === undefined) return undefined;
  const [first] = cells as [CellConfig];
  const layer = wholeLayer(first);
  const config: LayerConfig = whole ? layer : bidirectional({ layer });
  const plain = fromCuDNN(weights, cells);
  notes.push({
    kind: 'assumed',
    path,
    says:
      'The file holds weights without a config: the shapes tell the kind of cell, and the activations, the flags and the merge mode ' +
      "are Keras 3's defaults, with the whole sequence and the state returned. A model of Keras 2.2 or older has the recurrent activation " +
      'hardSigmoidKeras2 unless it came from cuDNN.',
  });
  if (plain !== weights) {
    notes.push({
      kind: 'converted',
      path,
      says: 'Its weights lay as cuDNN wants them, and were turned into those of the plain layer.',
    });
  }
  return { config, weights: weightsInOrder(config, plain) };
}

/** Keras 1 had a kernel, a recurrent kernel and a bias for each gate: 12 arrays of an LSTM, 9 of a GRU, or twice as many. */
function joinGates(weights: readonly HostTensor[]): readonly HostTensor[] {
  const kind = ({ 12: 'lstm', 24: 'lstm', 9: 'gru', 18: 'gru' } as const)[weights.length];
  const units = weights[2]?.shape[0] ?? 0;
  const shapes = weights.map(({ shape }) => shape.join());
  const inputs = weights[0]?.shape[0] ?? 0;
  const wanted = [[inputs, units].join(), [units, units].join(), `${units}`];
  if (kind === undefined || shapes.some((shape, index) => shape !== wanted[index % 3]))
    return weights;
  const cell = kind === 'lstm' ? lstm({ units }) : gru({ units });
  return fromKeras1(weights, weights.length > 12 ? [cell, cell] : [cell]);
}

/** A cell whose kernel, recurrent kernel and bias have these shapes. */
function guessCell(weights: readonly HostTensor[]): CellConfig | undefined {
  if (weights.length !== 2 && weights.length !== 3) return undefined;
  const [W, U, b] = weights.map(({ shape }) => shape) as [
    readonly number[],
    readonly number[],
    (readonly number[])?,
  ];
  const [units, columns] = U as [number, number];
  if (W.length !== 2 || U.length !== 2 || W[1] !== columns || units === 0) return undefined;
  const gates = columns / units;
  const useBias = b !== undefined;
  if (gates === gateCounts.lstm && fits(b, [columns], [2 * columns]))
    return lstm({ units, useBias });
  if (gates === gateCounts.gru && fits(b, [columns], [2, columns], [2 * columns])) {
    // Two rows, or two halves of cuDNN's: reset after. One: before, as every GRU was until Keras 2.1.5.
    return gru({
      units,
      useBias,
      resetAfter: b === undefined || b.length === 2 || b[0] !== columns,
    });
  }
  // Two Dense layers in a row look the same, so a bare square kernel is taken for a SimpleRNN only with its bias.
  return gates === 1 && b !== undefined && fits(b, [columns])
    ? simpleRNN({ units, useBias })
    : undefined;
}

function fits(shape: readonly number[] | undefined, ...wanted: readonly number[][]): boolean {
  return shape === undefined || wanted.some((one) => one.join() === shape.join());
}
