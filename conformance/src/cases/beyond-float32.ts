// Numbers beyond float32 read as infinity, and are infinite to whatever goes on from them, also inside a backend that
// computes in float64: or a run in one call would give what no run in parts can.

import {
  type ActivationName,
  activationNames,
  bidirectional,
  type CellWeights,
  type MergeMode,
  type Supports,
  type Tensor,
  type TensorLike,
  tensorsOf,
} from '@gatefold/contract';
import { gateCounts } from '@gatefold/contract/author';
import { anything, type CellVariant, claimedCells, claimedGates } from '../claimed.ts';
import type { CellLayer } from '../counterexample.ts';
import { cellOf, noFlags } from '../laws/trial.ts';
import { type Lab, readResult } from '../lab.ts';
import { scalars } from '../plain/activations.ts';
import {
  expectAlike,
  filled,
  joinSteps,
  splitSteps,
  type Tolerance,
  type Values,
} from '../values.ts';
import { largestPoint } from './probes.ts';

const largest = (2 - 2 ** -23) * 2 ** 127;

/** Half of the last place of the largest: the sum of both is the smallest number that reads as infinity. */
const halfPlace = 2 ** 103;

/** Makes ordinary numbers of the largest; no smaller, since a device may take what is below 1.2e-38 for zero. */
const tiny = 2e-38;

/** Rounding takes less from numbers of the size of the largest, and infinity is never within it. */
const ofTheSize: Tolerance = () => 1e-4 * largest;

/** The first that is claimed of those that give the largest numbers back; they are asked of no float16. */
function growing(supports: Supports): ActivationName | undefined {
  return activationNames.find(
    (name) =>
      supports.activations.includes(name) &&
      scalars[name](largest) === largest &&
      largestPoint(supports, name) === Infinity,
  );
}

/** A layer of one unit. */
function layerOf(
  supports: Supports,
  cell: CellVariant,
  activation: ActivationName,
): CellLayer<true, true> {
  const [recurrentActivation] = claimedGates(supports, anything) as [ActivationName];
  const one = cellOf({ cell, units: 1, useBias: true, activation, recurrentActivation });
  return { ...one, ...noFlags, returnSequences: true, returnState: true };
}

/** Weights under which the candidate is 2x + halfPlace, i, f and r are open, o less so, and z is shut. */
function doubling({ kind, resetAfter }: CellVariant): CellWeights {
  const gates = gateCounts[kind];
  const [kernel, bias] = {
    simpleRNN: [[2], [halfPlace]],
    lstm: [
      [0, 0, 2, 0],
      [1, 1, halfPlace, -1],
    ],
    gru: [
      [0, 0, 2],
      [-20, 1, halfPlace],
    ],
  }[kind] as [number[], number[]];
  return {
    kernel: { shape: [1, gates], data: Float32Array.from(kernel) },
    recurrentKernel: filled([1, gates], tiny),
    bias: resetAfter
      ? { shape: [2, gates], data: Float32Array.of(...bias, 0, 0, 0) }
      : { shape: [gates], data: Float32Array.from(bias) },
  };
}

/**
 * Runs two steps at once and one by one, by every cell. The first takes the state past float32 or to its edge; the second
 * would bring it back if it had stayed finite inside.
 */
export async function expectBoundedStates(lab: Lab): Promise<void> {
  const { supports } = lab;
  const activation = growing(supports);
  if (activation === undefined) return;
  const first = [largest / 2, 3e38, -3e38];
  const x: Values = {
    shape: [first.length, 2, 1],
    data: Float32Array.from(first.flatMap((value) => [value, -value / 2])),
  };
  const [head, tail] = splitSteps(x, 1);
  for (const cell of claimedCells(supports)) {
    const layer = lab.layer(layerOf(supports, cell, activation), doubling(cell));
    const whole = await lab.observe(layer, x);
    const begun = layer.run(head);
    for (const made of tensorsOf(begun)) lab.keep(made);
    const read = await readResult(begun);
    const states: Record<string, Readonly<Record<string, TensorLike>>> = {
      'numbers that were read': read.state,
      tensors: { ...begun.state },
    };
    for (const [handedOn, initialState] of Object.entries(states)) {
      const rest = await lab.observe(layer, tail, { initialState });
      const joined = { ...rest, output: joinSteps(read.output, rest.output) };
      const what = `a ${cell.kind} whose state leaves float32, its state handed on as ${handedOn},`;
      expectAlike(what, joined, whole, ofTheSize);
    }
  }
}

/** Gives a merged output that is beyond float32 to the next layer, as a tensor and as the numbers that were read from it. */
export async function expectBoundedOutputs(
  lab: Lab,
  mergeMode: Exclude<MergeMode, null>,
): Promise<void> {
  const { supports } = lab;
  const activation = growing(supports);
  if (activation === undefined) return;
  for (const cell of claimedCells(supports)) {
    const config = layerOf(supports, cell, activation);
    const weights = doubling(cell);
    const both = lab.layer(bidirectional({ layer: config, mergeMode }), {
      forward: weights,
      backward: weights,
    });
    const made = both.run(filled([1, 1, 1], 1.5e38));
    for (const tensor of tensorsOf(made)) lab.keep(tensor);
    const output = made.output as Tensor;
    const [, , inputDim] = output.shape as [number, number, number];
    const gates = gateCounts[cell.kind];
    const next = lab.layer(
      { ...config, useBias: false },
      { kernel: filled([inputDim, gates], tiny), recurrentKernel: filled([1, gates], tiny) },
    );
    const wanted = await lab.observe(next, await lab.read(output));
    const got = await lab.observe(next, output);
    const what = `a ${cell.kind} that is given the ${mergeMode} of numbers near the largest float32 as a tensor`;
    expectAlike(what, got, wanted, ofTheSize);
  }
}
