// Any Gatefold backend, run the way an app runs it.

import type {
  Backend,
  CellWeights,
  Layer,
  LayerConfig,
  Tensor,
  TensorLike,
} from '@gatefold/contract';
import type { Runner } from '../contender.ts';
import { frameOf, isMasked, maskOf, outputSize, type Workload } from '../workloads.ts';
import { layersOf } from './layers-of.ts';

/** A new result for each run, disposed of at once; the last is read, without a promise where the backend can. */
export function gatefoldRunner(
  backend: Backend,
  workload: Workload,
  weights: readonly Required<CellWeights>[],
): Runner {
  const target = new Float32Array(outputSize(workload));
  const read = backend.supports.dataSync ? ('dataSync' as const) : ('data' as const);
  const layers = layersOf(workload, weights).map(({ config, weights: own }) =>
    backend.layer<LayerConfig>(config, own),
  );
  // What a stream gives is lent, and not ours to dispose of.
  const isLent = workload.mode === 'steps' || workload.mode === 'stream';
  const once = (isLent ? stepwise : whole)(layers, workload);
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

function whole(layers: readonly Layer[], workload: Workload): Once {
  const { batch, timeSteps, inputDim } = workload;
  const shape = [batch, timeSteps, inputDim];
  const mask = { shape: [batch, timeSteps], data: maskOf(workload) };
  const options = isMasked(workload) ? { mask } : {};
  const run = (layer: Layer, x: TensorLike): Tensor =>
    (layer.run(x, options) as { output: Tensor }).output;
  const [first, ...rest] = layers as [Layer, ...Layer[]];
  return (data) => {
    let output = run(first, { shape, data });
    for (const layer of rest) {
      const below = output;
      output = run(layer, below);
      below.dispose();
    }
    return output;
  };
}

/** Frames one after the other, the state staying where it is; a call of a `stream` is one of them, and the next goes on. */
function stepwise([layer]: readonly Layer[], workload: Workload): Once {
  const { batch, timeSteps, inputDim, mode } = workload;
  const stream = (layer as Layer).stream({ batch });
  const shape = [batch, inputDim];
  if (mode === 'stream') return (data) => stream.push({ shape, data });
  const push = (x: Float32Array, t: number): Tensor =>
    stream.push({ shape, data: frameOf(workload, x, t) });
  return (x) => {
    stream.reset();
    for (let t = 0; t < timeSteps - 1; t++) push(x, t);
    return push(x, timeSteps - 1);
  };
}
