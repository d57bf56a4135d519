import { type Report, runSuite } from '@gatefold/conformance';
import { webgl } from '../../src/index.ts';

/** The renderer, and what failed. */
export interface SuiteOutcome {
  readonly renderer: string;
  readonly granted: Report['granted'];
  readonly counts: Record<string, number>;
  readonly failures: readonly string[];
}

export async function conformance(): Promise<SuiteOutcome> {
  const backend = await webgl();
  const { results, granted } = await runSuite(backend, {
    onResult: ({ id, milliseconds }, index, total) => {
      console.log(`${index}/${total} ${id} ${milliseconds.toFixed(0)}`);
    },
  });
  const counts: Record<string, number> = {};
  for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
  const failures = results
    .filter(({ status }) => status !== 'pass')
    .map(({ id, status, message }) => `${status} ${id}: ${message}`);
  return { renderer: backend.renderer, granted, counts, failures };
}
