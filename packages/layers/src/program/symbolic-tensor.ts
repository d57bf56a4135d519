// What a program hands from layer to layer before there are numbers: Keras's KerasTensor.

import type { OpenShape } from '../layers/layer-class.ts';
import type { ProgramLayer } from './program-layer.ts';

/** A tensor of a program: of a known shape, and without numbers until the program runs. */
export interface SymbolicTensor {
  /** Batch first; null where it is open. */
  readonly shape: OpenShape;
  /** Where it comes from: output number `output` of call number `call` of a layer. */
  readonly source: {
    readonly layer: ProgramLayer;
    readonly call: number;
    readonly output: number;
  };
}
