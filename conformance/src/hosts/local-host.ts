// Cases on a backend of this very process: a library's, a mutant, or one that answers over stdio.

import type { Backend } from '@gatefold/contract';
import { caseOf } from '../cases.ts';
import { diagnose } from '../diagnosis.ts';
import type { Report } from '../report/report.ts';
import { runCase } from '../run-case.ts';
import { failedCases } from './failed-cases.ts';
import { type Host, presented } from './host.ts';
import { nodeEnvironment } from './node-environment.ts';
import { withOwnFrames } from './own-frames.ts';

export function localHost(
  backend: Backend,
  through: Report['backend']['through'] = 'library',
  specifier?: string,
): Host {
  return {
    backend: presented(backend, through, specifier),
    environment: nodeEnvironment(),
    runCase: async (id, settings) => withOwnFrames(await runCase(backend, caseOf(id), settings)),
    diagnose: (failed, seed) => diagnose(backend, failedCases(failed), seed),
    close: async () => {
      if (!backend.disposed) backend.dispose();
    },
  };
}
