// Any Gatefold backend, run the way an app runs it.

import {
  type Backend,
  bidirectional,
  type CellWeights,
  gru,
  type Layer,
  lstm,
  type Tensor,
} from '@gatefold/contract';
import type { Runner } from '../contender.ts';
import { frameOf, maskOf, outputWidth, type Workload } from '../workloads.ts';

/** A new result for each run, disposed of at once; the last is read, without a promise where the backend can. */
export function gatefoldRunner(
  backend: Backend,
  workload: Workload,
  weights: Required<CellWeights>,
): Runner {
  const { batch } = workload;
  const target = new Float32Array(batch * outputWidth(workload));
  const read = backend.supports.dataSync ? ('dataSync' as const) : ('data' as const);
  // What a stream gives is lent, and not ours to dispose of.
  const isLent = workload.mode === 'steps';
  const once = (isLent ? stepwise : whole)(backend, workload, weights);
  return {
    // A getter, since a backend may only know it once it has run.
    get environment() {
      return backend.environment ?? {};
    },
    run(x, times) {
      let output = once(x);
      for (let done = 1; done < times; done++) {
        if (!isLent) output.dispose();
        output = once(x);
      }
      const numbers = output[read](target);
      if (!isLent) output.dispose();
      return numbers;
    },
    dispose: () => backend.dispose(),
  };
}

type Once = (x: Float32Array) => Tensor;

function cellOf({ kind, units, resetAfter }: Workload) {
  return kind === 'lstm' ? lstm({ units }) : gru({ units, resetAfter });
}

function whole(backend: Backend, workload: Workload, weights: Required<CellWeights>): Once {
  const { batch, timeSteps, inputDim, mode } = workload;
  const cell = cellOf(workload);
  const layer = (
    mode === 'bidirectional'
      ? backend.layer(bidirectional({ layer: cell }), { forward: weights, backward: weights })
      : backend.layer(cell, weights)
  ) as Layer;
  const shape = [batch, timeSteps, inputDim];
  const mask = { shape: [batch, timeSteps], data: maskOf(workload) };
  const options = mode === 'masked' ? { mask } : {};
  return (data) => (layer.run({ shape, data }, options) as { output: Tensor }).output;
}

/** Frames one after the other, the state staying where it is. */
function stepwise(backend: Backend, workload: Workload, weights: Required<CellWeights>): Once {
  const { batch, timeSteps, inputDim } = workload;
  const stream = backend.layer(cellOf(workload), weights).stream({ batch });
  const push = (x: Float32Array, t: number): Tensor =>
    stream.push({ shape: [batch, inputDim], data: frameOf(workload, x, t) });
  return (x) => {
    stream.reset();
    for (let t = 0; t < timeSteps - 1; t++) push(x, t);
    return push(x, timeSteps - 1);
  };
}
