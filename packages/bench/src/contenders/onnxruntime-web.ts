// ONNX Runtime in a page, on its WebGPU execution provider: a model of one LSTM or GRU node, made in memory.

import { onnxModel, names } from '@gatefold/adapter-onnxruntime/model';
import { bidirectional, type CellWeights, gru, lstm } from '@gatefold/contract';
import { stateLeaves } from '@gatefold/contract/author';
// The build that waits by JavaScript Promise Integration: as fast as the other, 17 MB rather than 27.
import * as ort from 'onnxruntime-web/jspi';
import type { Contender } from '../contender.ts';
import { versionOf } from '../version-of.ts';
import { frameOf, type Workload } from '../workloads.ts';

/**
 * 1.30.0 has WebGPU kernels for the LSTM and GRU of opset 14, which are those of opset 21 too; the ones of opset 22 it
 * gives to its CPU kernels (its log: "webgpu kernel not found in registries for Op type: LSTM").
 */
const opset = 21;

/** Reads a tensor on the GPU, and frees it. */
const read = (tensor: ort.Tensor): Promise<Float32Array> =>
  tensor.getData(true) as Promise<Float32Array>;

export const onnxruntimeWeb: Contender = {
  name: 'onnxruntime-web/webgpu',
  version: versionOf('onnxruntime-web'),

  refusal: ({ mode }) =>
    mode === 'masked' ? 'ONNX ends a row early by its length, and has no mask' : null,

  async prepare(workload, weights) {
    // More would need a page that is isolated from other origins, and they have nothing to do here.
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(modelOf(workload, weights), {
      executionProviders: ['webgpu'],
      preferredOutputLocation: 'gpu-buffer',
      // An error rather than the CPU's kernels under the name of the GPU's.
      extra: { session: { disable_cpu_ep_fallback: '1' } },
      logSeverityLevel: 3,
    });
    const once = (workload.mode === 'steps' ? stepwise : whole)(session, workload);
    return {
      environment: { provider: 'webgpu, all nodes', opset: String(opset) },
      async run(x, times) {
        let output = await once(x);
        for (let done = 1; done < times; done++) {
          output.dispose();
          output = await once(x);
        }
        return read(output);
      },
      dispose: () => session.release(),
    };
  },
};

function cellOf({ kind, units, resetAfter, mode }: Workload) {
  const config = { units, returnState: mode === 'steps' };
  return kind === 'lstm' ? lstm(config) : gru({ ...config, resetAfter });
}

function modelOf(workload: Workload, weights: Required<CellWeights>): Uint8Array {
  const cell = cellOf(workload);
  if (workload.mode !== 'bidirectional') {
    return onnxModel(cell, weights, workload.mode === 'steps', opset);
  }
  const both = { forward: weights, backward: weights };
  return onnxModel(bidirectional({ layer: cell }), both, false, opset);
}

type Once = (x: Float32Array) => Promise<ort.Tensor>;

function whole(session: ort.InferenceSession, workload: Workload): Once {
  const { batch, timeSteps, inputDim } = workload;
  return async (data) => {
    const x = new ort.Tensor('float32', data, [batch, timeSteps, inputDim]);
    return (await session.run({ [names.input]: x }))['output'] as ort.Tensor;
  };
}

/** Frames one after the other, the states of one call handed to the next without leaving the GPU. */
function stepwise(session: ort.InferenceSession, workload: Workload): Once {
  const { batch, timeSteps, inputDim, units } = workload;
  const paths = stateLeaves(cellOf(workload)).map(({ path }) => path);
  return async (x) => {
    let state = paths.map(
      (): ort.Tensor => new ort.Tensor('float32', new Float32Array(batch * units), [batch, units]),
    );
    let output: ort.Tensor | undefined;
    for (let t = 0; t < timeSteps; t++) {
      output?.dispose();
      const frame = new ort.Tensor('float32', frameOf(workload, x, t), [batch, 1, inputDim]);
      const initial = paths.map(
        (path, leaf) => [names.initial(path), state[leaf] as ort.Tensor] as const,
      );
      const made = await session.run({ [names.input]: frame, ...Object.fromEntries(initial) });
      for (const leaf of state) leaf.dispose();
      state = paths.map((path) => made[names.final(path)] as ort.Tensor);
      output = made['output'] as ort.Tensor;
    }
    for (const leaf of state) leaf.dispose();
    return output as ort.Tensor;
  };
}
