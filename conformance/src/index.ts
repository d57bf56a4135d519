// The suite as a library: for test runners, adapters and reports.

export { type Case, type Level, levels } from './case.ts';
export { cases } from './cases.ts';
export { Lab } from './lab.ts';
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
export { Mismatch, type Observation, type Values } from './values.ts';
