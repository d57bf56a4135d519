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
import { maskOf, outputWidth, type Workload } from '../workloads.ts';

/** A new result for each call, read at once where the backend can, and disposed of. */
export function gatefoldRunner(
  backend: Backend,
  workload: Workload,
  weights: Required<CellWeights>,
): Runner {
  const { units, resetAfter, batch, timeSteps, inputDim, mode } = workload;
  const cell = workload.kind === 'lstm' ? lstm({ units }) : gru({ units, resetAfter });
  const target = new Float32Array(batch * outputWidth(workload));
  const read = backend.supports.dataSync ? ('dataSync' as const) : ('data' as const);
  const dispose = (): void => backend.dispose();
  if (mode === 'steps') {
    // Frames one after the other, the state staying where it is; only the last output is read.
    const layer = backend.layer(cell, weights);
    const stream = layer.stream({ batch });
    const frame = (x: Float32Array, t: number): { shape: number[]; data: Float32Array } => ({
      shape: [batch, inputDim],
      data: x.subarray(t * inputDim, (t + 1) * inputDim),
    });
    return {
      run(x) {
        stream.reset();
        for (let t = 0; t < timeSteps - 1; t++) stream.push(frame(x, t));
        return stream.push(frame(x, timeSteps - 1))[read](target);
      },
      dispose,
    };
  }
  const layer = (
    mode === 'bidirectional'
      ? backend.layer(bidirectional({ layer: cell }), { forward: weights, backward: weights })
      : backend.layer(cell, weights)
  ) as Layer;
  const shape = [batch, timeSteps, inputDim];
  const mask = { shape: [batch, timeSteps], data: maskOf(workload) };
  const options = mode === 'masked' ? { mask } : {};
  return {
    run(x) {
      const { output } = layer.run({ shape, data: x }, options) as { output: Tensor };
      const numbers = output[read](target);
      output.dispose();
      return numbers;
    },
    dispose,
  };
}
