// The calls of a plan, one after another. Recurrent layers hand tensors on where they lie; a layer that computes on the host
// asks for the numbers, which the driver fetches, at once or in time.

import {
  FileError,
  type HostTensor,
  type Tensor,
  type TensorLike,
  tensorsOf,
} from '@gatefold/contract';
import { readHostTensor } from '@gatefold/contract/author';
import type { LayerCall, StepMask } from '../layers/layer-class.ts';
import type { MadeHostLayer, MadeRecurrentLayer } from '../layers/make-layer.ts';
import { isOwn } from '../layers/registry.ts';
import type { RunningLayer } from '../layers/running-layer.ts';
import type { Plan, PlannedCall } from './plan.ts';

/** A tensor of a graph while it runs. */
export interface Value {
  tensor: TensorLike;
  readonly mask: StepMask | undefined;
}

/** Yields tensors whose numbers it needs, and is given them. */
export type Reading<T> = Generator<Tensor, T, Float32Array>;

/** Computes one call. */
export type CallRunner = (
  inputs: readonly Value[],
  masks: readonly (StepMask | undefined)[],
) => Reading<readonly Value[]>;

/** Runs a plan on inputs of checked shapes, and reads what it gives. */
export function* runPlan(
  plan: Plan,
  inputs: readonly TensorLike[],
  runnerOf: (call: PlannedCall) => CallRunner,
): Reading<readonly HostTensor[]> {
  const values = new Map<string, Value>();
  for (const [key, tensor] of plan.constants) values.set(key, { tensor, mask: undefined });
  for (const [index, { key }] of plan.inputs.entries()) {
    values.set(key, { tensor: inputs[index], mask: undefined });
  }
  for (const call of plan.calls) {
    const given = call.inputs.map((key) => valueOf(values, key));
    const masks = yield* masksOf(call, given, values);
    const outputs = yield* runnerOf(call)(given, masks);
    for (const [output, value] of outputs.entries()) values.set(`${call.key}:${output}`, value);
  }
  const outputs: HostTensor[] = [];
  const given = new Set<Float32Array>();
  for (const { key } of plan.outputs) {
    const { shape, data } = yield* onHost(valueOf(values, key));
    // A Flatten and what it flattens have the same numbers, of which each caller may do as it likes.
    outputs.push({ shape, data: given.has(data) ? data.slice() : data });
    given.add(data);
  }
  return outputs;
}

/** @throws {FileError} for an output that its call does not have: the plan knows who gives it, and not how many there are */
function valueOf(values: ReadonlyMap<string, Value>, key: string): Value {
  const value = values.get(key);
  if (value !== undefined) return value;
  throw new FileError({
    where: key,
    expected: 'must be an output of its layer',
    remedy: 'the file is damaged',
  });
}

/** The masks that inputs bring, or those that the call names. */
function* masksOf(
  { masks }: PlannedCall,
  inputs: readonly Value[],
  values: ReadonlyMap<string, Value>,
): Reading<readonly (StepMask | undefined)[]> {
  if (masks === undefined) return inputs.map(({ mask }) => mask);
  const given: (StepMask | undefined)[] = [];
  for (const key of masks) {
    if (key === undefined) given.push(undefined);
    else {
      const { shape, data } = yield* onHost(valueOf(values, key));
      given.push({ shape, data: Uint8Array.from(data, (value) => (value === 0 ? 0 : 1)) });
    }
  }
  return given;
}

/** A layer that computes on the host. */
export function hostRunner(
  { layer, weights, where, className }: MadeHostLayer,
  options: LayerCall['options'],
): CallRunner {
  // Nobody has vouched for what an app's own layer returns.
  const read = (tensor: HostTensor): HostTensor =>
    isOwn(className) ? tensor : readHostTensor(`${where}.run`, tensor);
  return function* run(values, masks) {
    const { mask, inert } = layer;
    if (inert) return [values[0].mask === masks[0] ? values[0] : { ...values[0], mask: masks[0] }];
    const inputs: HostTensor[] = [];
    for (const value of values) inputs.push(yield* onHost(value));
    const call: LayerCall = { inputs, masks, weights, options };
    const outputs = layer.run(call).map(read);
    const out = typeof mask === 'function' ? mask(call) : mask === 'passes' ? [masks[0]] : [];
    return outputs.map((tensor, index) => ({ tensor, mask: out[index] }));
  };
}

/** A layer that runs on a backend; `keep` is given its results, to dispose of them. */
export function recurrentRunner(
  { masks: given }: PlannedCall,
  layer: MadeRecurrentLayer,
  running: RunningLayer,
  keep: (result: Disposable) => void,
): CallRunner {
  // oxlint-disable-next-line require-yield -- it needs no numbers on the host
  return function* run([x, ...states], [mask]) {
    const isPassed = layer.passesMaskBesideStates && states.length > 0 && given === undefined;
    const result = running.run({
      x: x.tensor,
      states: states.map(({ tensor }) => tensor),
      mask: isPassed ? undefined : mask,
    });
    keep(result);
    return withMasks(layer, tensorsOf(result), mask);
  };
}

/** Sequences keep the mask, states have none. */
export function withMasks(
  { layer }: MadeRecurrentLayer,
  tensors: readonly TensorLike[],
  mask: StepMask | undefined,
): readonly Value[] {
  return tensors.map((tensor, index) => ({
    tensor,
    mask: layer.returnsSequences && index < layer.outputCount ? mask : undefined,
  }));
}

/** A value's numbers on the host, which are fetched once. */
export function* onHost(value: Value): Reading<HostTensor> {
  const { tensor } = value;
  if (!isOnDevice(tensor)) return tensor;
  const read = { shape: tensor.shape, data: yield tensor };
  value.tensor = read;
  return read;
}

export function isOnDevice(tensor: TensorLike): tensor is Tensor {
  return typeof tensor.data === 'function';
}

/** Fetches what a run needs as it comes. */
export async function driveLater<T>(reading: Reading<T>): Promise<T> {
  let step = reading.next();
  while (!step.done) step = reading.next(await step.value.data());
  return step.value;
}

/** Fetches at once, where the backend can: `supports.dataSync`. */
export function driveNow<T>(reading: Reading<T>): T {
  let step = reading.next();
  while (!step.done) step = reading.next(step.value.dataSync());
  return step.value;
}
