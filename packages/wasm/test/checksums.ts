// Bits of a few sequences, as one number each; test/browser.test.ts has a page compare them too.

import {
  type ActivationName,
  type Backend,
  gru,
  lstm,
  simpleRNN,
  type Tensor,
  type TensorLike,
} from '@gatefold/contract';

/** The cells with their usual activations, and each activation that is not exact. */
const layers: Readonly<Record<string, ReturnType<typeof lstm | typeof gru | typeof simpleRNN>>> = {
  lstm: lstm({ units: 13, returnSequences: true }),
  gru: gru({ units: 13, returnSequences: true }),
  gruResetBefore: gru({ units: 13, resetAfter: false, returnSequences: true }),
  ...Object.fromEntries(
    (['tanh', 'sigmoid', 'elu', 'selu', 'exponential', 'softsign', 'silu'] as const).map(
      (activation: ActivationName) => [
        activation,
        simpleRNN({ units: 13, activation, returnSequences: true }),
      ],
    ),
  ),
};

export const expectedChecksums: Readonly<Record<string, number>> = {
  elu: 2434537592,
  exponential: 2_324_591_396,
  gru: 3_469_770_539,
  gruResetBefore: 3_371_339_920,
  lstm: 793_280_871,
  selu: 4041126612,
  sigmoid: 2_890_435_202,
  silu: 872_907_980,
  softsign: 2342329760,
  tanh: 3443214390,
};

/** A checksum of each layer's output, from numbers that need no library to be the same everywhere. */
export function checksums(backend: Backend): Record<string, number> {
  const made = Object.entries(layers).map(([name, config]) => {
    const gates = { lstm: 4, gru: 3, simpleRNN: 1 }[config.kind];
    const columns = gates * config.units;
    const biasRows = config.kind === 'gru' && config.resetAfter ? [2] : [];
    using layer = backend.layer(config, {
      kernel: numbers(1, 5, columns),
      recurrentKernel: numbers(2, config.units, columns),
      bias: numbers(3, ...biasRows, columns),
    } as never);
    const { output } = layer.run(numbers(4, 7, 9, 5)) as { output: Tensor };
    return [name, checksum(output.dataSync())] as const;
  });
  return Object.fromEntries(made);
}

/** Multiples of 2^-10 between -0.4 and 0.4: a linear congruence, constants of Numerical Recipes. */
function numbers(seed: number, ...shape: number[]): TensorLike {
  let state = seed;
  const size = shape.reduce((a, b) => a * b);
  const data = Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return ((state >>> 16) % 819) / 1024 - 0.4;
  });
  return { shape, data };
}

/** FNV-1a of the bits. */
function checksum(values: Float32Array): number {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(values.buffer, values.byteOffset, values.byteLength)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}
