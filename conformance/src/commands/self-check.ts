// gatefold-conformance self-check

import { showProgress } from '../progress.ts';
import { mutantsPage } from '../report/mutants-page.ts';
import { formatSelfCheck } from '../report/self-check.ts';
import { complaints, selfCheck } from '../self-check.ts';

interface Flags {
  readonly full?: boolean;
  readonly markdown?: boolean;
  readonly seed: number;
  readonly runs: number;
}

/** @returns the exit code: 1 when a mutant survives */
export async function checkSelf({
  full = false,
  markdown = false,
  seed,
  runs,
}: Flags): Promise<number> {
  const progress = showProgress(process.stderr);
  const checked = await selfCheck({ seed, runs, full, onVerdict: progress.step });
  progress.end();
  console.log(markdown ? mutantsPage(checked).trimEnd() : formatSelfCheck(checked, full));
  return complaints(checked).length > 0 ? 1 : 0;
}
