// Settings made what a backend takes: a config, weights, an input and a mask.

import {
  bidirectional,
  fromKerasConfig,
  type HostTensor,
  type LayerConfig,
  type Mask,
  sizeOf,
  stacked,
  toKerasConfig,
  type CellConfig,
  type CellKind,
  type DirectionalConfig,
  weightShapes,
  weightsInOrder,
  type WeightsOf,
} from '@gatefold/contract';
import { placesOf } from '@gatefold/contract/author';
import { seeded } from '../../../../../conformance/src/random.ts';
import { type Dialect, input as articleInput } from '../../../../site/article-network.ts';
import { builders, isKept, type Settings } from './settings.ts';
import { weightsFromJson } from './weights-json.ts';

export interface Prepared {
  readonly config: LayerConfig;
  readonly weights: WeightsOf<LayerConfig>;
  /** [batch, timeSteps, inputDim] */
  readonly x: HostTensor;
  /** [batch, timeSteps], where a step is masked. */
  readonly mask?: Mask;
}

/** Whose defaults a dialect has. */
export const kerasVersions: Readonly<Record<Dialect, string>> = {
  keras2: '2.2.4',
  keras3: '3.15.1',
};

/** @throws {Error} for pasted weights that cannot be read, or do not fit */
export function prepare(settings: Settings): Prepared {
  const config = configOf(settings);
  return {
    config,
    weights: weightsInOrder(config, arraysOf(config, settings)),
    x: inputOf(settings),
    ...maskOf(settings),
  };
}

/** As Keras names the class: `LSTM`. */
export function className(cell: CellKind): string {
  const { keras3: kerasVersion } = kerasVersions;
  return toKerasConfig(builders[cell]({ units: 1 }), { kerasVersion }).class_name;
}

/** Whether steps are processed last to first; a Bidirectional has its own layer for that. */
function goesBackwards({ arrangement, goBackwards }: Settings): boolean {
  return goBackwards && arrangement !== 'bidirectional';
}

function configOf(settings: Settings): LayerConfig {
  const { arrangement, mergeMode, returnSequences, returnState } = settings;
  const flags = { returnSequences, returnState, goBackwards: goesBackwards(settings) };
  const cell = cellOf(settings);
  if (arrangement === 'stacked') return stacked({ cells: [cell, cell], ...flags });
  const layer: DirectionalConfig = { ...cell, ...flags };
  if (arrangement === 'single') return layer;
  return bidirectional({ layer, mergeMode: mergeMode === 'null' ? null : mergeMode });
}

/** What Keras of that version means when it is told no more than the units. */
function cellOf({ cell, units, dialect }: Settings): CellConfig & DirectionalConfig {
  const { config } = fromKerasConfig(
    { class_name: className(cell), config: { units } },
    { kerasVersion: kerasVersions[dialect] },
  );
  return config as CellConfig & DirectionalConfig;
}

/** The weights in the order of Keras's get_weights(). */
function arraysOf(config: LayerConfig, settings: Settings): readonly HostTensor[] {
  if (settings.weights === 'own') return weightsFromJson(settings.own);
  const random = seeded(settings.seed);
  const draw = (): number => twoDecimals(2 * random() - 1);
  return placesOf(config).flatMap(({ cell, before }) => {
    const { kernel, recurrentKernel, bias } = weightShapes(
      cell,
      before?.units ?? settings.inputDim,
    );
    if (settings.weights === 'random') {
      return [kernel, recurrentKernel, bias].map(({ shape }) => filled(shape, draw));
    }
    const { units } = cell;
    // Keras starts the forget gate's bias at 1.
    const isForget = (index: number): boolean =>
      cell.kind === 'lstm' && units <= index && index < 2 * units;
    return [
      filled(kernel.shape, () => 0.1),
      filled(recurrentKernel.shape, () => 0.1),
      filled(bias.shape, (index) => (isForget(index) ? 1 : 0)),
    ];
  });
}

function inputOf({ batch, timeSteps, inputDim, input, seed }: Settings): HostTensor {
  // Another stream than that of the weights, which may change their number.
  const random = seeded(seed + 10_000);
  return filled([batch, timeSteps, inputDim], (index) => {
    const row = Math.floor(index / (timeSteps * inputDim));
    const t = Math.floor(index / inputDim) % timeSteps;
    const k = index % inputDim;
    if (input === 'random') return twoDecimals(2 * random() - 1);
    if (input === 'wave') return twoDecimals(Math.sin((t + 2 * row) / (1.6 + k) + k));
    return articleInput[(t + row) % articleInput.length]?.[k % 2] ?? 0;
  });
}

function maskOf({ mask, batch, timeSteps }: Settings): { mask?: Mask } {
  const data = Array.from({ length: batch * timeSteps }, (_, index) =>
    isKept(mask, Math.floor(index / timeSteps), index % timeSteps),
  );
  return data.every(Boolean) ? {} : { mask: { shape: [batch, timeSteps], data } };
}

function filled(shape: readonly number[], value: (index: number) => number): HostTensor {
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, (_, index) => value(index)) };
}

/** Short in the code that is copied. */
function twoDecimals(number: number): number {
  // -0 is 0.
  return Math.round(100 * number) / 100 + 0;
}
