// Streams done otherwise: clauses T, L13.

import {
  DisposedError,
  type Mask,
  type PushOptions,
  ShapeError,
  type Stream,
  type TensorLike,
} from '@gatefold/contract';
import { namedState } from '../lab.ts';
import type { PlainCall } from '../plain/parts.ts';
import { backendMutant, type Mutant, partMutant, streamMutant } from './mutant.ts';
import { copied, mapLeaves, readNow } from './state-now.ts';

/** A host tensor that can be read as one of a backend's. */
function asTensor(leaf: TensorLike): TensorLike {
  const { shape, data } = readNow(leaf);
  const dispose = (): void => undefined;
  const read = { data: () => Promise.resolve(data.slice()), dataSync: () => data.slice() };
  return { shape, disposed: false, ...read, dispose, [Symbol.dispose]: dispose };
}

const stream = (
  id: string,
  clause: string,
  says: string,
  change: Parameters<typeof streamMutant>[0]['change'],
): Mutant => streamMutant({ id: `stream/${id}`, clause, says, change, changesValues: true });

/** A push that is given another frame. */
const pushing =
  (frameOf: (frame: TensorLike, before: TensorLike | undefined) => TensorLike) =>
  (honest: Stream): object => {
    const push = honest.push.bind(honest);
    let before: TensorLike | undefined;
    return {
      push: (frame: TensorLike) => {
        const output = push(frameOf(frame, before));
        before = frame;
        return output;
      },
    };
  };

/** The plain sequence, given another call where a stream has a mask. */
const masked = (
  id: string,
  says: string,
  change: (call: PlainCall) => Partial<PlainCall>,
): Mutant =>
  partMutant({
    id: `stream/masked-${id}`,
    clause: 'T9',
    says,
    parts: {
      sequence: (call, run) => run(call.resumes === null ? call : { ...call, ...change(call) }),
    },
  });

/** A push that is given another mask. */
const masking = (
  id: string,
  says: string,
  change: (mask: Mask, frame: TensorLike) => Mask,
  changesValues = true,
): Mutant =>
  streamMutant({
    id: `stream/mask-${id}`,
    clause: 'T9',
    says,
    changesValues,
    change: (honest) => {
      const push = honest.push.bind(honest);
      return {
        push: (frame: TensorLike, options?: PushOptions) => {
          const { mask } = options ?? {};
          const isGiven = mask?.data !== undefined;
          return push(frame, isGiven ? { ...options, mask: change(mask, frame) } : options);
        },
      };
    },
  });

