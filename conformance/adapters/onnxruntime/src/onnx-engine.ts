// An engine over ONNX Runtime: the same for onnxruntime-node and onnxruntime-web.

import { type HostTensor, type LayerConfig, nameState, type WeightsOf } from '@gatefold/contract';
import { flagsOf, leavesIn, stateLeaves } from '@gatefold/contract/author';
import {
  type Engine,
  type EngineCall,
  type EngineLayer,
  type EngineResult,
  type EngineState,
  type EngineSupports,
} from '@gatefold/contract/engine';
import type * as onnxruntime from 'onnxruntime-node';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { names, onnxModel } from './model.ts';
import { onnxActivations } from './onnx-activations.ts';

/** A model that is ready to run. */
export type Session = Pick<InferenceSession, 'release'> & {
  run(feeds: InferenceSession.FeedsType): Promise<InferenceSession.ReturnType>;
};

/** What both packages export, as far as it is used. */
export interface Ort extends Pick<typeof onnxruntime, 'Tensor'> {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<Session>;
  };
}

export interface OnnxEngineOptions extends Required<
  Pick<Engine, 'name' | 'version' | 'environment'>
> {
  readonly session: InferenceSession.SessionOptions;
  /** Of which opset its kernels are. */
  readonly opset: number;
  /** What it has kernels for, where that is not all that ONNX has. */
  readonly kernels?: Partial<Pick<EngineSupports, 'cells' | 'activations'>>;
}

/**
 * Makes an engine whose layers are ONNX models.
 *
 * Not claimed, because no operator does it: masks (`sequence_lens` ends a row early, which is padding on the right alone,
 * and gives zeros where Keras repeats: https://github.com/microsoft/onnxruntime/issues/12492), stateful layers (a session
 * keeps nothing between runs), and Keras's other activations.
 */
export function onnxEngine(ort: Ort, options: OnnxEngineOptions): Engine {
  const { name, version, environment, opset, kernels = {} } = options;
  return {
    ...{ name, version, environment: { ...environment, opset: String(opset) } },
    supports: {
      cells: ['simpleRNN', 'lstm', 'gru'],
      activations: onnxActivations,
      resetAfter: [true, false],
      masking: false,
      goBackwards: true,
      alignOutput: true,
      stateful: false,
      bidirectional: true,
      stacked: true,
      precision: 'f32',
      ...kernels,
    },
    layer: (config, weights) => new OnnxLayer(ort, config, weights, options),
  };
}

class OnnxLayer implements EngineLayer {
  readonly #ort: Ort;
  readonly #config: LayerConfig;
  readonly #weights: WeightsOf<LayerConfig>;
  readonly #options: Pick<OnnxEngineOptions, 'session' | 'opset'>;
  /** By whether the model takes states. */
  readonly #sessions = new Map<boolean, Promise<Session>>();

  constructor(
    ort: Ort,
    config: LayerConfig,
    weights: WeightsOf<LayerConfig>,
    options: Pick<OnnxEngineOptions, 'session' | 'opset'>,
  ) {
    this.#ort = ort;
    this.#config = config;
    this.#weights = weights;
    this.#options = options;
  }

  async run({ x, initialState }: EngineCall): Promise<EngineResult> {
    const config = this.#config;
    const session = await this.#session(initialState !== null);
    const feeds = new Map([[names.input, this.#tensor(x)]]);
    for (const [path, leaf] of leavesIn(initialState)) {
      feeds.set(names.initial(path), this.#tensor(leaf as HostTensor));
    }
    const made = await session.run(Object.fromEntries(feeds));
    const [output, backward] = names.outputs(config).map((name) => valuesOf(made[name]));
    return {
      output: backward === undefined ? output : { forward: output, backward },
      ...(flagsOf(config).returnState ? { state: this.#finalState(made) } : {}),
    } as EngineResult;
  }

  async dispose(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).release();
    this.#sessions.clear();
  }

  /** Made when it is first needed: most layers only ever run with a state, or without. */
  #session(takesState: boolean): Promise<Session> {
    const known = this.#sessions.get(takesState);
    if (known !== undefined) return known;
    const { session: how, opset } = this.#options;
    const model = onnxModel(this.#config, this.#weights, { takesState, opset });
    const session = this.#ort.InferenceSession.create(model, how);
    this.#sessions.set(takesState, session);
    return session;
  }

  #tensor({ shape, data }: HostTensor): Tensor {
    return new this.#ort.Tensor('float32', data, shape);
  }

  #finalState(made: InferenceSession.ReturnType): EngineState {
    const leaves = stateLeaves(this.#config).map(({ path }) => valuesOf(made[names.final(path)]));
    return nameState<LayerConfig, HostTensor>(this.#config, leaves);
  }
}

function valuesOf(tensor: InferenceSession.ReturnType[string] | undefined): HostTensor {
  const { dims, data } = tensor as Tensor;
  return { shape: dims, data: data as Float32Array };
}
