// The suite as a library: for test runners, adapters and reports.

export { type Case, type Level, levels } from './case.ts';
export { cases } from './cases.ts';
export type { Counterexample, Example, LawFailure } from './counterexample.ts';
export { Lab } from './lab.ts';
export { mutants } from './mutants/catalogue.ts';
export type { Mutant } from './mutants/mutant.ts';
export {
  type CaseResult,
  defaultRuns,
  defaultSeed,
  missingFor,
  type Report,
  runCase,
  runSuite,
  selectCases,
  type Status,
  type SuiteOptions,
} from './run-suite.ts';
export {
  complaints,
  lawScore,
  type MutantVerdict,
  type SelfCheck,
  selfCheck,
  type SelfCheckOptions,
} from './self-check.ts';
export { Mismatch, type Observation, type Values } from './values.ts';
