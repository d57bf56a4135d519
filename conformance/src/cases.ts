// Every case, in the order in which a report shows them. To add one, write it in the file of its clause group.

import type { Case } from './case.ts';
import { activationCases } from './cases/activations.ts';
import { alignedCases } from './cases/aligned.ts';
import { articleCases } from './cases/article.ts';
import { backendEndCase } from './cases/backend-end.ts';
import { bidirectionalCases } from './cases/bidirectional.ts';
import { equationCases } from './cases/equations.ts';
import { goldenCases } from './cases/goldens.ts';
import { initialStateCases } from './cases/initial-state.ts';
import { lifetimeCases } from './cases/lifetime.ts';
import { lifetimeCasesBeyond } from './cases/lifetime-beyond.ts';
import { copyCases } from './cases/lifetime-copies.ts';
import { maskingCases } from './cases/masking.ts';
import { outputCases } from './cases/outputs.ts';
import { refusalCasesBeyond } from './cases/refusals-beyond.ts';
import { refusalCases } from './cases/refusals.ts';
import { refusalCasesHostile } from './cases/refusals-hostile.ts';
import { refusalCasesInside } from './cases/refusals-inside.ts';
import { refusalCasesOfStreams } from './cases/refusals-streams.ts';
import { refusalCasesOfWeights } from './cases/refusals-weights.ts';
import { shortConfigCases } from './cases/short-configs.ts';
import { stackedCases } from './cases/stacked.ts';
import { statefulCases } from './cases/stateful.ts';
import { streamMaskCases } from './cases/stream-masks.ts';
import { storedWeightsCases } from './cases/stored-weights.ts';
import { streamCases } from './cases/streams.ts';
import { supportsCases } from './cases/supports.ts';
import { wiringCases } from './cases/wiring.ts';
import { historyLaws } from './histories/histories.ts';
import { bidirectionalLaws } from './laws/bidirectional-laws.ts';
import { carriedLaws } from './laws/carried-laws.ts';
import { closedFormLaws } from './laws/closed-form-laws.ts';
import { compositionLaws } from './laws/composition-laws.ts';
import { equationLaws } from './laws/equation-laws.ts';
import { maskLaws } from './laws/mask-laws.ts';
import { outputLaws } from './laws/output-laws.ts';
import { sensitivityLaw } from './laws/sensitivity-law.ts';
import { valueLaws } from './laws/value-laws.ts';
import { pairLaws, sizeLaws } from './laws/trial-laws.ts';

export const cases: readonly Case[] = Object.freeze([
  ...alignedCases,
  ...articleCases,
  ...equationCases,
  ...wiringCases,
  ...activationCases,
  ...storedWeightsCases,
  ...outputCases,
  ...initialStateCases,
  ...equationLaws,
  ...closedFormLaws,
  ...outputLaws,
  sensitivityLaw,
  ...valueLaws,
  ...maskingCases,
  ...maskLaws,
  ...compositionLaws,
  ...statefulCases,
  ...carriedLaws,
  ...bidirectionalCases,
  ...bidirectionalLaws,
  ...stackedCases,
  ...streamCases,
  ...streamMaskCases,
  ...supportsCases,
  ...refusalCases,
  ...refusalCasesOfWeights,
  ...refusalCasesBeyond,
  ...refusalCasesOfStreams,
  ...refusalCasesInside,
  ...refusalCasesHostile,
  ...copyCases,
  ...lifetimeCases,
  ...shortConfigCases,
  ...lifetimeCasesBeyond,
  ...historyLaws,
  ...goldenCases,
  ...sizeLaws,
  ...pairLaws,
  backendEndCase,
]);

const byId = new Map(cases.map((item) => [item.id, item]));

/** Whether the catalogue has a case. */
export function hasCase(id: string): boolean {
  return byId.has(id);
}

/** The case of an id that is known to be there. */
export function caseOf(id: string): Case {
  return byId.get(id) as Case;
}
