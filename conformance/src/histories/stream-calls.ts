// What each call on a stream does. What a stream must give is a run of all that was pushed since it began.

import type { LayerConfig, Tensor } from '@gatefold/contract';
import { flagsOf, leavesIn, stateLeaves, withFlags } from '@gatefold/contract/author';
import { filled, inSequence, joinSteps, stepOf, type Tolerance, type Values } from '../values.ts';
import type { GivenState } from './given.ts';
import type { CloseCall, OpenCall, PushCall, PushesCall, RewindCall } from './history.ts';
import { inputOf, type MaskBytes, maskOf, maskText, optionsText, pick } from './layer-calls.ts';
import type { Kept, Opened } from './made.ts';
import { numbers, numbersText } from './numbers.ts';
import { wantedOf } from './wanted.ts';
import { historyTolerance } from './tolerance.ts';
import type { World } from './world.ts';

/** Streams that are open at a time. */
const mostStreams = 3;

export function open(world: World, call: OpenCall): Promise<void> | void {
  const slot = world.slot(call.layer);
  const { config } = slot.plan;
  if (config.kind === 'bidirectional' || config.goBackwards) return;
  if (world.streams.length >= mostStreams) close(world, { do: 'close', stream: 0 });
  // As many rows as a stored state has, so that the two could meet.
  const rows = slot.stored?.batch ?? call.batch;
  const begun = world.state(config, call, undefined, rows);
  const batch = begun.batch ?? rows;
  const name = world.name('s');
  const options = optionsText({ batch: String(batch), initialState: begun.text }).slice(2);
  world.write(`const ${name} = ${slot.name}.stream(${options});`);
  const stream = slot.layer.stream({
    batch,
    ...(begun.given === undefined ? {} : { initialState: begun.given }),
  });
  const opened: Opened = { name, slot, stream, batch, ...begin(config, begun, batch) };
  world.streams.push(opened);
  if (call.freed && begun.of !== undefined) world.drop(begun.of);
  if (call.read) return expectState(world, opened);
}

export function push(world: World, call: PushCall): Promise<void> | void {
  const opened = pick(world.streams, call.stream);
  if (opened === undefined) return;
  const { batch, slot, name } = opened;
  const { inputDim, config } = slot.plan;
  const isFrame = call.timeSteps === 0;
  const steps = Math.max(call.timeSteps, 1);
  const shape = isFrame ? [batch, inputDim] : [batch, steps, inputDim];
  const frame = inputOf(world, call, shape, (given) => given.join() === shape.join());
  const mask = call.mask ? maskOf(call.k, batch, steps) : undefined;
  const given = mask && { shape: isFrame ? [batch] : mask.shape, data: mask.data };
  const pushed = world.name('p');
  const options = optionsText({ mask: given && maskText(given) });
  world.write(`const ${pushed} = ${name}.push(${frame.text}${options});`);
  const output = opened.stream.push(frame.given, given && { mask: given });
  opened.steps = Math.max(opened.steps, frame.steps);
  const rows = extend(opened, frame.values, steps, mask);
  const last = rows.at(-1) as Values;
  const wanted = isFrame || !flagsOf(config).returnSequences ? last : inSequence(rows);
  opened.lent = { text: pushed, output, wanted };
  if (call.read) return expectLent(world, opened, call.k);
}

/** The same frame many times, which the state makes into different steps. */
export async function pushes(world: World, { stream, times, k }: PushesCall): Promise<void> {
  const opened = pick(world.streams, stream);
  if (opened === undefined) return;
  const { name, batch, slot } = opened;
  const shape = [batch, slot.plan.inputDim];
  world.write(
    `for (let n = 0; n < ${times}; n++) await ${name}.push(${numbersText(k, shape)}).data();`,
  );
  const frame = numbers(k, shape);
  const got: Values[] = [];
  for (let n = 0; n < times; n++) got.push(await world.lab.read(opened.stream.push(frame)));
  const rows = extend(opened, inSequence(Array.from({ length: times }, () => frame)), times);
  const tolerance = toleranceOf(world, opened, rows);
  for (const [n, wanted] of rows.entries()) {
    world.expect(`${name}.push, number ${n + 1},`, got[n] as Values, wanted, tolerance);
  }
  opened.lent = undefined;
  await expectState(world, opened);
}

export function rewind(world: World, call: RewindCall): Promise<void> | void {
  const opened = pick(world.streams, call.stream);
  if (opened === undefined) return;
  const { name, stream, batch, slot } = opened;
  const { config } = slot.plan;
  const state = world.state(config, call, batch, batch);
  world.write(`${name}.reset(${state.text ?? ''});`);
  stream.reset(state.given);
  Object.assign(opened, begin(config, state, batch));
  if (call.freed && state.of !== undefined) world.drop(state.of);
  if (call.read) return expectState(world, opened);
}

