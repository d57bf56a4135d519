// A report in a sentence.

import { countStatuses, failuresOf, type Report } from '@gatefold/conformance/page';

/** `All 1004 cases pass.`, or what else came of them. */
export function verdictOf({ results, stopped }: Report): string {
  const counts = countStatuses(results);
  const { pass: passed, 'ill-conditioned': illConditioned } = counts;
  const failed = failuresOf(results).length;
  const of = `${results.length} ${results.length === 1 ? 'case' : 'cases'}`;
  const told = [
    ...(failed > 0 ? [`${failed} of ${of} ${failed === 1 ? 'fails' : 'fail'}`] : []),
    ...(failed === 0 && passed === results.length ? [`All ${of} pass`] : []),
    ...(failed === 0 && passed < results.length ? [`${passed} of ${of} pass`] : []),
    ...(illConditioned > 0
      ? [`${illConditioned} ${illConditioned === 1 ? 'is' : 'are'} ill-conditioned`]
      : []),
    ...(counts.unsupported > 0
      ? [`${counts.unsupported} ${counts.unsupported === 1 ? 'is' : 'are'} not claimed`]
      : []),
  ].join(', ');
  if (stopped === undefined) return `${told}.`;
  return results.length === 0
    ? 'Stopped before the first case.'
    : `${told}. Stopped after these, of ${stopped.chosen}.`;
}
