// The benchmark as the page sees it.

import type { Row } from '../../../packages/bench/src/row.ts';
import type { RatesLetter } from './rates-worker.ts';

export interface RatesWatch {
  readonly signal: AbortSignal;
  readonly onStart: (workload: string, index: number, total: number) => void;
  readonly onRows: (rows: readonly Row[]) => void;
}

/**
 * Measures backends against the first of them; ends at once when it is stopped.
 *
 * @param ids  of the backends
 * @throws {Error} when the worker fails
 */
export async function measureRates(
  ids: readonly string[],
  { signal, onStart, onRows }: RatesWatch,
): Promise<void> {
  const worker = new Worker(new URL('./rates-worker.ts', import.meta.url), { type: 'module' });
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve());
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
      worker.addEventListener('message', ({ data }: MessageEvent<RatesLetter>) => {
        if (data.kind === 'start') onStart(data.workload, data.index, data.total);
        else if (data.kind === 'rows') onRows(data.rows);
        else if (data.kind === 'failed') reject(new Error(data.message));
        else resolve();
      });
      worker.postMessage(ids);
    });
  } finally {
    worker.terminate();
  }
}
