// A process of its own for a module's backend: it may hang, or end, without taking the suite along. Started by
// worker-host.ts with the module as its only argument.

import { once } from 'node:events';
import { backendAt } from '../load-backend.ts';
import { HarnessError } from '../harness-error.ts';
import { toJSON } from '../json.ts';
import { messageOf } from '../message-of.ts';
import { stackOf } from '../stack.ts';
import type { Letter, NumberedOrder } from './correspondence.ts';
import { presented } from './host.ts';
import { carryOut, type Reply } from './messages.ts';
import { ownFrames, withOwnFrames } from './own-frames.ts';

const [specifier = ''] = process.argv.slice(2);

// Without the suite there is nothing to do; a backend may keep the process alive.
process.on('disconnect', () => process.exit());

// Before the module is loaded, which may put others in their place, or listen to what comes.
const send = process.send?.bind(process) as (letter: Letter) => void;
const { setImmediate } = globalThis;
const [secret] = (await once(process, 'message')) as [string];

function say(reply: Reply, number = 0): void {
  send({ secret, number, text: toJSON(reply) });
}

function withOwn(reply: Reply): Reply {
  return reply.kind === 'result' ? { ...reply, result: withOwnFrames(reply.result) } : reply;
}

try {
  const backend = await backendAt(specifier);
  const subject = { backend, anew: () => backendAt(specifier) };
  // One order at a time: the next one comes after the reply.
  process.on('message', ({ order, number }: NumberedOrder) => {
    // A rejection that nobody waits for ends the process before the reply, and so counts for the case that caused it.
    void carryOut(subject, order).then((reply) => setImmediate(say, withOwn(reply), number));
  });
  say({ kind: 'ready', backend: presented(backend, 'module', specifier) });
} catch (error) {
  const isKnown = error instanceof HarnessError;
  say({
    kind: 'refused',
    message: isKnown ? error.message : `the worker failed: ${messageOf(error)}`,
    stack: ownFrames(stackOf(error)),
  });
}
