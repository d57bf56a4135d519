// ONNX Runtime, whichever of its packages: a model of LSTM or GRU nodes, made in memory.

import { names, onnxModel } from '@gatefold/adapter-onnxruntime/model';
import { stateLeaves } from '@gatefold/contract/author';
import type * as onnxruntime from 'onnxruntime-common';
import type { Contender, Runner } from '../contender.ts';
import { frameOf, isMasked, lengthOf, type Workload } from '../workloads.ts';
import { layersOf, type WeightedLayer } from './layers-of.ts';

type Ort = Pick<typeof onnxruntime, 'InferenceSession' | 'Tensor'>;
type Session = onnxruntime.InferenceSession;

/** One of its packages, set up. */
export interface OnnxRuntime extends Pick<Contender, 'name' | 'version'> {
  readonly ort: Ort;
  readonly session: onnxruntime.InferenceSession.SessionOptions;
  readonly environment: Readonly<Record<string, string>>;
  /** Of which opset its kernels are. */
  readonly opset: number;
  /** Why it cannot end a row early by its length, or null where it can. */
  readonly lengthsRefusal: string | null;
  /** Gives a tensor's numbers, and frees it. */
  readonly read: (output: onnxruntime.Tensor) => Float32Array | Promise<Float32Array>;
}

export function onnxruntimeContender({ name, version, ...runtime }: OnnxRuntime): Contender {
  const { ort, environment, opset, lengthsRefusal, read } = runtime;
  return {
    name,
    version,
    refusal: (workload) => (isMasked(workload) ? lengthsRefusal : null),
    async prepare(workload, weights): Promise<Runner> {
      const layers = layersOf(workload, weights, { returnState: isStepwise(workload) });
      const model = modelOf(workload, layers, opset);
      const session = await ort.InferenceSession.create(model, runtime.session);
      const once = onceOf(ort, session, workload, layers);
      return {
        environment: { ...environment, opset: String(opset) },
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
}

function isStepwise({ mode }: Workload): boolean {
  return mode === 'steps' || mode === 'stream';
}

function modelOf(workload: Workload, layers: readonly WeightedLayer[], opset: number): Uint8Array {
  const { config, weights } = layers.at(-1) as WeightedLayer;
  return onnxModel(config, weights, {
    takesState: isStepwise(workload),
    takesLengths: isMasked(workload),
    below: layers.slice(0, -1).map((lower) => [lower.config, lower.weights]),
    opset,
  });
}

type Once = (x: Float32Array) => Promise<onnxruntime.Tensor>;

function onceOf(
  ort: Ort,
  session: Session,
  workload: Workload,
  [layer]: readonly WeightedLayer[],
): Once {
  const { mode, timeSteps } = workload;
  if (!isStepwise(workload)) return whole(ort, session, workload);
  const { push, reset } = stepwise(ort, session, workload, layer as WeightedLayer);
  if (mode === 'stream') return (x) => push(x);
  return async (x) => {
    reset();
    for (let t = 0; t < timeSteps - 1; t++) (await push(frameOf(workload, x, t))).dispose();
    return push(frameOf(workload, x, timeSteps - 1));
  };
}

function whole(ort: Ort, session: Session, workload: Workload): Once {
  const { batch, timeSteps, inputDim } = workload;
  const lengths = new ort.Tensor('int32', new Int32Array(batch).fill(lengthOf(workload)), [batch]);
  const feeds = isMasked(workload) ? { [names.lengths]: lengths } : {};
  return async (data) => {
    const x = new ort.Tensor('float32', data, [batch, timeSteps, inputDim]);
    return (await session.run({ [names.input]: x, ...feeds }))['output'] as onnxruntime.Tensor;
  };
}

/** Frames one after the other, the states of one call handed to the next where they lie. */
function stepwise(ort: Ort, session: Session, workload: Workload, { config }: WeightedLayer) {
  const { batch, inputDim, units } = workload;
  const leaves = stateLeaves(config).map(({ path }) => [names.initial(path), names.final(path)]);
  const feeds: Record<string, onnxruntime.Tensor> = {};
  const reset = (): void => {
    for (const [initial] of leaves as [string, string][]) {
      feeds[initial]?.dispose();
      const zeros = new Float32Array(batch * units);
      feeds[initial] = new ort.Tensor('float32', zeros, [batch, units]);
    }
  };
  reset();
  const push: Once = async (frame) => {
    feeds[names.input] = new ort.Tensor('float32', frame, [batch, 1, inputDim]);
    const made = await session.run(feeds);
    for (const [initial, final] of leaves as [string, string][]) {
      feeds[initial]?.dispose();
      feeds[initial] = made[final] as onnxruntime.Tensor;
    }
    return made['output'] as onnxruntime.Tensor;
  };
  return { push, reset };
}
