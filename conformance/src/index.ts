// The suite as a library: for test runners, adapters and reports.

export { type Case, type Claim, type Level, levels } from './case.ts';
export { cases } from './cases.ts';
export type { Counterexample, Example, LawFailure } from './counterexample.ts';
export { type Anew, Lab } from './lab.ts';
export { mutants } from './mutants/catalogue.ts';
export type { Mutant } from './mutants/mutant.ts';
export { HarnessError } from './harness-error.ts';
export { claimsOfLevels, judgeLevels } from './report/levels.ts';
export { parseReport } from './report/parse-report.ts';
export {
  type CaseResult,
  countStatuses,
  failuresOf,
  type KnownFailure,
  type Refusal,
  type Report,
  type Selection,
  type Status,
  statuses,
} from './report/report.ts';
export { stringifyReport } from './report/stringify-report.ts';
export { type Missing, missingFor, runCase } from './run-case.ts';
export { defaultRuns, defaultSeed, type SuiteOptions } from './run-on.ts';
export { runSuite } from './run-suite.ts';
export { selectCases } from './selection.ts';
export {
  complaints,
  lawScore,
  type MutantVerdict,
  type SelfCheck,
  selfCheck,
  type SelfCheckOptions,
} from './self-check.ts';
export { Mismatch, type Observation, type Values } from './values.ts';
