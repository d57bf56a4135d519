// E: refusals of arrays that have lost their numbers, of objects that throw when they are read, and of sizes beyond any array.

import { lstm } from '@gatefold/contract';
import type { Case } from '../case.ts';
import type { Lab } from '../lab.ts';
import { drawWeights, seeded } from '../random.ts';
import { filled, type Values } from '../values.ts';
import { detached, ofAnotherRealm, resizable, revoked, shrunk, throwing } from './hostile.ts';
import { refusalCase } from './refusal.ts';

const [batch, timeSteps, inputDim, units] = [2, 4, 5, 3];
const config = lstm({ units });
const x = filled([batch, timeSteps, inputDim], 0.1);
const state = filled([batch, units], 0.1);
const weights = drawWeights(seeded(1), config, inputDim);

async function run(lab: Lab, given: unknown, options: object = {}): Promise<void> {
  const layer = lab.backend.layer(config, weights);
  try {
    const { output } = layer.run(given as never, options);
    await output.data();
    output.dispose();
  } finally {
    layer.dispose();
  }
}

function make(lab: Lab, layerConfig: unknown, layerWeights: unknown): void {
  lab.backend.layer(layerConfig as never, layerWeights as never).dispose();
}

/** The same numbers in a buffer that may still change its size. */
function resized({ shape, data }: Values): object {
  return { shape, data: resizable(data) };
}

function openStream(lab: Lab, rows: number): void {
  const layer = lab.backend.layer(config, weights);
  try {
    layer.stream({ batch: rows });
  } finally {
    layer.dispose();
  }
}

export const refusalCasesHostile: readonly Case[] = [
  refusalCase({
    id: 'lost-numbers',
    clauses: ['E25'],
    says: 'a Float32Array of another realm or of a resizable buffer is taken; a detached or shrunk one is refused',
    code: 'RNN_SHAPE',
    configs: [config],
    control: async (lab) => {
      await run(lab, { shape: x.shape, data: ofAnotherRealm(x.data) });
      await run(lab, resized(x));
      const h = { shape: state.shape, data: ofAnotherRealm(state.data) };
      await run(lab, x, { initialState: { h, c: resized(state) } });
      const { kernel } = weights;
      make(lab, config, {
        ...weights,
        kernel: { shape: kernel.shape, data: ofAnotherRealm(kernel.data) },
      });
    },
    attempts: {
      'x detached': (lab) => run(lab, { shape: x.shape, data: detached(x.data) }),
      'empty x detached': (lab) =>
        run(lab, { shape: [batch, 0, inputDim], data: detached(x.data) }),
      'x shrunk': (lab) => run(lab, { shape: x.shape, data: shrunk(x.data) }),
      'a state detached': (lab) => {
        const c = { shape: state.shape, data: detached(state.data) };
        return run(lab, x, { initialState: { h: state, c } });
      },
      'a kernel detached': (lab) => {
        const { shape, data } = weights.kernel;
        make(lab, config, { ...weights, kernel: { shape, data: detached(data) } });
      },
    },
  }),
  refusalCase({
    id: 'unreadable',
    clauses: ['E26'],
    says: 'arguments that throw when they are read are refused',
    code: 'RNN_CONFIG',
    configs: [config],
    control: (lab) => run(lab, x),
    attempts: {
      'x with a getter': (lab) => run(lab, throwing({ data: x.data }, 'shape')),
      'x as a proxy': (lab) => run(lab, revoked()),
      'a shape as a proxy': (lab) => run(lab, { shape: revoked(), data: x.data }),
      options: (lab) => run(lab, x, throwing({}, 'initialState')),
      'options as a proxy': (lab) => run(lab, x, revoked()),
      'a state': (lab) => run(lab, x, { initialState: throwing({ h: state }, 'c') }),
      'a config': (lab) => make(lab, throwing({ kind: 'lstm' }, 'units'), weights),
      'a config as a proxy': (lab) => make(lab, revoked(), weights),
      weights: (lab) => make(lab, config, throwing({ ...weights }, 'kernel')),
      'weights as a proxy': (lab) => make(lab, config, revoked()),
    },
  }),
  refusalCase({
    id: 'options-plain',
    clauses: ['E28'],
    says: 'options of run in a Map, a Set, a list or an instance of a class are refused',
    code: 'RNN_CONFIG',
    configs: [config],
    control: (lab) => run(lab, x),
    attempts: {
      'a Map': (lab) => run(lab, x, new Map([['mask', filled([batch, timeSteps], 1)]])),
      'a Set': (lab) => run(lab, x, new Set()),
      'a list': (lab) => run(lab, x, []),
      'an instance': (lab) => run(lab, x, new Date(0)),
      inherited: (lab) =>
        run(lab, x, Object.create({ mask: filled([batch, timeSteps], 1) }) as object),
    },
  }),
  refusalCase({
    id: 'x-beyond',
    clauses: ['E29'],
    says: 'x without steps of a batch, or without rows of a length, beyond any array is refused',
    code: 'RNN_SHAPE',
    configs: [config],
    // Not an empty x: many runtimes have no answer to one, which the cases of S7 and S8 say.
    control: (lab) => run(lab, x),
    attempts: {
      'a batch of 1e12': (lab) => run(lab, filled([1e12, 0, inputDim], 0)),
      '1e12 steps': (lab) => run(lab, filled([0, 1e12, inputDim], 0)),
    },
  }),
  refusalCase({
    id: 'stream-beyond',
    clauses: ['E29'],
    says: 'a batch of a stream whose states no array can hold is refused',
    code: 'RNN_CONFIG',
    levels: ['streaming'],
    claims: ['streaming'],
    configs: [config],
    control: (lab) => openStream(lab, batch),
    attempts: {
      '2^50 rows': (lab) => openStream(lab, 2 ** 50),
      '2^31 rows of 3 units': (lab) => openStream(lab, 2 ** 31),
    },
  }),
];
