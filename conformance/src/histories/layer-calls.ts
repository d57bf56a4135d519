// What each call on a layer or a result does, and what must come of it.

import type { Layer, Mask, RunOptions, Shape } from '@gatefold/contract';
import { flagsOf } from '@gatefold/contract/author';
import { drawMask } from '../laws/law.ts';
import { seeded } from '../random.ts';
import { exactly, expectClose, expectTrue } from '../values.ts';
import type { GivenInput, GivenState } from './given.ts';
import type { FreeCall, ReadCall, RebuildCall, RepeatCall, ResetCall, RunCall } from './history.ts';
import type { Held, Made } from './made.ts';
import { copied } from './numbers.ts';
import { wantedOf } from './wanted.ts';
import { objectText } from './program.ts';
import type { Slot } from './slot.ts';
import type { World } from './world.ts';

/** Any layer's methods, with the tie between config and options left out: the history keeps it. */
export type AnyLayer = Pick<Layer, 'run' | 'resetState'>;

/** `, { initialState: r1.state, mask: … }` */
export function optionsText(options: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(options).filter(([, text]) => text !== undefined);
  return given.length === 0
    ? ''
    : `, ${objectText(Object.fromEntries(given), (text) => text as string)}`;
}

export function maskText({ shape, data }: Mask): string {
  return `{ shape: [${shape.join(', ')}], data: [${Array.from(data).join(', ')}] }`;
}

export type MaskBytes = Mask & { readonly data: Uint8Array };

/** Every second of the longer masks begins as all of them do: what is kept of one may be known by its beginning. */
export function maskOf(k: number, batch: number, timeSteps: number): MaskBytes {
  const mask = drawMask(seeded(k), batch, timeSteps);
  const most = 3 * Math.floor(mask.data.length / 4);
  if (most > 8 && k % 2 === 0) {
    mask.data.set(drawMask(seeded(0), batch, timeSteps).data.subarray(0, most));
  }
  return mask;
}

export function run(world: World, call: RunCall): Promise<void> | void {
  const slot = world.slot(call.layer);
  const { config } = slot.plan;
  const state = world.state(config, call, slot.stored?.batch, call.batch);
  const rows = slot.stored?.batch ?? state.batch;
  const { inputDim } = slot.plan;
  const x = inputOf(
    world,
    call,
    [rows ?? call.batch, call.timeSteps, inputDim],
    ([batch, steps = 0, width, ...more]) =>
      more.length === 0 &&
      width === inputDim &&
      steps > 0 &&
      (rows === undefined || rows === batch),
  );
  const [batch, timeSteps] = x.values.shape as [number, number];
  // Where the x came from decides about the batch; a state of another is left out.
  const begun = state.batch === batch ? state : {};
  const mask = call.mask ? maskOf(call.k, batch, timeSteps) : undefined;
  const name = world.name('r');
  const options = optionsText({
    initialState: begun.text,
    mask: mask === undefined ? undefined : maskText(mask),
  });
  world.write(`const ${name} = ${slot.name}.run(${x.text}${options});`);
  const made = runOnce(world, slot, name, x, begun, mask);
  if (call.freed && begun.of !== undefined) world.drop(begun.of);
  if (call.read) return readAll(world, made.held);
}

export async function readAll(world: World, held: readonly Held[]): Promise<void> {
  for (const one of held) await readNow(world, one);
}

function runOnce(
  world: World,
  slot: Slot,
  name: string,
  x: GivenInput,
  begun: GivenState,
  mask: Mask | undefined,
): Made {
  const { config } = slot.plan;
  const isStateful = flagsOf(config).stateful;
  const from = begun.leaves === undefined && isStateful ? slot.stored : begun;
  const wanted = wantedOf({
    config,
    weights: slot.weights,
    x: x.values,
    initialState: from?.leaves,
    mask,
  });
  const options = {
    ...(begun.given === undefined ? {} : { initialState: begun.given }),
    ...(mask === undefined ? {} : { mask }),
  } as RunOptions;
  const [batch, timeSteps] = x.values.shape as [number, number];
  const steps = timeSteps + Math.max(x.steps, from?.steps ?? 0);
  const layer = slot.layer as AnyLayer;
  const isBare = Object.keys(options).length === 0;
  const result = isBare ? layer.run(x.given) : layer.run(x.given, options);
  if (isStateful) slot.stored = { leaves: wanted.state, batch, steps };
  return world.take(name, slot, result, wanted, { batch, steps });
}

