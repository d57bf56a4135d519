// Memory that is lost on ways that are seldom taken: clause L5.

import type { LayerConfig } from '@gatefold/contract';
import { flagsOf } from '@gatefold/contract/author';
import type { LooseBackend, LooseOptions } from '../untyped.ts';
import { backendMutant, type Mutant } from './mutant.ts';

/** What happens on a layer, of which a mutant chooses when to lose a buffer. */
interface Watched {
  readonly run: (config: LayerConfig, options: LooseOptions, calls: number) => boolean;
  readonly resetState: (given: boolean) => boolean;
  readonly rewind: (given: boolean) => boolean;
  readonly refusedPush: () => boolean;
  readonly close: (pushed: number) => boolean;
}

const nothing: Watched = {
  run: () => false,
  resetState: () => false,
  rewind: () => false,
  refusedPush: () => false,
  close: () => false,
};

const leak = (id: string, says: string, when: Partial<Watched>): Mutant =>
  backendMutant({
    id: `leaks/${id}`,
    clause: 'L5',
    says,
    change: (plain) => losing(plain, { ...nothing, ...when }),
  });

function losing(plain: LooseBackend, watched: Watched): Partial<LooseBackend> {
  let lost = 0;
  const lose = (does: boolean): void => {
    if (does) lost++;
  };
  return {
    memory: () => {
      const memory = plain.memory();
      return { ...memory, buffers: memory.buffers + (plain.disposed ? 0 : lost) };
    },
    layer: (config, weights) => {
      const layer = plain.layer(config, weights);
      const [run, reset, open] = [
        layer.run.bind(layer),
        layer.resetState.bind(layer),
        layer.stream.bind(layer),
      ];
      let calls = 0;
      layer.run = (x, options) => {
        const result = run(x, options);
        lose(watched.run(layer.config, options ?? {}, ++calls));
        return result;
      };
      layer.resetState = (state) => {
        reset(state);
        lose(watched.resetState(state !== undefined));
      };
      layer.stream = (options) => {
        const stream = open(options);
        const [push, rewind, close] = [
          stream.push.bind(stream),
          stream.reset.bind(stream),
          stream.dispose.bind(stream),
        ];
        let pushed = 0;
        stream.push = (frame, more) => {
          try {
            const output = push(frame, more);
            pushed++;
            return output;
          } catch (error) {
            lose(!stream.disposed && watched.refusedPush());
            throw error;
          }
        };
        stream.reset = (state) => {
          rewind(state);
          lose(watched.rewind(state !== undefined));
        };
        stream.dispose = () => {
          lose(!stream.disposed && watched.close(pushed));
          close();
        };
        return stream;
      };
      return layer;
    },
  };
}

export const leakMutants: readonly Mutant[] = [
  leak('masked', 'a mask that is never freed', { run: (_, { mask }) => mask !== undefined }),
  leak('backwards', 'a reversed copy of x that is never freed', {
    run: (config) => flagsOf(config).goBackwards,
  }),
  leak('bidirectional', 'a backward output that is never freed once it is merged', {
    run: ({ kind }) => kind === 'bidirectional',
  }),
  leak('stacked', 'what one cell hands to the next, never freed', {
    run: ({ kind }) => kind === 'stacked',
  }),
  leak('fifth-run', 'scratch that is made anew in the fifth run, and the old never freed', {
    run: (_, __, calls) => calls === 5,
  }),
  leak('state-with-mask', 'an initial state that is never freed where there is a mask too', {
    run: (_, { mask, initialState }) => mask !== undefined && initialState !== undefined,
  }),
  leak('reset-state', 'a stored state that is never freed when another is set', {
    resetState: (given) => given,
  }),
  leak('stream-reset', 'a state that reset(state) of a stream brought and never frees', {
    rewind: (given) => given,
  }),
  leak('refused-push', 'the frame of a push that was refused, never freed', {
    refusedPush: () => true,
  }),
  leak('stream-unused', 'buffers of a stream that is closed before its first push', {
    close: (pushed) => pushed === 0,
  }),
];