export const streamMutants: readonly Mutant[] = [
  // A diagnosis calls it a mask that is ignored, which is as true.
  streamMutant({
    id: 'stream/masked-ignored',
    clause: 'T9',
    says: 'a push() that ignores its mask',
    change: (honest) => {
      const push = honest.push.bind(honest);
      return { push: (frame: TensorLike) => push(frame) };
    },
  }),
  masked('head-zeros', 'masked steps at the head of a chunk that emit zeros', () => ({
    resumes: null,
  })),
  masked('head-repeats', 'masked steps that emit h before any step was kept', ({ resumes }) => ({
    resumes: (resumes as Uint8Array).map(() => 1),
  })),
  masked('first-row', "the first row's past for every row of a masked chunk", ({ resumes }) => ({
    resumes: (resumes as Uint8Array).map((_, __, all) => all[0] as number),
  })),
  partMutant({
    id: 'stream/masked-whole',
    clause: 'T9',
    says: 'a chunk that is skipped where no row keeps a step, its output left at zero',
    parts: {
      sequence: (call, run) => {
        run(call);
        const { mask, resumes, timeSteps, output } = call;
        const isSkipped = resumes !== null && timeSteps > 1 && mask?.every((bit) => bit === 0);
        if (isSkipped) output.fill(0);
      },
    },
  }),
  masking('booleans', 'booleans in the mask of a push that all keep', (mask) => ({
    ...mask,
    data: Array.from<number | boolean>(mask.data).map((entry) => (entry === false ? true : entry)),
  })),
  masking(
    'axis-of-1',
    'the mask of a chunk that may have no last axis of 1',
    (mask, frame) => {
      if (mask.shape?.length === 3 && frame.shape?.length === 3) {
        throw new ShapeError({ where: 'push: mask', expected: 'must be [batch, timeSteps]' });
      }
      return mask;
    },
    false,
  ),
  stream(
    'chunk-border',
    'T1',
    'a chunk after a frame whose first step is dropped',
    pushing((frame, before) => {
      if (
        before === undefined ||
        frame.shape?.length !== 3 ||
        !(frame.data instanceof Float32Array)
      ) {
        return frame;
      }
      const [batch, steps, width] = frame.shape as [number, number, number];
      const data = frame.data.slice();
      for (let row = 0; row < batch; row++) {
        data.fill(0, row * steps * width, (row * steps + 1) * width);
      }
      return { shape: frame.shape, data };
    }),
  ),
  stream('not-carried', 'T1', 'a stream that begins anew with each push', (honest) => {
    const push = honest.push.bind(honest);
    let pushed = false;
    return {
      push: (frame: TensorLike) => {
        if (pushed && frame?.shape !== undefined) honest.reset();
        pushed = true;
        return push(frame);
      },
    };
  }),
  stream(
    'frame-repeated',
    'T1',
    'a stream that is one frame late',
    pushing((frame, before) => {
      const fits = before?.shape?.join() === frame?.shape?.join();
      return before !== undefined && fits && before.data instanceof Float32Array ? before : frame;
    }),
  ),
  stream('frame-of-rank-3', 'T2', 'a frame whose output has a time axis of 1', (honest) => {
    const push = honest.push.bind(honest);
    return {
      push: (frame: TensorLike) => {
        const output = push(frame);
        if (frame.shape.length !== 2) return output;
        const [batch, units] = output.shape as [number, number];
        return Object.create(output, {
          shape: { value: [batch, 1, units] },
          data: { value: output.data.bind(output) },
          dispose: { value: () => undefined },
        });
      },
    };
  }),
  stream(
    'state-stale',
    'T3',
    'a stream whose state is that before the last push',
    (honest, { config }) => {
      const push = honest.push.bind(honest);
      // `state` is a getter of the class, and is about to be hidden.
      const honestClass = Object.getPrototypeOf(honest) as object;
      const current = (): unknown => Reflect.get(honestClass, 'state', honest);
      let shown: unknown;
      return {
        push: (frame: TensorLike) => {
          const before = copied({ config }, current());
          const output = push(frame);
          shown = namedState(config, mapLeaves(before, asTensor));
          return output;
        },
        get state() {
          return shown ?? current();
        },
      };
    },
  ),
  stream('reset-ignored', 'T4', 'reset() of a stream that does nothing', (honest) => {
    const reset = honest.reset.bind(honest);
    return { reset: (state?: never) => (state === undefined ? undefined : reset(state)) };
  }),
  stream('reset-state-ignored', 'T4', 'reset(state) of a stream that goes to zeros', (honest) => {
    const reset = honest.reset.bind(honest);
    return {
      reset: (state?: never) => {
        if (state !== undefined) reset(state);
        reset();
      },
    };
  }),
  streamMutant({
    id: 'lifetime/stream-outlives-layer',
    clause: 'L13',
    says: 'a stream that outlives its layer',
    change: (honest) => {
      const push = honest.push.bind(honest);
      let last: ReturnType<Stream['push']> | undefined;
      return {
        push: (frame: never) => {
          try {
            last = push(frame);
          } catch (error) {
            if (!(error instanceof DisposedError) || last === undefined) throw error;
          }
          return last;
        },
      };
    },
  }),
  streamMutant({
    id: 'stream/lent-is-owned',
    clause: 'T6',
    says: 'what push returned freed by dispose()',
    change: (honest) => {
      const push = honest.push.bind(honest);
      return {
        push: (frame: never) => {
          const output = push(frame);
          output.dispose = () => (output as unknown as { end(): void }).end();
          return output;
        },
      };
    },
  }),
  backendMutant({
    id: 'stream/shared',
    clause: 'T5',
    says: 'one state for all the streams of a layer',
    changesValues: true,
    change: (plain) => ({
      layer: (config, weights) => {
        const layer = plain.layer(config, weights);
        const open = layer.stream.bind(layer);
        let shared: ReturnType<typeof open> | undefined;
        layer.stream = (options) => {
          const batch = options?.batch ?? 1;
          if (options?.initialState !== undefined || (shared && shared.batch !== batch)) {
            return open(options);
          }
          if (shared === undefined || shared.disposed) shared = open(options);
          return shared;
        };
        return layer;
      },
    }),
  }),
  backendMutant({
    id: 'refusal/streams-backwards',
    clause: 'T7',
    says: 'a layer that goes backwards streamed forwards',
    change: (plain) => ({
      layer: (config, weights) => {
        const layer = plain.layer(config, weights);
        if (!('goBackwards' in layer.config) || !layer.config.goBackwards) return layer;
        const forwards = plain.layer({ ...layer.config, goBackwards: false }, weights);
        layer.stream = forwards.stream.bind(forwards);
        return layer;
      },
    }),
  }),
  backendMutant({
    id: 'stream/no-stacks',
    clause: 'T8',
    says: 'a stack that cannot stream',
    change: (plain) => ({
      layer: (config, weights) => {
        const layer = plain.layer(config, weights);
        if (config?.kind === 'stacked') {
          layer.stream = () => {
            throw new TypeError('a stack does not stream');
          };
        }
        return layer;
      },
    }),
  }),
];
