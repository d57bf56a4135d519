// Cases in a web worker: the page never waits for one, and a worker that hangs is ended.

import { HarnessError } from '../harness-error.ts';
import { type Order, refusalOf, type Reply } from '../hosts/messages.ts';
import type { Place } from '../hosts/restarting-host.ts';
import { Outage } from '../outage.ts';
import { inTime, within } from './in-time.ts';
import { pageEnvironment } from './page-environment.ts';
import type { SuiteWorker } from './start.ts';

/** What a worker and its page say to each other, beside whatever else they may have to say. */
export interface Letter<T> {
  readonly gatefold: T;
  /** Of the order, on the reply to it as well; 0 for the first word of a worker. */
  readonly number: number;
}

/** Fetching modules, compiling shaders, warming up. */
const longestStart = 120_000;

/**
 * Waits until the worker has its backend.
 *
 * @param timeout  milliseconds that a case may take
 * @throws {HarnessError} when no backend comes of it
 */
export async function workerPlace(worker: SuiteWorker, timeout: number): Promise<Place> {
  const close = async (): Promise<void> => worker.terminate();
  let reply: Reply;
  try {
    reply = await within(Math.max(timeout, longestStart), nextReply(worker, 0));
  } catch (error) {
    await close();
    throw new HarnessError(`no backend came of the worker: ${(error as Outage).message}`, {
      cause: error,
    });
  }
  if (reply.kind !== 'ready') {
    await close();
    throw refusalOf(reply);
  }
  let orders = 0;
  return {
    backend: reply.backend,
    environment: pageEnvironment(),
    order: (order) => {
      const number = ++orders;
      const answer = nextReply(worker, number);
      worker.postMessage({ gatefold: order, number } satisfies Letter<Order>);
      return inTime(order, timeout, answer);
    },
    printed: () => '',
    close,
  };
}

/** @throws {Outage} when the worker fails */
async function nextReply(worker: SuiteWorker, awaited: number): Promise<Reply> {
  const listening = new AbortController();
  const { signal } = listening;
  try {
    return await new Promise<Reply>((resolve, reject) => {
      const onMessage = ({ data }: { readonly data?: unknown }): void => {
        const { gatefold: reply, number } = (data ?? {}) as Partial<Letter<Reply>>;
        if (reply !== undefined && number === awaited) resolve(reply);
      };
      // A module that cannot be loaded is an error that says nothing.
      const onError = ({ message = 'a module could not be loaded' }): void =>
        reject(new Outage('crashed', `the worker failed: ${message}`));
      worker.addEventListener('message', onMessage, { signal });
      worker.addEventListener('error', onError, { signal });
    });
  } finally {
    listening.abort();
  }
}
