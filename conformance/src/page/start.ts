// How a page comes to a backend: one that lives in the page itself, or one in a worker.

import type { Backend } from '@gatefold/contract';

/** As much of a web worker as is used here. */
export interface SuiteWorker {
  postMessage(message: unknown): void;
  addEventListener(
    type: 'message' | 'error',
    listener: (event: { readonly data?: unknown; readonly message?: string }) => void,
    options: { readonly signal: AbortSignal },
  ): void;
  terminate(): void;
}

/** Makes a backend, or starts a worker that calls `serveSuite`; called again when what it gave hangs or is lost. */
export type Start = () => Backend | SuiteWorker | Promise<Backend | SuiteWorker>;

export function isWorker(value: unknown): value is SuiteWorker {
  return typeof (value as Partial<SuiteWorker> | null)?.postMessage === 'function';
}
