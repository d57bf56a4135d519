// A process of its own for a module's backend: it may hang, or end, without taking the suite along. Started by
// worker-host.ts with the module as its only argument.

import { backendAt } from '../load-backend.ts';
import { HarnessError } from '../harness-error.ts';
import { messageOf } from '../message-of.ts';
import { stackOf } from '../stack.ts';
import { presented } from './host.ts';
import { carryOut, type Order, type Reply } from './messages.ts';
import { ownFrames, withOwnFrames } from './own-frames.ts';

const [specifier = ''] = process.argv.slice(2);

function say(reply: Reply): void {
  process.send?.(reply);
}

function withOwn(reply: Reply): Reply {
  return reply.kind === 'result' ? { ...reply, result: withOwnFrames(reply.result) } : reply;
}

// Without the suite there is nothing to do; a backend may keep the process alive.
process.on('disconnect', () => process.exit());

try {
  const backend = await backendAt(specifier);
  const subject = { backend, anew: () => backendAt(specifier) };
  // One order at a time: the next one comes after the reply.
  process.on('message', (order: Order) => {
    // A rejection that nobody waits for ends the process before the reply, and so counts for the case that caused it.
    void carryOut(subject, order).then((reply) => setImmediate(say, withOwn(reply)));
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
