// The suite in a page or a worker, with no Node and no server behind it.

export { type Level, levels } from './case.ts';
export type { Start, SuiteWorker } from './page/start.ts';
export { type PageOptions, runSuite } from './page/run-suite.ts';
export { serveSuite } from './page/serve-suite.ts';
export {
  type CaseResult,
  countStatuses,
  failuresOf,
  type KnownFailure,
  type Report,
  type Selection,
  type Status,
  statuses,
} from './report/report.ts';
export { stringifyReport } from './report/stringify-report.ts';
export { selectCases } from './selection.ts';
