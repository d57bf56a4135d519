// What is wrong with backends that claim little, where a suite that asks for much would not see it.

import type { LayerConfig, Supports } from '@gatefold/contract';
import { zip } from '../plain/arithmetic.ts';
import { narrowBackend } from '../plain/narrow-backend.ts';
import type { PlainParts } from '../plain/parts.ts';
import type { LooseBackend } from '../untyped.ts';
import { disguise, type Mutant } from './mutant.ts';

interface NarrowMutant extends Pick<Mutant, 'id' | 'clause' | 'says'> {
  readonly claims: Partial<Supports>;
  readonly parts?: Partial<PlainParts>;
  readonly change?: (narrow: LooseBackend) => Partial<LooseBackend>;
  readonly changesValues?: boolean;
}

const narrowMutant = ({
  claims,
  parts = {},
  change = () => ({}),
  changesValues = true,
  ...told
}: NarrowMutant): Mutant => ({
  ...told,
  id: `narrow/${told.id}`,
  changesValues,
  make: () => disguise(narrowBackend(claims, { parts }), change),
});

const simpleRNNs = { cells: ['simpleRNN'] } as const;
const forwards = { goBackwards: false, alignOutput: false, bidirectional: false } as const;

/** Another config is made than the one that was asked for. */
const making =
  (changed: (config: LayerConfig) => LayerConfig): Required<NarrowMutant>['change'] =>
  (narrow) => ({ layer: (config, weights) => narrow.layer(changed(config), weights) });

/** Layers whose methods are changed. */
const layers =
  (change: (layer: ReturnType<LooseBackend['layer']>) => void): Required<NarrowMutant>['change'] =>
  (narrow) => ({
    layer: (config, weights) => {
      const layer = narrow.layer(config, weights);
      change(layer);
      return layer;
    },
  });

export const narrowMutants: readonly Mutant[] = [
  narrowMutant({
    id: 'relu-rnn-transposed',
    clause: 'V1',
    says: 'a SimpleRNN of relu alone whose recurrent kernel is transposed',
    claims: { ...simpleRNNs, activations: ['relu'] },
    parts: {
      prepare: ({ cell, inputDim, weights }) => {
        const { units } = cell;
        const recurrentKernel = weights.recurrentKernel.map(
          (_, k) => weights.recurrentKernel[(k % units) * units + Math.floor(k / units)] as number,
        );
        return { cell, inputDim, weights: { ...weights, recurrentKernel } };
      },
    },
  }),
  narrowMutant({
    id: 'linear-rnn-masked',
    clause: 'M2',
    says: 'a SimpleRNN of linear alone that processes masked steps',
    claims: { ...simpleRNNs, activations: ['linear'] },
    parts: { masked: (_state, x, next) => next(x) },
  }),
  narrowMutant({
    id: 'gru-before-as-after',
    clause: 'V3',
    says: 'a GRU that claims resetAfter false alone, and resets the product',
    claims: { cells: ['gru'], resetAfter: [false] },
    parts: { reset: (r, h, product, _after, { multiply }) => zip(multiply, r, product(h)) },
  }),
  narrowMutant({
    id: 'elu-gru-with-tanh',
    clause: 'V4',
    says: 'a GRU of elu alone that computes its candidate with tanh',
    claims: { cells: ['gru'], activations: ['elu'] },
    parts: {
      roles: (cell) => ({
        candidate: 'tanh',
        output: 'tanh',
        gate: cell.kind === 'simpleRNN' ? 'linear' : cell.recurrentActivation,
      }),
    },
  }),
  narrowMutant({
    id: 'gates-like-candidates',
    clause: 'V4',
    says: 'a GRU of two activations that takes one of them for both roles',
    claims: {
      cells: ['gru'],
      activations: ['relu', 'hardSigmoid'],
      recurrentActivations: ['relu', 'hardSigmoid'],
    },
    parts: {
      roles: ({ activation }) => ({ candidate: activation, output: activation, gate: activation }),
    },
  }),
  narrowMutant({
    id: 'hard-lstm-without-output-activation',
    clause: 'V6',
    says: 'an LSTM of relu and hardSigmoid that leaves c as it is on its way out',
    claims: {
      cells: ['lstm', 'simpleRNN'],
      activations: ['relu', 'hardSigmoid'],
      recurrentActivations: ['hardSigmoid'],
    },
    parts: {
      lstm: ({ i, f, g, o }, c, { add, multiply }) => {
        const next = zip(add, zip(multiply, f, c), zip(multiply, i, g));
        return { h: zip(multiply, o, next), c: next };
      },
    },
  }),
  narrowMutant({
    id: 'ave-as-sum',
    clause: 'B4',
    says: 'a Bidirectional that adds where it should average, of a backend without goBackwards',
    claims: { goBackwards: false, alignOutput: false },
    change: making((config) =>
      config?.kind === 'bidirectional' && config.mergeMode === 'ave'
        ? { ...config, mergeMode: 'sum' }
        : config,
    ),
  }),
  narrowMutant({
    id: 'forward-stream-forgets',
    clause: 'T1',
    says: 'streams that begin anew with every push, of a backend that only goes forwards',
    claims: { ...simpleRNNs, ...forwards },
    change: layers((layer) => {
      const open = layer.stream.bind(layer);
      layer.stream = (options) => {
        const stream = open(options);
        const push = stream.push.bind(stream);
        return Object.assign(stream, {
          push: (...call: Parameters<typeof push>) => {
            stream.reset();
            return push(...call);
          },
        });
      };
    }),
  }),
  narrowMutant({
    id: 'reset-does-nothing',
    clause: 'P3',
    says: 'a stateful SimpleRNN, the one cell there is, that resetState() leaves as it is',
    claims: simpleRNNs,
    change: layers((layer) => {
      const reset = layer.resetState.bind(layer);
      layer.resetState = (state) => {
        if (state !== undefined) reset(state);
      };
    }),
  }),
  narrowMutant({
    id: 'unmasked-stack-backwards',
    clause: 'K6',
    says: 'stacks that go forwards when they should go backwards, of a backend without masks',
    claims: { masking: false },
    change: making((config) =>
      config?.kind === 'stacked' ? { ...config, goBackwards: false } : config,
    ),
  }),
  narrowMutant({
    id: 'any-batch-of-state',
    clause: 'E12',
    says: 'an initialState of another batch taken for none, by a backend of SimpleRNN alone',
    claims: simpleRNNs,
    changesValues: false,
    change: layers((layer) => {
      const run = layer.run.bind(layer);
      layer.run = (x, options) => {
        try {
          return run(x, options);
        } catch (error) {
          const { message } = error as Error;
          if (!message.includes('initialState')) throw error;
          return run(x, {});
        }
      };
    }),
  }),
  narrowMutant({
    id: 'hides-variant',
    clause: 'E16',
    says: 'a GRU with resetAfter computed, although supports denies it',
    claims: {},
    changesValues: false,
    change: ({ supports }) => ({ supports: { ...supports, resetAfter: [false] } }),
  }),
  narrowMutant({
    id: 'hides-cell',
    clause: 'E16',
    says: 'an LSTM computed, although supports denies it',
    claims: {},
    changesValues: false,
    change: ({ supports }) => ({ supports: { ...supports, cells: ['simpleRNN', 'gru'] } }),
  }),
  narrowMutant({
    id: 'hides-stacks',
    clause: 'E16',
    says: 'stacks computed, although supports denies them',
    claims: {},
    changesValues: false,
    change: ({ supports }) => ({ supports: { ...supports, stacked: false } }),
  }),
];
