import type { Backend } from '@gatefold/contract';
import { localHost } from './hosts/local-host.ts';
import type { Report } from './report/report.ts';
import { runOn, type SuiteOptions } from './run-on.ts';

/**
 * Runs the suite on a backend of this process.
 *
 * @param backend  disposed of by the last case, when that is among the chosen ones
 * @throws {HarnessError} when two known failures speak of one case
 */
export async function runSuite(backend: Backend, options: SuiteOptions = {}): Promise<Report> {
  return runOn(localHost(backend), options);
}
