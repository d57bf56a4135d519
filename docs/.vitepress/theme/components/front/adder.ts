// A recurrent layer that adds, with weights set by hand: each time step takes a bit of each number, the lowest first, and
// the state carries.
//
// Unit k is on when at least k of the three are 1: the bit of a, the bit of b, and the carry, which is unit 2 of the step
// before. So unit 2 is the next carry, and 1 − 2 + 3 of the units is the bit of the sum.

import { type Backend, type Layer, simpleRNN, tensor } from '@gatefold/contract';

export const units = 3;

/** At 16 a unit that is on is sigmoid(8) = 0.9997, and one that is off is 1 minus that. */
const gain = 16;
const config = simpleRNN({
  units,
  activation: 'sigmoid',
  returnSequences: true, // the bits of the sum
  returnState: true, // the last carry
});

export type Adder = Layer<typeof config>;

export function adderOn(backend: Backend): Adder {
  return backend.layer(config, {
    kernel: tensor([
      [gain, gain, gain], // a
      [gain, gain, gain], // b
    ]),
    recurrentKernel: tensor([
      [0, 0, 0],
      [gain, gain, gain], // the carry
      [0, 0, 0],
    ]),
    bias: tensor([-0.5 * gain, -1.5 * gain, -2.5 * gain]),
  });
}

export interface Added {
  /** [timeSteps][units], from 0 to 1. */
  readonly steps: readonly (readonly number[])[];
  /** [units], after the last step. */
  readonly state: readonly number[];
}

/** Runs the layer on two numbers, which are bits with the lowest first. */
export async function add(
  layer: Adder,
  a: readonly number[],
  b: readonly number[],
): Promise<Added> {
  const x = tensor([a.map((bit, t) => [bit, b[t] ?? 0])]); // [1, timeSteps, 2]
  const { output, state } = layer.run(x);
  const [outputs, last] = await Promise.all([output.data(), state.h.data()]);
  for (const result of [output, state.h]) result.dispose();
  const steps = a.map((_, t) => Array.from(outputs.slice(t * units, (t + 1) * units)));
  return { steps, state: Array.from(last) };
}

/** The bit of the sum that a step's units say. */
export function bitOf([one = 0, two = 0, three = 0]: readonly number[]): number {
  return Math.round(one - two + three);
}

/** The number that the layer answered: the bits of its steps, and the carry that its state holds. */
export function sumOf({ steps, state }: Added): number {
  return numberOf([...steps.map(bitOf), Math.round(state[1] ?? 0)]);
}

/** @returns the bits, [count], the lowest first */
export function bitsOf(number: number, count: number): number[] {
  return Array.from({ length: count }, (_, t) => (number >> t) & 1);
}

export function numberOf(bits: readonly number[]): number {
  return bits.reduce((sum, bit, t) => sum + bit * 2 ** t, 0);
}

/** Adds every pair of numbers of so many bits in one batch, and counts the right answers. */
export async function addAll(layer: Adder, bits: number): Promise<{ right: number; of: number }> {
  const numbers = 2 ** bits;
  const of = numbers ** 2;
  const x = new Float32Array(of * bits * 2); // [batch, timeSteps, 2]
  for (let row = 0; row < of; row++) {
    for (let t = 0; t < bits; t++) {
      x[(row * bits + t) * 2] = (Math.floor(row / numbers) >> t) & 1;
      x[(row * bits + t) * 2 + 1] = ((row % numbers) >> t) & 1;
    }
  }
  const { output, state } = layer.run(tensor(x, [of, bits, 2]));
  const [outputs, last] = await Promise.all([output.data(), state.h.data()]);
  for (const result of [output, state.h]) result.dispose();
  let right = 0;
  for (let row = 0; row < of; row++) {
    let sum = Math.round(last[row * units + 1] ?? 0) * numbers;
    for (let t = 0; t < bits; t++) {
      const at = (row * bits + t) * units;
      sum += bitOf([outputs[at] ?? 0, outputs[at + 1] ?? 0, outputs[at + 2] ?? 0]) * 2 ** t;
    }
    if (sum === Math.floor(row / numbers) + (row % numbers)) right++;
  }
  return { right, of };
}
