// States of streams that are kept by reference, shared or mixed up. Clauses T.

import type { HostTensor, PushOptions, Stream, TensorLike } from '@gatefold/contract';
import { stateLeaves } from '@gatefold/contract/author';
import { namedState } from '../lab.ts';
import { historyMutant } from './history-mutant.ts';
import {
  type AnyTensor,
  backendMutant,
  type Honest,
  layerMutant,
  type Mutant,
  streamMutant,
} from './mutant.ts';
import { batchOf, copied, isGone, isStateful, type Leaves, leavesOf } from './state-now.ts';
import { tell } from './told-numbers.ts';

const onStream = (
  id: string,
  clause: string,
  says: string,
  change: Parameters<typeof streamMutant>[0]['change'],
): Mutant =>
  streamMutant({ id: `history/stream-${id}`, clause, says, change, changesValues: true });

/** The state that a stateful layer stored last, of the layers whose results tell it. */
function storing(honest: Honest): { stored: () => Leaves | undefined; run: Honest['run'] } {
  let stored: Leaves | undefined;
  return {
    stored: () => stored,
    run: (x, options) => {
      const result = honest.run(x, options);
      if (result.state !== undefined && batchOf(x) > 0) stored = copied(honest, result.state);
      return result;
    },
  };
}

/** A stream that forgets what it has seen before one of its pushes. */
const beginsAnewAt =
  (number: number): Parameters<typeof onStream>[3] =>
  (honest) => {
    const push = honest.push.bind(honest);
    let pushed = 0;
    return {
      push: (frame: TensorLike, options?: PushOptions) => {
        if (++pushed === number) honest.reset();
        return push(frame, options);
      },
    };
  };

/** What happens after a push of a length that is new, where as many have been before. */
const lengthsBeyond =
  (
    most: number,
    then: (stream: Stream, output: ReturnType<Stream['push']>) => void,
  ): Parameters<typeof onStream>[3] =>
  (honest) => {
    const push = honest.push.bind(honest);
    const lengths = new Set<number>();
    return {
      push: (frame: TensorLike, options?: PushOptions) => {
        const output = push(frame, options);
        const steps = frame.shape.length === 3 ? (frame.shape[1] as number) : 0;
        if (lengths.has(steps)) return output;
        if (lengths.add(steps).size > most) then(honest, output);
        return output;
      },
    };
  };

const lent = new WeakSet<object>();

/** Lets a lent tensor tell other numbers: once, since the next push lends the same one again. */
function told(tensor: AnyTensor, change: (own: Float32Array) => ArrayLike<number>): AnyTensor {
  if (lent.has(tensor)) return tensor;
  lent.add(tensor);
  return tell(tensor, change);
}

