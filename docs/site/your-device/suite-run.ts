// The suite on one backend of the list, as the page sees it.

import type { Level, Report } from '@gatefold/conformance/page';
import type { SuiteLetter, SuiteOrder, SuiteStep } from './suite-run-worker.ts';

export interface SuiteWatch {
  readonly signal: AbortSignal;
  readonly onStep: (step: SuiteStep) => void;
}

/**
 * Runs levels of the suite; a run that is stopped gives the report of what came before.
 *
 * @param backend  its id
 * @throws {Error} where the backend does not start, with what it says, and when it is stopped before
 */
export async function runSuiteOn(
  backend: string,
  levels: readonly Level[],
  { signal, onStep }: SuiteWatch,
): Promise<Report> {
  const worker = new Worker(new URL('./suite-run-worker.ts', import.meta.url), { type: 'module' });
  const say = (order: SuiteOrder): void => worker.postMessage(order);
  try {
    return await new Promise<Report>((resolve, reject) => {
      signal.addEventListener('abort', () => say({ kind: 'stop' }));
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
      worker.addEventListener('message', ({ data }: MessageEvent<SuiteLetter>) => {
        if (data.kind === 'step') onStep(data.step);
        else if (data.kind === 'report') resolve(data.report);
        else reject(new Error(data.message));
      });
      say({ kind: 'run', backend, levels: [...levels] });
    });
  } finally {
    worker.terminate();
  }
}
