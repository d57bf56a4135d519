// A recurrent layer alone: everything that it has, whatever its file wants of it.

import { type Backend, type HostTensor, tensorsOf } from '@gatefold/contract';
import { withFlags } from '@gatefold/contract/author';
import type { ImportedLayer } from '@gatefold/importers';
import type { Named, Numbers } from './case.ts';

/** The whole sequence and the state, and no state kept. */
const flags = { returnSequences: true, returnState: true, stateful: false };

export class LayerRunner implements Disposable {
  readonly #layer: ReturnType<Backend['layer']>;
  /** `h`, `c`; of a Bidirectional `forward.h` and so on, in the order in which it lists them. */
  readonly #states: readonly string[];

  constructor(backend: Backend, { config, weights }: ImportedLayer) {
    this.#layer = backend.layer(withFlags(config, flags), weights);
    const cell = config.kind === 'bidirectional' ? config.layer : config;
    const own = cell.kind === 'lstm' ? ['h', 'c'] : ['h'];
    this.#states =
      config.kind === 'bidirectional'
        ? ['forward', 'backward'].flatMap((direction) =>
            own.map((state) => `${direction}.${state}`),
          )
        : own;
  }

  /** @param inputs  x, and where the first state is not zero `h0`, `c0`, `forward.h0` and so on */
  async run(inputs: Named): Promise<{ readonly sequence: Numbers } & Named> {
    const asHost = ({ shape, data }: Numbers): HostTensor => ({
      shape: [...shape],
      data: Float32Array.from(data),
    });
    const initialState: Record<string, unknown> = {};
    for (const name of this.#states) {
      const given = inputs[`${name}0`];
      if (given === undefined) continue;
      const [first, second] = name.split('.') as [string, string?];
      if (second === undefined) initialState[first] = asHost(given);
      else initialState[first] = { ...(initialState[first] as object), [second]: asHost(given) };
    }
    const options = Object.keys(initialState).length > 0 ? { initialState } : {};
    const result = this.#layer.run(asHost(inputs['x'] as Numbers), options as never);
    const tensors = tensorsOf(result) as readonly {
      shape: readonly number[];
      data(): Promise<Float32Array>;
      dispose(): void;
    }[];
    const names = ['sequence', ...this.#states];
    const read = await Promise.all(
      tensors.map(async (tensor, index) => {
        const numbers = { shape: tensor.shape, data: await tensor.data() };
        tensor.dispose();
        return [names[index], numbers] as const;
      }),
    );
    return Object.fromEntries(read) as { readonly sequence: Numbers } & Named;
  }

  [Symbol.dispose](): void {
    (this.#layer as { dispose(): void }).dispose();
  }
}
