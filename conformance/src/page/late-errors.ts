// What a backend throws where nobody waits for it: a browser goes on as if nothing were, and the case must not pass.

import { beginning } from '../bounded-text.ts';
import type { Reply } from '../hosts/messages.ts';
import { messageOf } from '../message-of.ts';
import { passing } from '../report/report.ts';
import { stackOf } from '../stack.ts';
import { nextTask } from '../next-task.ts';

/** As much of a page's or a worker's global scope as is used here; Node has nothing of it. */
interface Scope {
  addEventListener?(
    type: 'error' | 'unhandledrejection',
    listener: (event: { readonly error?: unknown; readonly reason?: unknown }) => void,
    options: { readonly signal: AbortSignal },
  ): void;
}

export class LateErrors {
  #thrown: unknown[] = [];
  readonly #listening = new AbortController();

  /** @param scope  the global scope, whose errors are those of whatever case is running */
  constructor(scope: object) {
    const events = scope as Scope;
    const { signal } = this.#listening;
    events.addEventListener?.('error', ({ error }) => this.#thrown.push(error), { signal });
    events.addEventListener?.('unhandledrejection', ({ reason }) => this.#thrown.push(reason), {
      signal,
    });
  }

  /** The reply to an order, in which what was thrown meanwhile counts. */
  async countedIn(reply: Reply): Promise<Reply> {
    // A browser tells of a rejection in a task of its own, whose turn is before the second of these.
    await nextTask();
    await nextTask();
    const thrown = this.#thrown.splice(0);
    if (thrown.length === 0 || reply.kind !== 'result') return reply;
    if (!passing.includes(reply.result.status)) return reply;
    const message = `nobody waited for what was thrown: ${beginning(messageOf(thrown[0]))}`;
    const stack = stackOf(thrown[0]);
    const told = { message, ...(stack.length === 0 ? {} : { stack }) };
    return { ...reply, result: { ...reply.result, status: 'errored', ...told } };
  }

  end(): void {
    this.#listening.abort();
  }
}
