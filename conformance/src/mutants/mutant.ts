// What a mutant is: the plain backend with one thing wrong, and the clause that this breaks.

import {
  type Backend,
  type Layer,
  type LayerConfig,
  type Stream,
  type StreamOptions,
  type TensorLike,
  tensorsOf,
} from '@gatefold/contract';
import type { LooseBackend, LooseOptions } from '../untyped.ts';
import { honestParts, type PlainParts } from '../plain/parts.ts';
import { plainBackend, type PlainOptions } from '../plain/plain-backend.ts';

export interface Mutant {
  /** A path that never changes: `gates/lstm/iofg`. */
  readonly id: string;
  /** The clause that it breaks, and by a case of which it must die. */
  readonly clause: string;
  /** What it does, as a phrase that follows "looks like". */
  readonly says: string;
  /** Whether a call that is right gives wrong numbers; otherwise it is wrong about ownership, counts or refusals. */
  readonly changesValues: boolean;
  /** Makes it, of the plain backend or of a narrower one. */
  make(plain?: PlainOptions): Backend;
}

type Told = Pick<Mutant, 'id' | 'clause' | 'says'>;

/** Wrong arithmetic: plain parts replaced. */
export function partMutant({
  parts = {},
  arithmetic,
  claims,
  ...told
}: Told & PlainOptions): Mutant {
  return {
    ...told,
    changesValues: true,
    make: (plain = {}) =>
      plainBackend({
        ...plain,
        ...(arithmetic === undefined ? {} : { arithmetic }),
        claims: { ...plain.claims, ...claims },
        parts: { ...plain.parts, ...parts, prepare: preparedTwice(plain.parts, parts) },
      }),
  };
}

/** A mutant spoils weights that are stored already. */
function preparedTwice(
  { prepare: store = honestParts.prepare }: Partial<PlainParts> = {},
  { prepare: spoil = honestParts.prepare }: Partial<PlainParts>,
): PlainParts['prepare'] {
  return (checked) => spoil(store(checked));
}

/** Wrong around the arithmetic: a backend whose methods are the plain one's, apart from those given. */
export function backendMutant({
  change,
  changesValues = false,
  ...told
}: Told & {
  change: (plain: LooseBackend) => Partial<LooseBackend>;
  changesValues?: boolean;
}): Mutant {
  return { ...told, changesValues, make: (plain) => disguise(plainBackend(plain), change) };
}

export function disguise(
  backend: Backend,
  change: (backend: LooseBackend) => Partial<LooseBackend>,
): Backend {
  const disguised: Backend = {
    name: backend.name,
    ...(backend.version === undefined ? {} : { version: backend.version }),
    ...(backend.environment === undefined ? {} : { environment: backend.environment }),
    get disposed() {
      return backend.disposed;
    },
    supports: backend.supports,
    layer: (config, weights) => backend.layer(config, weights),
    memory: () => backend.memory(),
    idle: () => backend.idle(),
    dispose: () => backend.dispose(),
    [Symbol.dispose]: () => backend.dispose(),
  };
  return Object.defineProperties(
    disguised,
    Object.getOwnPropertyDescriptors(change(backend)) as PropertyDescriptorMap,
  );
}

/** Results and states with the types left out: mutants rearrange them. */
export type AnyResult = { output: AnyTensor; state?: AnyState } & Disposable & { dispose(): void };
export type AnyTensor = {
  readonly disposed: boolean;
  shape: readonly number[];
  data(target?: Float32Array): Promise<Float32Array>;
  dataSync(target?: Float32Array): Float32Array;
  dispose(): void;
} & Disposable;
export type AnyState = Record<string, unknown>;

/** A layer, its methods as they were. */
export interface Honest {
  readonly config: LayerConfig;
  readonly layer: Layer;
  readonly run: (x: TensorLike, options?: LooseOptions) => AnyResult;
  readonly stream: (options?: StreamOptions) => Stream;
  readonly resetState: (state?: unknown) => void;
  readonly dispose: () => void;
}

type LayerChange = Partial<Pick<Layer, 'dispose'>> & {
  run?: (x: TensorLike, options?: LooseOptions) => unknown;
  stream?: (options?: StreamOptions) => Stream;
  resetState?: (state?: never) => void;
};

/** Wrong in a layer's methods. */
export function layerMutant({
  change,
  ...told
}: Told & { change: (honest: Honest) => LayerChange; changesValues?: boolean }): Mutant {
  return backendMutant({
    ...told,
    change: (backend) => ({
      layer: (config, weights) => {
        const layer = backend.layer(config, weights);
        const honest: Honest = {
          config: layer.config,
          layer: layer,
          run: layer.run.bind(layer) as Honest['run'],
          stream: layer.stream.bind(layer),
          resetState: layer.resetState.bind(layer) as Honest['resetState'],
          dispose: layer.dispose.bind(layer),
        };
        return Object.assign(layer, change(honest));
      },
    }),
  });
}

/** Wrong in a layer's run. */
export function runMutant({
  run,
  ...told
}: Told & {
  run: (honest: Honest, x: TensorLike, options?: LooseOptions) => unknown;
  changesValues?: boolean;
}): Mutant {
  return layerMutant({
    ...told,
    change: (honest) => ({ run: (x, options) => run(honest, x, options) }),
  });
}

/** Wrong in a stream's methods. */
export function streamMutant({
  change,
  ...told
}: Told & {
  change: (stream: Stream, layer: Honest, options?: StreamOptions) => object;
  changesValues?: boolean;
}): Mutant {
  return layerMutant({
    ...told,
    change: (honest) => ({
      stream: (options) => {
        const stream = honest.stream(options);
        return Object.defineProperties(
          stream,
          Object.getOwnPropertyDescriptors(change(stream, honest, options)),
        );
      },
    }),
  });
}

/** A result with something replaced; its dispose() is the honest one's. */
export function withParts(result: AnyResult, parts: object): AnyResult {
  const dispose = (): void => result.dispose();
  return Object.defineProperties(
    { ...result, ...parts },
    {
      dispose: { value: dispose },
      [Symbol.dispose]: { value: dispose },
    },
  );
}

/** Changes each tensor of a result. */
export const onTensors =
  (
    change: (tensor: AnyTensor, index: number) => void,
  ): ((honest: Honest, x: TensorLike, options?: LooseOptions) => AnyResult) =>
  ({ run }, x, options) => {
    const result = run(x, options);
    for (const [index, tensor] of tensorsOf({ ...result }).entries()) {
      change(tensor, index);
    }
    return result;
  };
