import type { Backend } from '@gatefold/contract';
import { checkBackend, made } from '../backend-of.ts';
import { type Place, restartingHost } from '../hosts/restarting-host.ts';
import type { Report } from '../report/report.ts';
import { runOn, type SuiteOptions } from '../run-on.ts';
import { unlessStopped } from '../unless-stopped.ts';
import { localPlace } from './local-place.ts';
import { isWorker, type Start } from './start.ts';
import { workerPlace } from './worker-place.ts';

export interface PageOptions extends SuiteOptions {
  /** Seconds that a case may take; 60 unless set. */
  readonly timeout?: number;
}

/**
 * Runs the suite in a page or a worker, with no server behind it.
 *
 * The page may draw and listen between two cases. A case that throws, or gives no answer in time, is a result, and
 * the next one finds the backend made anew. Only a worker can be stopped in a case that never gives the thread away, and
 * keeps the page free while a long case runs.
 *
 * @param start  makes a backend, or starts a worker that calls `serveSuite`
 * @throws {HarnessError} when no backend comes of it, or it hangs in 25 cases in a row
 * @throws {unknown} the signal's reason, when it stops the run before there is a backend
 * @example fragment
 *   import { runSuite } from '@gatefold/conformance/page';
 *
 *   const start = () => new Worker(new URL('./suite-worker.ts', import.meta.url), { type: 'module' });
 *   const report = await runSuite(start, {
 *     levels: ['core'],
 *     onResult: ({ id, status }, index, total) => show(`${index} of ${total}: ${id} ${status}`),
 *     signal: stopping.signal,
 *   });
 */
export async function runSuite(start: Start, options: PageOptions = {}): Promise<Report> {
  const { timeout = 60, ...rest } = options;
  const { signal } = rest;
  const starting = restartingHost(() => startPlace(start, timeout * 1000));
  const host = await unlessStopped(signal, () => starting);
  if (host === undefined) {
    void starting.then(
      (late) => late.close(),
      () => undefined,
    );
    throw signal?.reason;
  }
  try {
    return await runOn(host, rest);
  } finally {
    await host.close();
  }
}

async function startPlace(start: Start, timeout: number): Promise<Place> {
  const given = await made('runSuite', start);
  if (isWorker(given)) return workerPlace(given, timeout);
  const check = (value: unknown): Backend => checkBackend('runSuite: what was started', value);
  const anew = async (): Promise<Backend> => check(await made('runSuite', start));
  return localPlace({ backend: check(given), anew }, timeout);
}