/** An x, or a frame: as it is asked for where one fits, a new one where none does. */
export function inputOf(
  world: World,
  { x, age, k }: Pick<RunCall, 'x' | 'age' | 'k'>,
  shape: Shape,
  fits: (shape: Shape) => boolean,
): GivenInput {
  if (x === 'output') {
    const found = pick(outputsOf(world), age, ({ values }) => fits(values.shape));
    if (found !== undefined) return found;
  }
  if (x === 'same' || x === 'changed') {
    const found = pick(world.inputs, age, ({ tensor }) => fits(tensor.shape));
    if (found !== undefined) {
      if (x === 'changed') world.overwrite(found, k);
      const { name, tensor } = found;
      return { text: name, given: tensor, values: copied(tensor), steps: 0 };
    }
  }
  return world.newInput(k, shape);
}

/** Outputs that are alive, of runs and of the last push of each stream. */
function outputsOf({ results, streams }: World): GivenInput[] {
  const ofRuns = results.flatMap(({ held, steps }) =>
    held
      .filter(({ path }) => path.startsWith('output'))
      .map(({ text, tensor, wanted }) => ({ text, given: tensor, values: wanted, steps })),
  );
  const ofPushes = streams.flatMap(({ lent, steps }) =>
    lent === undefined ? [] : [{ text: lent.text, given: lent.output, values: lent.wanted, steps }],
  );
  return [...ofRuns, ...ofPushes];
}

/** Of those that fit, the one that `age` says, counted from the latest. */
export function pick<T>(
  among: readonly T[],
  age: number,
  fits: (one: T) => boolean = () => true,
): T | undefined {
  const fitting = among.filter((one) => fits(one)).toReversed();
  return fitting[age % Math.max(fitting.length, 1)];
}

async function readNow(world: World, held: Held): Promise<void> {
  world.write(`await ${held.text}.data();`);
  world.check(held, await held.tensor.data());
}

/** The same run many times. A stateful layer is given a state each time, so that all begin alike. */
export async function repeat(world: World, call: RepeatCall): Promise<void> {
  const slot = world.slot(call.layer);
  const { config, inputDim } = slot.plan;
  const batch = slot.stored?.batch ?? call.batch;
  const { stateful } = flagsOf(config);
  const begun = world.state(
    config,
    { state: stateful ? 'numbers' : 'none', age: 0, k: call.k + 1 },
    batch,
    batch,
  );
  const x = world.newInput(call.k, [batch, call.timeSteps, inputDim]);
  const options = optionsText({ initialState: begun.text });
  const name = world.name('r');
  world.write(`const ${name} = [];`);
  world.write(`for (let n = 0; n < ${call.times}; n++) {`);
  world.write(`  ${name}[n] = ${slot.name}.run(${x.text}${options});`);
  if (call.read) world.write(`  await ${name}[n].output.data();`);
  const isHeld = call.held || !call.read;
  if (!isHeld) world.write(`  ${name}[n].dispose();`);
  world.write('}');
  const all: Made[] = [];
  for (let n = 0; n < call.times; n++) {
    const made = runOnce(world, slot, `${name}[${n}]`, x, begun, undefined);
    all.push(made);
    if (call.read) await readAsTheFirst(world, made, all);
    if (!isHeld) dropUntold(world, made);
  }
  if (!isHeld) return;
  world.write(`for (const result of ${name}) await result.output.data();`);
  for (const made of all) await readAsTheFirst(world, made, all);
  world.write(`for (const result of ${name}) result.dispose();`);
  for (const made of all) dropUntold(world, made);
}

