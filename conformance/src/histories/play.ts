// Plays a history: every answer is compared with the same call on a layer that has seen nothing else, every tensor that
// is held is read again in the end, and memory() is compared with a count after every call.

import type { Lab } from '../lab.ts';
import { messageOf } from '../message-of.ts';
import type { Call, History } from './history.ts';
import { free, read, readAll, rebuild, repeat, reset, run } from './layer-calls.ts';
import { refuse } from './refuse-calls.ts';
import { close, open, push, pushes, rewind } from './stream-calls.ts';
import { World } from './world.ts';

/**
 * @param written  gets the program, line by line; the last line of one that failed says how
 * @throws {Mismatch} when something is not as it must be, and whatever else the backend throws
 */
export async function play(lab: Lab, history: History, written: string[] = []): Promise<void> {
  const world = new World(lab, history);
  try {
    for (const call of history.calls) {
      // Only where there is something to wait for: what is gathered meets in one go.
      const waiting = perform(world, call);
      if (waiting !== undefined) await waiting;
      world.expectBooks();
    }
    for (const { held } of world.results) await readAll(world, held);
    world.expectBooks();
    await world.end();
    written.push(...world.program);
  } catch (error) {
    const [why] = messageOf(error).split('\n');
    written.push(...world.program, `// ${why}`);
    throw error;
  } finally {
    world.abandon();
  }
}

function perform(world: World, call: Call): Promise<void> | void {
  switch (call.do) {
    case 'run':
      return run(world, call);
    case 'repeat':
      return repeat(world, call);
    case 'read':
      return read(world, call);
    case 'free':
      return free(world, call);
    case 'refuse':
      return refuse(world, call);
    case 'rebuild':
      return rebuild(world, call);
    case 'reset':
      return reset(world, call);
    case 'open':
      return open(world, call);
    case 'push':
      return push(world, call);
    case 'pushes':
      return pushes(world, call);
    case 'rewind':
      return rewind(world, call);
    case 'close':
      return close(world, call);
  }
}
