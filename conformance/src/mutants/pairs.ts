// Wrong only where two choices meet: a flag and an activation, a size and a mask, a cell and its gates.

import { cellsOf } from '@gatefold/contract/author';
import type { ActivationName, CellConfig, LayerConfig } from '@gatefold/contract';
import { honestParts, type PlainCall, type PlainParts, type Roles } from '../plain/parts.ts';
import { backendMutant, type Mutant, partMutant } from './mutant.ts';
import { callOnlyWhen, unitsOf, writeOnlyWhen } from './only-when.ts';

const mutant = (id: string, clause: string, says: string, parts: Partial<PlainParts>): Mutant =>
  partMutant({ id: `pairs/${id}`, clause, says, parts });

const activationOf = ({ prepared }: PlainCall): ActivationName => prepared.cell.activation;

/** Other activations in some cells. */
const roles = (change: (cell: CellConfig) => Partial<Roles>): Partial<PlainParts> => ({
  roles: (cell) => ({ ...honestParts.roles(cell), ...change(cell) }),
});

const withoutState = ({ initialState }: PlainCall): Partial<PlainCall> => ({
  initialState: {
    h: initialState.h.map(() => 0),
    c: initialState.c.map(() => 0),
  },
});

/** Layers made of another config than was given. */
const config = (
  id: string,
  clause: string,
  says: string,
  change: (given: LayerConfig) => LayerConfig,
): Mutant =>
  backendMutant({
    id: `pairs/${id}`,
    clause,
    says,
    changesValues: true,
    change: (plain) => ({
      layer: (given, weights) => plain.layer(given?.kind ? change(given) : given, weights),
    }),
  });

const gateOf = (cell: CellConfig): ActivationName | undefined =>
  cell.kind === 'simpleRNN' ? undefined : cell.recurrentActivation;

export const pairMutants: readonly Mutant[] = [
  mutant(
    'one-step/mask',
    'M2',
    'a mask that is ignored where there is one step',
    callOnlyWhen(
      ({ timeSteps }) => timeSteps === 1,
      () => ({ mask: null }),
    ),
  ),
  mutant(
    'one-step/backwards',
    'R1',
    'one step backwards from a state of zeros',
    callOnlyWhen(({ timeSteps, goBackwards }) => timeSteps === 1 && goBackwards, withoutState),
  ),
  mutant(
    'relu/mask',
    'M3',
    'masked steps that emit zeros where the activation is relu',
    callOnlyWhen(
      (call) => call.mask !== null && activationOf(call) === 'relu',
      () => ({ zeroOutputForMask: true }),
    ),
  ),
  mutant(
    'relu/backwards',
    'R2',
    'relu that goes forwards',
    callOnlyWhen(
      (call) => call.goBackwards && activationOf(call) === 'relu',
      () => ({ goBackwards: false }),
    ),
  ),
  mutant(
    'gru/elu',
    'V5',
    'a GRU that takes relu for elu',
    roles((cell) =>
      cell.kind === 'gru' && cell.activation === 'elu' ? { candidate: 'relu' } : {},
    ),
  ),
  mutant(
    'gru/mish',
    'V5',
    'a GRU that takes silu for mish',
    roles((cell) =>
      cell.kind === 'gru' && cell.activation === 'mish' ? { candidate: 'silu' } : {},
    ),
  ),
  mutant(
    'gru/hard-sigmoid',
    'V5',
    'a GRU whose gates take the hard sigmoid of Keras 2 for that of Keras 3',
    roles((cell) =>
      cell.kind === 'gru' && gateOf(cell) === 'hardSigmoid' ? { gate: 'hardSigmoidKeras2' } : {},
    ),
  ),
  mutant(
    'gru/reset-before-hard-sigmoid',
    'V3',
    'a GRU that resets before the product and takes the hard sigmoid of Keras 3 for that of Keras 2',
    roles((cell) =>
      cell.kind === 'gru' && !cell.resetAfter && gateOf(cell) === 'hardSigmoidKeras2'
        ? { gate: 'hardSigmoid' }
        : {},
    ),
  ),
  mutant(
    'lstm/softsign-out',
    'V6',
    'an LSTM of softsign whose c becomes h by tanh',
    roles((cell) =>
      cell.kind === 'lstm' && cell.activation === 'softsign' ? { output: 'tanh' } : {},
    ),
  ),
  mutant(
    'lstm/tanh-gates',
    'V2',
    'an LSTM that takes sigmoid where both of its activations are tanh',
    roles((cell) =>
      cell.activation === 'tanh' && gateOf(cell) === 'tanh' ? { gate: 'sigmoid' } : {},
    ),
  ),
  mutant(
    'state/last-output',
    'I1',
    'an initial state that is ignored where more than 3 steps give their last output',
    callOnlyWhen(
      ({ timeSteps, returnSequences }) => timeSteps > 3 && !returnSequences,
      withoutState,
    ),
  ),
  mutant(
    'zero-output/last',
    'M11',
    'zeroOutputForMask that is ignored where a GRU gives its last output',
    callOnlyWhen(
      ({ prepared, returnSequences }) => prepared.cell.kind === 'gru' && !returnSequences,
      () => ({ zeroOutputForMask: false }),
    ),
  ),
  mutant(
    'mask/backwards-state',
    'M12',
    'a mask that is not turned around where steps go backwards from a state',
    callOnlyWhen(
      ({ mask, goBackwards, initialState }) =>
        mask !== null && goBackwards && initialState.h.some((value) => value !== 0),
      ({ mask, timeSteps, batch }) => ({
        mask: Uint8Array.from({ length: batch * timeSteps }, (_, index) => {
          const row = Math.floor(index / timeSteps);
          return (mask as Uint8Array)[(row + 1) * timeSteps - 1 - (index % timeSteps)] as number;
        }),
      }),
    ),
  ),
  mutant(
    'aligned/mask',
    'R4',
    'alignOutput that is ignored under a mask',
    callOnlyWhen(
      ({ mask }) => mask !== null,
      () => ({ alignOutput: false }),
    ),
  ),
  mutant(
    'no-bias/gru',
    'V8',
    'a GRU whose last unit is off where all biases are zero',
    writeOnlyWhen(
      ({ prepared }) =>
        prepared.cell.kind === 'gru' && prepared.weights.bias.every((value) => value === 0),
      (call) => {
        const last = call.output.length - 1;
        call.output[last] = (call.output[last] as number) + 0.01 * unitsOf(call);
      },
    ),
  ),
  config(
    'bidirectional/activations',
    'B11',
    'a Bidirectional whose backward layer takes the activation of the forward one',
    (given) => {
      if (given.kind !== 'bidirectional') return given;
      const { layer, backwardLayer } = given;
      if (layer.kind === 'stacked' || backwardLayer.kind === 'stacked') return given;
      return { ...given, backwardLayer: { ...backwardLayer, activation: layer.activation } };
    },
  ),
  config(
    'stack/activations',
    'K1',
    'a stack whose third cell takes the activation of the first',
    (given) => {
      if (given.kind !== 'stacked' || given.cells.length < 3) return given;
      const { activation } = cellsOf(given)[0] as CellConfig;
      return {
        ...given,
        cells: given.cells.map((cell, place) => (place === 2 ? { ...cell, activation } : cell)),
      };
    },
  ),
];
