// Cases on a backend of this very process: a library's, a mutant, or one that answers over stdio.

import type { Backend } from '@gatefold/contract';
import { caseOf } from '../cases.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Anew } from '../lab.ts';
import type { Report } from '../report/report.ts';
import { runCase } from '../run-case.ts';
import { type Host, presented } from './host.ts';
import { nodeEnvironment } from './node-environment.ts';
import { withOwnFrames } from './own-frames.ts';

/** @param anew  makes another backend like it, where that can be done */
export function localHost(
  backend: Backend,
  through: Report['backend']['through'] = 'library',
  specifier?: string,
  anew?: Anew,
): Host {
  return {
    backend: presented(backend, through, specifier),
    environment: nodeEnvironment(),
    runCase: async (id, settings) =>
      withOwnFrames(await runCase(backend, caseOf(id), settings, anew)),
    diagnose: (run) => diagnose({ backend, ...(anew && { anew }) }, run),
    close: async () => {
      if (!backend.disposed) backend.dispose();
    },
  };
}
