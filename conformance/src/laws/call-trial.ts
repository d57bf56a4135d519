// Makes the call of a trial, on the backend under test and on the plain one alike.

import {
  type CellConfig,
  type LayerConfig,
  type Mask,
  type Tensor,
  type TensorLike,
  tensorsOf,
  type WeightsOf,
} from '@gatefold/contract';
import { cellsOf, leavesIn, withFlags } from '@gatefold/contract/author';
import { type Lab, type LabOptions, lentOptions, namedOptions } from '../lab.ts';
import { type Observation, splitSteps, stepOf, type Values } from '../values.ts';
import { Loans } from '../views.ts';
import { type Material, noFlags, type Trial } from './trial.ts';

/** What the call is given: numbers, or tensors of the backend's own. */
export interface Given {
  readonly x: TensorLike;
  readonly initialState?: Readonly<Record<string, TensorLike>>;
}

/** Makes the call, reads all that it gives, and disposes of everything but what was given. */
export function callTrial(
  lab: Lab,
  { call }: Trial,
  material: Material,
  { x, initialState }: Given = material,
): Promise<Observation[]> {
  const { config, weights, mask } = material;
  const masked = mask === undefined ? {} : { mask };
  const options = { ...masked, ...(initialState === undefined ? {} : { initialState }) };
  if (call === 'run') return lab.run(config, weights, x, options).then((one) => [one]);
  return call === 'twice' ? callTwice(lab, material, x, options) : pushAll(lab, material, options);
}

/** The second call begins with what the first has stored. */
async function callTwice(
  lab: Lab,
  { config, weights, mask }: Material,
  x: TensorLike,
  options: LabOptions,
): Promise<Observation[]> {
  const loans = new Loans();
  const layer = lab.backend.layer(config, loans.nest(weights));
  try {
    const first = await lab.observe(layer, x, options);
    const second = await lab.observe(layer, x, mask === undefined ? {} : { mask });
    loans.expectUntouched();
    return [first, second];
  } finally {
    layer.dispose();
  }
}

/** A frame, and the rest as a chunk. */
async function pushAll(
  lab: Lab,
  { config, weights, x, mask }: Material,
  { initialState }: LabOptions,
): Promise<Observation[]> {
  const [batch, timeSteps] = x.shape as [number, number, number];
  const loans = new Loans();
  const layer = lab.backend.layer(config, loans.nest(weights));
  try {
    const begun = lentOptions(loans, initialState === undefined ? {} : { initialState });
    const stream = layer.stream({ batch, ...namedOptions(config, begun) });
    const observed = [await lab.push(stream, stepOf(x, 0), maskOf(mask, 0, 1, [batch]))];
    if (timeSteps > 1) {
      const [, rest] = splitSteps(x, 1);
      const masks = maskOf(mask, 1, timeSteps, [batch, timeSteps - 1]);
      observed.push(await lab.push(stream, rest, masks));
    }
    const state = await lab.readLeaves(stream.state);
    loans.expectUntouched();
    return [...observed.slice(0, -1), { ...(observed.at(-1) as Observation), state }];
  } finally {
    layer.dispose();
  }
}

function maskOf(
  mask: Material['mask'],
  from: number,
  to: number,
  shape: readonly number[],
): { mask?: Mask } {
  if (mask === undefined) return {};
  const timeSteps = mask.shape[1] as number;
  const data = mask.data.filter((_, index) => {
    const t = index % timeSteps;
    return t >= from && t < to;
  });
  return { mask: { shape, data } };
}

/** What a trial has from the device, the numbers of that, and how to free it. */
export interface OnDevice {
  readonly given: Given;
  readonly material: Material;
  dispose(): void;
}

/** Has layers of the backend make those inputs that a trial wants on the device: x an output, the state a state. */
export async function putOnDevice(
  lab: Lab,
  trial: Trial,
  material: Material,
  draw: (layer: LayerConfig, inputDim: number) => WeightsOf<LayerConfig>,
): Promise<OnDevice> {
  const { config, x } = material;
  const made: Tensor[] = [];
  const run = (layer: LayerConfig, input: Values): object => {
    const source = lab.backend.layer(layer, draw(layer, input.shape[2] as number));
    try {
      const result = source.run(input);
      made.push(...tensorsOf(result));
      return result;
    } finally {
      source.dispose();
    }
  };
  let [given, known]: [Given, Material] = [material, material];
  if (trial.x === 'device') {
    const units = x.shape[2] as number;
    const { output } = run({ ...plainLayer(config), units }, x) as { output: Tensor };
    given = { ...given, x: output };
    known = { ...known, x: await lab.read(output) };
  }
  if (trial.state === 'device') {
    const { state } = run(withFlags(config, { returnState: true, stateful: false }), x) as {
      state: unknown;
    };
    const leaves = Object.fromEntries(leavesIn(state)) as Record<string, Tensor>;
    given = { ...given, initialState: leaves };
    known = { ...known, initialState: await lab.readLeaves(state) };
  }
  return {
    given,
    material: known,
    dispose: () => {
      for (const tensor of made) tensor.dispose();
    },
  };
}

/** A layer of the first cell, forwards, that gives its sequence. */
function plainLayer(config: LayerConfig): CellConfig & Record<keyof typeof noFlags, boolean> {
  const layer = config.kind === 'bidirectional' ? config.layer : config;
  return { ...(cellsOf(layer)[0] as CellConfig), ...noFlags, returnSequences: true };
}
