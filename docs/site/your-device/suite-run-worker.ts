// Drives the suite from a worker of its own, with the backend in another: neither is ever part of a page's script.

import {
  failuresOf,
  type Level,
  levels as everyLevel,
  type Report,
  runSuite,
} from '@gatefold/conformance/page';

/** Examples for each law: a fifth of the command's, since a visitor waits. */
const runs = 20;

/** Seconds that a case may take: a phone that draws in software is slow. */
const timeout = 120;

export type SuiteOrder =
  | { readonly kind: 'run'; readonly backend: string; readonly levels: readonly Level[] }
  | { readonly kind: 'stop' };

export interface SuiteStep {
  /** Of the case that was run last. */
  readonly id: string;
  /** Cases that were run, and how many of them failed. */
  readonly index: number;
  readonly failed: number;
  readonly total: number;
}

export type SuiteLetter =
  | { readonly kind: 'step'; readonly step: SuiteStep }
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'refused'; readonly message: string };

const stopping = new AbortController();

globalThis.addEventListener('message', ({ data }: MessageEvent<SuiteOrder>) => {
  if (data.kind === 'stop') stopping.abort(new Error('Stopped.'));
  else void run(data.backend, data.levels).then((letter) => globalThis.postMessage(letter));
});

async function run(name: string, levels: readonly Level[]): Promise<SuiteLetter> {
  const start = (): Worker =>
    new Worker(new URL('./suite-worker.ts', import.meta.url), { type: 'module', name });
  // All of them are the whole suite, with the cases of no level.
  const selection = levels.length < everyLevel.length ? { levels } : {};
  let failed = 0;
  try {
    const report = await runSuite(start, {
      ...selection,
      runs,
      timeout,
      signal: stopping.signal,
      onResult: (result, index, total) => {
        failed += failuresOf([result]).length;
        const step: SuiteStep = { id: result.id, index, failed, total };
        globalThis.postMessage({ kind: 'step', step } satisfies SuiteLetter);
      },
    });
    return { kind: 'report', report };
  } catch (error) {
    return { kind: 'refused', message: error instanceof Error ? error.message : String(error) };
  }
}
