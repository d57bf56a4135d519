// The only tests of a mutant: the suite, on the reference as its users have it, on a device that forgives nothing, on
// one that claims little, since only what is not claimed is refused, and the same behind the door for engines.

import { activationNames } from '@gatefold/contract';
import { cases } from '@gatefold/conformance';
import { conformance } from '@gatefold/conformance/vitest';
import { cpu } from '@gatefold/cpu';
import { describe } from 'vitest';
import { engineBackend } from './engine-backend.ts';
import { strictBackend } from './strict-backend.ts';

const options = {
  runs: 10,
  // A failure kills, whatever it looks like.
  diagnosis: false,
  // Without the coverings, which take three quarters of the time: each would be paid for by every mutant that lives, and
  // an endless loop is waited for as long as a whole run takes. What dies dies without them.
  only: cases.map(({ id }) => id).filter((id) => !/^law\/(sizes|pairs)\//.test(id)),
};

describe('cpu', () => conformance(cpu, options));

describe('a strict device', () =>
  conformance(
    () =>
      strictBackend({
        cells: ['lstm', 'gru'],
        activations: activationNames,
        resetAfter: [true, false],
        masking: true,
        goBackwards: true,
        dataSync: false,
        precision: 'f64',
      }),
    options,
  ));

describe('a small device', () =>
  conformance(
    () =>
      strictBackend({
        cells: ['simpleRNN', 'gru'],
        activations: ['tanh', 'sigmoid'],
        resetAfter: [true],
        masking: false,
        goBackwards: false,
        dataSync: false,
        precision: 'f64',
      }),
    options,
  ));

describe('an engine', () =>
  conformance(
    () =>
      engineBackend({
        cells: ['simpleRNN', 'lstm', 'gru'],
        activations: activationNames,
        resetAfter: [true, false],
        masking: true,
        goBackwards: true,
        alignOutput: true,
        stateful: true,
        bidirectional: true,
        stacked: true,
        precision: 'f64',
      }),
    options,
  ));

describe('a small engine', () =>
  conformance(
    () =>
      engineBackend({
        cells: ['lstm'],
        activations: ['tanh'],
        recurrentActivations: ['sigmoid'],
        resetAfter: [],
        masking: false,
        goBackwards: false,
        stateful: false,
        bidirectional: false,
        stacked: false,
        precision: 'f64',
      }),
    options,
  ));
