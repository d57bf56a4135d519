import type { Backend } from '@gatefold/contract';
import { checkBackend, made } from '../backend-of.ts';
import { presented } from '../hosts/host.ts';
import { carryOut, type Order, type Reply } from '../hosts/messages.ts';
import { messageOf } from '../message-of.ts';
import { stackOf } from '../stack.ts';
import { LateErrors } from './late-errors.ts';
import type { Letter } from './worker-place.ts';

/** As much of a worker's global scope as is used here. */
interface WorkerScope {
  postMessage(letter: Letter<Reply>): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * Runs the cases that a page asks for, inside a web worker that the page's `runSuite` has started.
 *
 * @param create  makes the backend; when it throws, the page's `runSuite` does
 * @example fragment
 *   // suite-worker.ts
 *   import { serveSuite } from '@gatefold/conformance/page';
 *   import { cpu } from '@gatefold/cpu';
 *
 *   serveSuite(cpu);
 */
export function serveSuite(create: () => Backend | Promise<Backend>): void {
  void serve(globalThis as unknown as WorkerScope, create);
}

async function serve(scope: WorkerScope, create: () => Backend | Promise<Backend>): Promise<void> {
  const say = (gatefold: Reply, number = 0): void => scope.postMessage({ gatefold, number });
  const late = new LateErrors(scope);
  const anew = async (): Promise<Backend> =>
    checkBackend('serveSuite: what was made', await made('serveSuite', create));
  let backend: Backend;
  try {
    backend = await anew();
  } catch (error) {
    say({ kind: 'refused', message: messageOf(error), stack: stackOf(error) });
    return;
  }
  scope.addEventListener('message', ({ data }) => {
    const { gatefold: order, number } = (data ?? {}) as Partial<Letter<Order>>;
    if (order !== undefined) {
      void carryOut({ backend, anew }, order)
        .then((reply) => late.countedIn(reply))
        .then((reply) => say(reply, number));
    }
  });
  say({ kind: 'ready', backend: presented(backend, 'browser') });
}