export function close(world: World, { stream }: CloseCall): void {
  const opened = pick(world.streams, stream);
  if (opened === undefined) return;
  world.write(`${opened.name}.dispose();`);
  opened.stream.dispose();
  world.streams = world.streams.filter((one) => one !== opened);
}

/** What is known of a stream that has just begun, or begun again. */
function begin(
  config: LayerConfig,
  { leaves, steps = 0 }: GivenState,
  batch: number,
): Pick<Opened, 'begun' | 'frames' | 'masks' | 'state' | 'lent' | 'steps'> {
  const zeros = (): Kept['leaves'] =>
    Object.fromEntries(
      stateLeaves(config).map(({ path, units }) => [path, filled([batch, units], 0)]),
    );
  return {
    begun: leaves,
    frames: [],
    masks: [],
    state: { leaves: leaves ?? zeros(), batch, steps },
    lent: undefined,
    steps,
  };
}

/** Appends steps to what was pushed, and says what each of them must give: [batch, units]. */
function extend(opened: Opened, x: Values, steps: number, mask?: MaskBytes): Values[] {
  const { batch, slot, begun } = opened;
  const { config, inputDim } = slot.plan;
  opened.frames = [...opened.frames, { shape: [batch, steps, inputDim], data: x.data.slice() }];
  opened.masks = [...opened.masks, mask?.data ?? new Uint8Array(batch * steps).fill(1)];
  opened.steps += steps;
  // Without masks the state says all; with them, what a masked step repeats may lie far back.
  const isMasked = opened.masks.some((one) => one.includes(0));
  const frames = isMasked ? opened.frames : opened.frames.slice(-1);
  const whole = frames.reduce((joined, next) => joinSteps(joined, next));
  const total = whole.shape[1] as number;
  const { outputs, state } = wantedOf({
    config: withFlags(config, { returnSequences: true }),
    weights: slot.weights,
    x: whole,
    initialState: isMasked ? begun : opened.state.leaves,
    ...(isMasked ? { mask: wholeMask(opened, total) } : {}),
  });
  opened.state = { leaves: state, batch, steps: opened.steps };
  const sequence = outputs['output'] as Values;
  return Array.from({ length: steps }, (_, step) => stepOf(sequence, total - steps + step));
}

/** The masks of all pushes, one after another. */
function wholeMask({ masks, batch }: Opened, timeSteps: number): MaskBytes {
  const rows = Array.from({ length: batch }, (_, row) =>
    masks.flatMap((mask) => {
      const steps = mask.length / batch;
      return [...mask.subarray(row * steps, (row + 1) * steps)];
    }),
  );
  return { shape: [batch, timeSteps], data: Uint8Array.from(rows.flat()) };
}

/** The tolerance of what a stream gives, beside its state. */
function toleranceOf(
  world: World,
  { slot, state }: Opened,
  given: readonly Values[] = [],
): Tolerance {
  const around = [...Object.values(state.leaves), ...given];
  return historyTolerance(world.lab.claims, slot.plan, state.steps, around);
}

/** Reads what the last push has lent, and the state after it. */
async function expectLent(world: World, opened: Opened, k: number): Promise<void> {
  const { text, output, wanted } = opened.lent as NonNullable<Opened['lent']>;
  const got = await readLent(world, text, output, k);
  world.expect(text, got, wanted, toleranceOf(world, opened, [wanted]));
  await expectState(world, opened);
}

/** Reads what a push has lent: every second time at once, where that is claimed. */
async function readLent(world: World, text: string, output: Tensor, k: number): Promise<Values> {
  if (!world.lab.supports.dataSync || k % 2 === 0) {
    world.write(`await ${text}.data();`);
    return world.lab.read(output);
  }
  world.write(`${text}.dataSync();`);
  const read = { shape: [...output.shape], data: output.dataSync() };
  world.lab.readings.push(read);
  return read;
}

/** Reads the state that a stream is in. */
async function expectState(world: World, opened: Opened): Promise<void> {
  const { name, stream, state } = opened;
  const tolerance = toleranceOf(world, opened);
  for (const [path, leaf] of leavesIn(stream.state)) {
    const got = await world.lab.read(leaf as Tensor);
    const wanted = state.leaves[path] as Values;
    world.expect(`${name}.state ${path}`, got, wanted, tolerance);
  }
}