export const streamStateMutants: readonly Mutant[] = [
  layerMutant({
    id: 'history/stream-from-stored',
    clause: 'T5',
    says: 'a stream of a stateful layer that begins with the stored state',
    changesValues: true,
    change: (honest) => {
      if (!isStateful(honest)) return {};
      const { stored, run } = storing(honest);
      return {
        run,
        stream: (options) => {
          const leaves = stored();
          const rows = leaves === undefined ? 0 : batchOf(Object.values(leaves)[0] as TensorLike);
          const begins = options?.initialState === undefined && rows === (options?.batch ?? 1);
          return honest.stream(
            begins && leaves !== undefined
              ? { ...options, initialState: namedState(honest.config, leaves) }
              : options,
          );
        },
      };
    },
  }),
  layerMutant({
    id: 'history/stream-resets-stored',
    clause: 'T5',
    says: 'a stream that resets the stored state of its layer',
    // A diagnosis finds other ways to lose a stored state that give the same numbers.
    changesValues: false,
    change: (honest) => ({
      stream: (options) => {
        const stream = honest.stream(options);
        if (isStateful(honest)) honest.resetState();
        return stream;
      },
    }),
  }),
  onStream(
    'two-lengths',
    'T1',
    'a chunk of another length than the first, which is half of what it should be',
    (honest) => {
      const push = honest.push.bind(honest);
      let first: number | undefined;
      return {
        push: (frame: TensorLike, options?: PushOptions) => {
          const output = push(frame, options);
          if (frame.shape.length !== 3) return output;
          first ??= frame.shape[1];
          return first === frame.shape[1]
            ? output
            : told(output, (own) => own.map((value) => value / 2));
        },
      };
    },
  ),
  onStream(
    'fifth-length',
    'T1',
    'a fifth length of chunk after which the stream begins anew',
    lengthsBeyond(4, (honest) => honest.reset()),
  ),
  onStream('tenth-push', 'T1', 'a tenth push that begins anew', beginsAnewAt(10)),
  onStream('push-257', 'T1', 'a push that begins anew after 256 others', beginsAnewAt(257)),
  onStream('reset-twice', 'T4', 'a second reset() in a row that changes nothing', (honest) => {
    const [push, reset] = [honest.push.bind(honest), honest.reset.bind(honest)];
    let resets = 0;
    return {
      push: (frame: TensorLike, options?: PushOptions) => {
        resets = 0;
        return push(frame, options);
      },
      reset: (state?: Parameters<typeof reset>[0]) => {
        if (++resets !== 2 || honest.batch > 1) reset(state);
      },
    };
  }),
  onStream(
    'reset-keeps-output',
    'T9',
    'masked steps after reset() that repeat an output, where all rows had begun before',
    (honest) => {
      const [push, reset] = [honest.push.bind(honest), honest.reset.bind(honest)];
      let [begun, keeps] = [false, false];
      return {
        push: (frame: TensorLike, options?: PushOptions) => {
          const output = push(frame, options);
          if (options?.mask === undefined) [begun, keeps] = [true, false];
          return keeps ? told(output, (own) => own.map((v) => (v === 0 ? 0.5 : v))) : output;
        },
        reset: (state?: Parameters<typeof reset>[0]) => {
          [begun, keeps] = [false, begun];
          reset(state);
        },
      };
    },
  ),
  onStream(
    'mask-after-none',
    'T9',
    'a mask that is ignored where the push before it brought none',
    (honest) => {
      const push = honest.push.bind(honest);
      let isFree = false;
      return {
        push: (frame: TensorLike, options?: PushOptions) => {
          const wasFree = isFree;
          const output = push(frame, wasFree && options !== undefined ? {} : options);
          isFree = options?.mask === undefined;
          return output;
        },
      };
    },
  ),
  onStream(
    'refused-frame-staged',
    'E23',
    'a frame whose mask is refused that is taken for the next one of its shape',
    (honest) => {
      const push = honest.push.bind(honest);
      let staged: HostTensor | undefined;
      return {
        push: (frame: TensorLike, options?: PushOptions) => {
          const { shape, data } = frame as Partial<HostTensor>;
          const isNext = staged !== undefined && String(staged.shape) === String(shape);
          const taken = isNext && options?.mask === undefined ? staged : undefined;
          try {
            const output = push(taken ?? frame, options);
            staged = undefined;
            return output;
          } catch (error) {
            if (
              shape !== undefined &&
              data instanceof Float32Array &&
              options?.mask !== undefined
            ) {
              staged = { shape, data: data.slice() };
            }
            throw error;
          }
        },
      };
    },
  ),
  onStream(
    'bad-mask-resets',
    'E23',
    'a push whose mask is refused that resets the stream',
    (honest) => {
      const push = honest.push.bind(honest);
      return {
        push: (frame: TensorLike, options?: PushOptions) => {
          try {
            return push(frame, options);
          } catch (error) {
            if (options?.mask !== undefined && !honest.disposed) honest.reset();
            throw error;
          }
        },
      };
    },
  ),
  onStream(
    'ninth-length',
    'T6',
    'a ninth length of chunk whose output is gone at once',
    lengthsBeyond(8, (_, output) => (output as unknown as { end(): void }).end()),
  ),
  onStream(
    'read-stale',
    'T6',
    'a push that is read as the one before, the second time on',
    (honest) => {
      const push = honest.push.bind(honest);
      const caches = new Map<string, Float32Array>();
      return {
        push: (frame: TensorLike, options?: PushOptions) => {
          const output = push(frame, options);
          const key = output.shape.join();
          return told(output, (own) => {
            const known = caches.get(key) ?? own.slice();
            caches.set(key, known);
            return known;
          });
        },
      };
    },
  ),
  backendMutant({
    id: 'history/streams-share',
    clause: 'T5',
    says: 'streams of all layers that are as wide, which share their states',
    changesValues: true,
    change: (plain) => {
      const latest = new Map<string, Stream>();
      return {
        layer: (config, weights) => {
          const layer = plain.layer(config, weights);
          const open = layer.stream.bind(layer);
          layer.stream = (options) => {
            const stream = open(options);
            const key = JSON.stringify([stateLeaves(layer.config), stream.batch]);
            const push = stream.push.bind(stream);
            stream.push = (frame, more) => {
              const other = latest.get(key);
              const output = push(frame, more);
              if (other !== undefined && other !== stream && !other.disposed) {
                other.reset(stream.state);
              }
              latest.set(key, stream);
              return output;
            };
            return stream;
          };
          return layer;
        },
      };
    },
  }),
  historyMutant(
    'run-moves-stream',
    'T5',
    'a run that its layer’s stream goes on from',
    ({ run, stream, config }) => {
      let opened: Stream | undefined;
      return {
        stream: (options) => (opened = stream(options)),
        run: (x, options) => {
          const result = run(x, options);
          if (
            opened?.disposed === false &&
            result.state !== undefined &&
            batchOf(x) === opened.batch
          ) {
            opened.reset(namedState(config, copied({ config }, result.state)) as never);
          }
          return result;
        },
      };
    },
  ),
  historyMutant(
    'stream-state-by-reference',
    'T3',
    'a stream that begins with zeros once the state that it was given is disposed of',
    ({ stream, config }) => ({
      stream: (options) => {
        let given = leavesOf(config, options?.initialState);
        const opened = stream(options);
        const [push, reset] = [opened.push.bind(opened), opened.reset.bind(opened)];
        opened.reset = (state) => {
          reset(state);
          given = leavesOf(config, state);
        };
        opened.push = (frame, more) => {
          if (Object.values(given).every((leaf) => leaf !== undefined) && isGone(given)) reset();
          given = {};
          return push(frame, more);
        };
        return opened;
      },
    }),
  ),
];