/** The same call gives the same bits. */
async function readAsTheFirst(world: World, made: Made, [first]: readonly Made[]): Promise<void> {
  for (const [index, held] of made.held.entries()) {
    const data = await held.tensor.data();
    world.check(held, data);
    const { shape } = held.wanted;
    const wanted = { shape, data: first?.held[index]?.seen as Float32Array };
    expectClose(`${held.text}, as of the same call before,`, { shape, data }, wanted, exactly);
  }
}

/** Disposes of a result in a loop, of which the program has a line already. */
function dropUntold(world: World, made: Made): void {
  made.result.dispose();
  world.results = world.results.filter((one) => one !== made);
}

export async function read(world: World, { age, how }: ReadCall): Promise<void> {
  const held = pick(
    world.results.flatMap((made) => made.held),
    age,
  );
  if (held === undefined) return;
  const { text, tensor } = held;
  const hasSync = world.lab.supports.dataSync;
  if (how === 'dataSync' && hasSync) {
    world.write(`${text}.dataSync().fill(9);`);
    const data = tensor.dataSync();
    world.check(held, data);
    // Its reader's own: the next one must not see this.
    data.fill(9);
  } else if (how === 'target') {
    const target = new Float32Array(held.wanted.data.length).fill(9);
    world.write(`await ${text}.data(new Float32Array(${target.length}).fill(9));`);
    expectTrue(`${text}: the target must be returned`, (await tensor.data(target)) === target);
    world.check(held, target);
  } else if (how === 'twice') {
    world.write(`await Promise.all([${text}.data(), ${text}.data()]);`);
    for (const data of await Promise.all([tensor.data(), tensor.data()])) {
      world.check(held, data);
      data.fill(9);
    }
  } else await readNow(world, held);
}

export function free(world: World, { age, what, pending }: FreeCall): Promise<void> | void {
  const made = pick(world.results, age);
  if (made === undefined) return;
  const gone = made.held.filter(({ path }) => what === 'result' || path.startsWith(what));
  const [first] = gone;
  if (first === undefined) return;
  const all = gone.length === made.held.length;
  let name = '';
  let reading: Promise<Float32Array | undefined> | undefined;
  if (pending) {
    name = world.name('p');
    const { length } = first.wanted.data;
    // Where a part alone is freed, into a target.
    const target = what === 'result' ? undefined : new Float32Array(length).fill(9);
    const given = target === undefined ? '' : `new Float32Array(${length}).fill(9)`;
    world.write(`const ${name} = ${first.text}.data(${given}).catch(() => undefined);`);
    reading = first.tensor.data(target).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== 'RNN_DISPOSED') throw error;
      return undefined;
    });
  }
  if (all) world.drop(made);
  else {
    for (const { text, tensor } of gone) {
      world.write(`${text}.dispose();`);
      tensor.dispose();
    }
    made.held = made.held.filter((held) => !gone.includes(held));
  }
  if (reading !== undefined) return readFreed(world, name, first, reading);
}

/** What was freed while it was being read is there, or refused. */
async function readFreed(
  world: World,
  name: string,
  held: Held,
  reading: Promise<Float32Array | undefined>,
): Promise<void> {
  world.write(`await ${name};`);
  const data = await reading;
  if (data !== undefined) world.check(held, data);
}

export function rebuild(world: World, { layer, changed, k }: RebuildCall): void {
  world.rebuild(world.slot(layer), changed ? k : undefined);
}

export function reset(world: World, call: ResetCall): void {
  const slot = world.slot(call.layer);
  const { config } = slot.plan;
  if (!flagsOf(config).stateful) return;
  const state = world.state(config, call, undefined, slot.stored?.batch ?? 1 + (call.k % 3));
  world.write(`${slot.name}.resetState(${state.text ?? ''});`);
  (slot.layer as AnyLayer).resetState(state.given);
  if (call.freed && state.of !== undefined) world.drop(state.of);
  const { leaves, batch, steps } = state;
  slot.stored =
    leaves === undefined || batch === undefined ? undefined : { leaves, batch, steps: steps ?? 0 };
}
