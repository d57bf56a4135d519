// The only tests of a mutant: the suite, on the reference as its users have it, on a device that forgives nothing, and
// on one that claims little, since only what is not claimed is refused.

import { activationNames } from '@gatefold/contract';
import { conformance } from '@gatefold/conformance/vitest';
import { cpu } from '@gatefold/cpu';
import { describe } from 'vitest';
import { strictBackend } from './strict-backend.ts';

const options = { runs: 10 };

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
